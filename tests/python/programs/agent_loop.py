"""A `while True` loop with state, inbox, retries and a plan: the shape of an agent of a year."""

import time
from collections import deque
from dataclasses import dataclass, field

from stopping import stop


@dataclass
class Memory:
    facts: dict = field(default_factory=dict)
    recent: deque = field(default_factory=lambda: deque(maxlen=3))
    steps: int = 0


class Tool:
    registry = {}

    def __init__(self, name):
        self.name = name

    def __call__(self, f):
        Tool.registry[self.name] = f
        return f


@Tool("add")
def add(memory, a, b):
    return a + b


@Tool("remember")
def remember(memory, key, value):
    memory.facts[key] = value
    return "ok"


@Tool("flaky")
def flaky(memory):
    if memory.steps % 2:
        raise ConnectionError("down")
    return "up"


def model(messages):
    time.sleep(0)
    stop()
    match messages[-1]:
        case ("user", text) if text.isdigit():
            return ("call", "add", int(text), 1)
        case ("user", "check"):
            return ("call", "flaky")
        case ("user", text):
            return ("call", "remember", text[0], text)
        case ("tool", result):
            return ("say", f"result {result}")


def run(memory, inbox):
    messages = []
    while True:
        memory.steps += 1
        if not messages or messages[-1][0] == "assistant":
            if not (text := next(inbox, None)):
                break
            messages.append(("user", text))
        match model(messages):
            case ("call", name, *arguments):
                for attempt in range(3):
                    try:
                        result = Tool.registry[name](memory, *arguments)
                    except ConnectionError as error:
                        stop()
                        memory.steps += 1
                        memory.recent.append(f"{error} {attempt}")
                    else:
                        break
                else:
                    result = "gave up"
                messages.append(("tool", result))
            case ("say", text):
                messages.append(("assistant", text))
                memory.recent.append(text)
                yield text
        if len(messages) > 4:
            del messages[:-2]


memory = Memory()
for said in run(memory, iter(["41", "check", "hello", "check", "1", "bye"])):
    stop()
    print(memory.steps, said)
print(memory)
