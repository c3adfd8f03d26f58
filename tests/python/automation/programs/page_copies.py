"""Pages of one service are copied to another: a client of our own, with a generator of pages and a settings file."""

import os
import time
from functools import lru_cache, partial
from urllib.parse import urljoin

import requests
import yaml
from dotenv import dotenv_values, load_dotenv

with open("settings.yaml", "w") as file:
    file.write("size: 3\nskip: [p3]\ntarget: wiki\n")
with open(".env", "w") as file:
    file.write("NOTION_TOKEN=secret\nNOTION_VERSION=2022\n")
load_dotenv(".env")

with open("settings.yaml") as file:
    settings = yaml.safe_load(file)


class Notion:
    """The service's client: what it has got is kept."""

    def __init__(self, base, token):
        self.base = base
        self.session = requests.Session()
        self.session.auth = ("user", token)
        self.asked = 0
        self.on_page = []

    def get(self, path):
        self.asked += 1
        response = self.session.get(urljoin(self.base, path))
        response.raise_for_status()
        for hook in self.on_page:
            hook(len(response.json()))
        return response.json()

    def pages(self, size):
        everything = self.get("/notion/pages")
        for start in range(0, len(everything), size):
            yield everything[start : start + size]
            time.sleep(0.01)


@lru_cache(maxsize=None)
def space(name):
    return requests.post(os.environ["WORLD"] + f"/{name}/spaces", json={"name": name}).json()["id"]


def copied(target, page):
    body = {"title": page["title"], "space": space(target)}
    return requests.post(os.environ["WORLD"] + f"/{target}/pages", json=body).json()["id"]


sizes = []
notion = Notion(os.environ["WORLD"], os.environ["NOTION_TOKEN"])
notion.on_page.append(sizes.append)
copy = partial(copied, settings["target"])
for batch in notion.pages(settings["size"]):
    wanted = [page for page in batch if page["edited"] and page["id"] not in settings["skip"]]
    print([(page["id"], copy(page)) for page in wanted])
print(notion.asked, sizes, space.cache_info().misses, notion.session.auth[1])
print(dotenv_values(".env")["NOTION_VERSION"], os.environ["NOTION_VERSION"])
