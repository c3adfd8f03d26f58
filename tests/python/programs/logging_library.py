"""logging to standard output: levels, handlers of the program, formatting, exceptions, children."""

import logging
import sys

from stopping import stop

logging.basicConfig(
    stream=sys.stdout, level=logging.INFO, format="%(levelname)s:%(name)s:%(message)s"
)
log = logging.getLogger("flow")
child = logging.getLogger("flow.orders")
log.info("begins %s %d", "now", stop(1))
stop()
child.warning("from the child")
child.debug("not shown")
child.setLevel(logging.DEBUG)
child.debug("shown now")


class Keeping(logging.Handler):
    def __init__(self):
        super().__init__()
        self.kept = []

    def emit(self, record):
        stop()
        self.kept.append((record.levelname, record.getMessage(), record.lineno, record.funcName))


keeping = Keeping()
child.addHandler(keeping)


def process(order):
    child.info("order %s", order)
    try:
        stop()
        return 10 / order
    except ZeroDivisionError:
        child.exception("failed")
        return None
    finally:
        child.info("done")


class Only(logging.Filter):
    def filter(self, record):
        return stop("order") in record.getMessage()


class Prefix(logging.LoggerAdapter):
    def process(self, message, kwargs):
        return f"[{self.extra['who']}] {message}", kwargs


stop()
log.propagate = False
quiet = logging.StreamHandler(sys.stdout)
quiet.setFormatter(logging.Formatter("%(message)s (%(funcName)s:%(lineno)d)"))
quiet.addFilter(Only())
log.addHandler(quiet)
process(5)
print(keeping.kept)
keeping.kept.clear()
log.removeHandler(quiet)
process(0)
print(keeping.kept)
log.propagate = True
stop()
Prefix(log, {"who": "ann"}).warning("adapted")
log.log(35, "own level %(a)s", {"a": 1})
print(
    log.isEnabledFor(logging.DEBUG),
    child.getEffectiveLevel(),
    logging.getLevelName(30),
    child.parent is log,
)
logging.disable(logging.CRITICAL)
log.critical("not shown")
logging.disable(logging.NOTSET)
log.error("shown %r", {"k": "v"})
