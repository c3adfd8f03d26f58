"""A digest every week goes out: a long loop that logs to a file and keeps its statistics."""

import logging
import os
import random
import statistics
import time
from collections import Counter, defaultdict, deque
from string import Template

import requests

WORLD = os.environ["WORLD"]
WEEKS = 4

logger = logging.getLogger("digest")
logger.setLevel(logging.INFO)
handler = logging.FileHandler("digest.log")
handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
logger.addHandler(handler)

TEXT = Template("Week $week: it is $temperature in $city; mean $mean")
CITIES = ["berlin", "oslo"]


class Statistics:
    def __init__(self, size):
        self.last = {city: deque(maxlen=size) for city in CITIES}
        self.seen = Counter()
        self.by_week = defaultdict(list)

    def add(self, week, city, value):
        self.last[city].append(value)
        self.seen[city] += 1
        self.by_week[week].append(value)
        return statistics.mean(self.last[city])


def forecast(city):
    try:
        answer = requests.get(f"{WORLD}/weather/{city}", timeout=5)
        answer.raise_for_status()
    except requests.HTTPError as error:
        logger.warning("no weather of %s: %s", city, error.response.status_code)
        return None
    return answer.json()["temperature"]


found = Statistics(2)
week = 0
random.seed(4)
while week < WEEKS:
    week += 1
    for city in random.sample([*CITIES, "atlantis"], 3):
        temperature = forecast(city)
        if temperature is None:
            continue
        mean = found.add(week, city, temperature + week)
        text = TEXT.substitute(week=week, temperature=temperature, city=city, mean=round(mean, 2))
        requests.post(f"{WORLD}/digest/{city}", json={"text": text}).raise_for_status()
        logger.info("sent %s", text)
        print(text)
    time.sleep(0.02)
handler.close()
with open("digest.log") as file:
    lines = file.readlines()
print(len(lines), Counter(line.split()[0] for line in lines))
print(dict(found.seen), dict(found.by_week))
