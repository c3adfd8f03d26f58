import logging
import time

logger = logging.getLogger("of a slice that is run twice")
logger.setLevel(logging.INFO)
logger.addHandler(logging.FileHandler("lines.log"))
for number in range(3):
    logger.info("line %s", number)
    time.sleep(0.001)
logging.shutdown()
print(open("lines.log").read().split("\n"), len(logger.handlers))
