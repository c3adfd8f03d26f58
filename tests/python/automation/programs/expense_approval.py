"""An expense is announced in a channel; a colleague approves it by a reaction; it is then entered in a sheet."""

import os
import time

from googleapiclient.discovery import build
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

WORLD = os.environ["WORLD"]
CHANNEL = os.getenv("CHANNEL", "C-EXPENSES")

slack = WebClient(token="xoxb-1", base_url=f"{WORLD}/slack/api/")
sheets = build(
    "sheets", "v4", developerKey="key", client_options={"api_endpoint": f"{WORLD}/sheets/"}
).spreadsheets()

EXPENSES = [
    {"who": "ann@example.com", "what": "train", "amount": 48.5},
    {"who": "bob@example.com", "what": "hotel", "amount": 130.0},
]


def user_of(mail):
    try:
        return slack.users_lookupByEmail(email=mail)["user"]["id"]
    except SlackApiError as error:
        print("no such user", error.response["error"])
        return None


def approved(message, patience=5):
    for _ in range(patience):
        time.sleep(0.01)
        found = slack.reactions_get(channel=message["channel"], timestamp=message["ts"])
        names = [reaction["name"] for reaction in found["message"]["reactions"]]
        if "white_check_mark" in names:
            return True
    slack.chat_postMessage(channel=message["channel"], thread_ts=message["ts"], text="too late")
    return False


for expense in EXPENSES:
    user = user_of(expense["who"])
    text = f"<@{user}> spent {expense['amount']:.2f} on {expense['what']}"
    message = slack.chat_postMessage(channel=CHANNEL, text=text)
    print(message["ts"], text)
    if approved(message):
        row = [expense["who"], expense["what"], expense["amount"]]
        sheets.values().append(
            spreadsheetId="S1",
            range="Expenses!A1",
            valueInputOption="RAW",
            body={"values": [row]},
        ).execute()
        slack.chat_postMessage(channel=CHANNEL, thread_ts=message["ts"], text="entered")
print(sheets.values().get(spreadsheetId="S1", range="Expenses!A1").execute()["values"])
