"""Somebody begins: accounts are made, undone again where one cannot be; a person answers in a thread."""

import os
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

import httpx
from slack_sdk import WebClient

WORLD = os.environ["WORLD"]
slack = WebClient("xoxb", base_url=WORLD + "/slack/api/")
api = httpx.Client(base_url=WORLD)


class Step(Enum):
    MAIL = auto()
    CHAT = auto()
    LAPTOP = auto()


@dataclass
class Person:
    name: str
    accounts: dict = field(default_factory=dict)
    history: list = field(default_factory=list)


class Unavailable(RuntimeError):
    pass


@contextmanager
def account(person, step):
    """An account, which is taken back where what follows fails."""
    if step is Step.LAPTOP and person.name == "bob":
        raise Unavailable(f"no laptop for {person.name}")
    made = api.post(f"/accounts/{step.name.lower()}", json={"who": person.name}).json()["id"]
    person.accounts[step] = made
    try:
        yield made
    except Unavailable:
        api.delete(f"/accounts/{step.name.lower()}/{made}")
        person.history.append(f"took back {made}")
        raise


def answer_in(thread):
    while True:
        replies = slack.conversations_replies(channel=thread["channel"], ts=thread["ts"])
        said = [each for each in replies["messages"] if each["user"] != "UBOT"]
        if said:
            return said[-1]["text"]
        time.sleep(0.01)


def welcome(person):
    with ExitStack() as stack:
        for step in Step:
            print(person.name, step.name, stack.enter_context(account(person, step)))
        thread = slack.chat_postMessage(channel="C-PEOPLE", text=f"Welcome {person.name}: ok?")
        person.history.append(answer_in(thread))
        stack.pop_all()


for person in [Person("ann"), Person("bob")]:
    try:
        welcome(person)
    except Unavailable as error:
        print("failed:", error, repr(error.__cause__))
    print(person.history, [step.name for step in person.accounts])
