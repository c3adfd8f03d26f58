"""Appointments get reminders: two before, each a mail made of a template; the answer is kept."""

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from jinja2 import DictLoader, Environment
from pydantic import BaseModel, EmailStr, field_validator  # noqa: F401

WORLD = os.environ["WORLD"]
TEMPLATES = {
    "mail.txt": "Dear {{ who }},\n{% if late %}it is nearly time{% else %}see you at {{ at.strftime('%H:%M') }}{% endif %}.\n",
}
environment = Environment(loader=DictLoader(TEMPLATES), trim_blocks=True)
template = environment.get_template("mail.txt")
http = httpx.Client(timeout=httpx.Timeout(10, connect=3), follow_redirects=True)


class Appointment(BaseModel):
    id: int
    who: str
    mail: str
    at: datetime

    @field_validator("mail")
    @classmethod
    def lower(cls, value):
        return value.lower()

    def reminders(self):
        for minutes in (60, 5):
            yield self.at - timedelta(minutes=minutes), minutes < 10


def send(appointment, late):
    text = template.render(late=late, **appointment.model_dump())
    answer = http.post(f"{WORLD}/mail/send", json={"to": appointment.mail, "text": text})
    answer.raise_for_status()
    return answer.json()["id"]


appointments = [Appointment(**each) for each in http.get(f"{WORLD}/calendar/appointments").json()]
plan = sorted(
    ((when, late, each) for each in appointments for when, late in each.reminders()),
    key=lambda row: row[0],
)
log = Path("sent.json")
sent = []
for when, late, appointment in plan:
    time.sleep(0.01)
    sent.append({"when": when.isoformat(), "to": appointment.who, "id": send(appointment, late)})
    log.write_text(json.dumps(sent, indent=2))
    print(when, appointment.who, sent[-1]["id"])
print(len(json.loads(log.read_text())), plan[0][2] is appointments[0])
