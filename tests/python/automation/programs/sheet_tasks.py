"""Open tasks of a sheet are told to their owners every day; the sheet is then marked."""

import os
import time
from collections import namedtuple

from googleapiclient.discovery import build
from slack_sdk import WebClient
from slack_sdk.models.blocks import DividerBlock, SectionBlock

WORLD = os.environ["WORLD"]
RANGE = "Tasks!A1:C9"
DAYS = 3

Task = namedtuple("Task", "task owner state")


class Sheet:
    def __init__(self, name):
        self.name = name
        self.service = build(
            "sheets", "v4", developerKey="k", client_options={"api_endpoint": f"{WORLD}/sheets/"}
        )
        self.values = self.service.spreadsheets().values()

    def __iter__(self):
        found = self.values.get(spreadsheetId=self.name, range=RANGE).execute()
        header, *rows = found["values"]
        for row in rows:
            yield Task(*row)

    def write(self, tasks):
        body = {"values": [list(Task._fields), *map(list, tasks)]}
        return self.values.update(
            spreadsheetId=self.name, range=RANGE, valueInputOption="RAW", body=body
        ).execute()


sheet = Sheet("S2")
slack = WebClient(token="t", base_url=f"{WORLD}/slack/api/")

for day in range(1, DAYS + 1):
    tasks = list(sheet)
    waiting = [task for task in tasks if task.state == "open"]
    for task in waiting:
        blocks = [SectionBlock(text=f"*{task.task}* is open"), DividerBlock()]
        sent = slack.chat_postMessage(channel=f"@{task.owner}", text=task.task, blocks=blocks)
        print(day, task.owner, sent["ts"])
    if waiting:
        done = waiting[0]
        tasks = [t._replace(state="done") if t == done else t for t in tasks]
        print("marked", sheet.write(tasks)["updates"]["updatedRows"])
    time.sleep(0.02)
print([task.state for task in sheet])
