"""A library whose replies can be read once, and which has its worker killed once."""

import os
import signal
import time
from pathlib import Path

KILLED = Path("killed")


class Reply:
    """Something that cannot be stored until it has been read."""

    def __init__(self, text):
        self.text = text
        self.connection = (each for each in ())

    def read(self):
        """Take the text, then be slow until the worker has been killed."""
        text, self.text, self.connection = self.text, "", None
        wait_for_kill()
        return text


def reply(text):
    Path("replied").mkdir(exist_ok=True)  # it touches the world: it is not made again
    return Reply(text)


def take(items):
    """Take the items from a list, then be slow until the worker has been killed."""
    taken = items[:]
    items.clear()
    wait_for_kill()
    return taken


def turn(items):
    """Turn a list round in place, in the midst of all else."""
    time.sleep(0.1)
    items.reverse()
    return items


asked = []


def counted(items):
    """The number of items; each call of this is noted."""
    asked.append(len(items))
    time.sleep(0.1)
    return len(items)


def asked_for():
    return asked


def wait_for_kill():
    until = time.monotonic() + 4
    while not KILLED.exists() and time.monotonic() < until:
        time.sleep(0.01)


def step():
    time.sleep(0.05)


def kill_once():
    if not KILLED.exists():
        KILLED.touch()
        os.kill(os.getpid(), signal.SIGKILL)
