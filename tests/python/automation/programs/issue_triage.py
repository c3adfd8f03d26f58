"""Issues get labels by rules, and a comment; old pull requests get a reminder."""

import os
import re
from dataclasses import asdict, dataclass, field

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

BASE = os.environ["WORLD"] + "/github"
RULES = {"bug": re.compile("crash|traceback", re.I), "question": re.compile(r"how\b|\?", re.I)}

session = requests.Session()
session.headers.update({"Authorization": "Bearer token", "Accept": "application/json"})
session.mount("http://", HTTPAdapter(max_retries=Retry(total=3, backoff_factor=0.01)))


@dataclass
class Triage:
    number: int
    labels: list = field(default_factory=list)
    comment: str | None = None

    @classmethod
    def of(cls, issue):
        text = issue["title"] + "\n" + issue["body"]
        labels = [name for name, pattern in RULES.items() if pattern.search(text)]
        return cls(issue["number"], labels or ["enhancement"])


def call(method, path, **more):
    response = session.request(method, f"{BASE}/repos/acme/shop{path}", timeout=10, **more)
    response.raise_for_status()
    return response.json()


def pages(path):
    for item in call("GET", path, params={"state": "open", "per_page": 100}):
        yield item


report = []
for issue in pages("/issues"):
    triage = Triage.of(issue)
    call("POST", f"/issues/{triage.number}/labels", json={"labels": triage.labels})
    if "question" in triage.labels and "bug" not in triage.labels:
        triage.comment = f"@{issue['user']['login']}: please ask in the forum."
        call("POST", f"/issues/{triage.number}/comments", json={"body": triage.comment})
    report.append(asdict(triage))
    print(report[-1])

late = [pull for pull in pages("/pulls") if not pull["draft"] and pull["age"] > 7]
for pull in late:
    made = call("POST", f"/issues/{pull['number']}/comments", json={"body": "still alive?"})
    print("reminded", pull["number"], made["id"])
print(len(report), session.headers["Authorization"], len(session.cookies))
