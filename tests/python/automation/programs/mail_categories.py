"""Mails are read, a model says what each is about, and each gets a label."""

import base64
import logging
import os
from datetime import datetime, timezone
from email.message import EmailMessage

from googleapiclient.discovery import build
from openai import OpenAI

WORLD = os.environ["WORLD"]

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpx2").setLevel(logging.WARNING)
log = logging.getLogger("mail")

start_time = datetime.now(timezone.utc)
gmail = build("gmail", "v1", developerKey="key", client_options={"api_endpoint": f"{WORLD}/"})
model = OpenAI(api_key="key", base_url=f"{WORLD}/v1")

LABELS = {"invoice": "Label_1", "other": "Label_2"}


def category(text):
    asked = f"One word: what is this about?\n\n{text}"
    answer = model.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": asked}], temperature=0
    )
    return answer.choices[0].message.content.strip().lower()


def answer_to(message_id, text):
    mail = EmailMessage()
    mail["To"] = "books@example.com"
    mail["Subject"] = f"About {message_id}"
    mail.set_content(text)
    return base64.urlsafe_b64encode(mail.as_bytes()).decode()


messages = gmail.users().messages()
counts = {}
for item in messages.list(userId="me", q="is:unread").execute()["messages"]:
    message = messages.get(userId="me", id=item["id"]).execute()
    found = category(message["snippet"])
    counts[found] = counts.get(found, 0) + 1
    messages.modify(
        userId="me", id=item["id"], body={"addLabelIds": [LABELS[found]], "removeLabelIds": []}
    ).execute()
    if found == "invoice":
        raw = answer_to(item["id"], message["snippet"])
        messages.send(userId="me", body={"raw": raw}).execute()
    print(item["id"], found)
    log.info("labelled %s", item["id"])
print(sorted(counts.items()), start_time <= datetime.now(timezone.utc))
