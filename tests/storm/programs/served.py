"""A process of regular Python in a storm: a program of Scheme asks it, and marks are made for it.

A round comes to anything else than it should where something was lost or came twice.
"""

import json
import os
import random
import time
from dataclasses import dataclass, field

from perdure import program


@dataclass
class Ledger:
    seen: list = field(default_factory=list)

    def enter(self, number):
        assert number == len(self.seen) + 1, (number, self.seen)
        self.seen.append(number)
        return self


@program.effect
def mark(who, number, what):
    """Note it in the world, in one write; gives the number."""
    line = json.dumps([program.effect_key(), who, number, what, os.getpid()]) + "\n"
    path = os.path.join(os.environ["PERDURE_STORM_FOLDER"], "marks")
    opened = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(opened, line.encode())
    finally:
        os.close(opened)
    return number


def halves(number):
    """Half of it and half of it, with a pause between."""
    yield number // 2
    time.sleep(random.random() / 100)
    yield number - number // 2


def square(boss, number):
    program.send(boss, ("square", number))
    return sum(halves(number)) ** 2


def serve(who):
    """Answer one request after the other, until told that it is over; gives their number."""
    ledger = Ledger()
    same = ledger
    me = program.self_pid()
    while True:
        message = program.receive()
        if message == "over":
            assert same is ledger
            return len(ledger.seen)
        asker, number = message
        assert ledger.enter(number) is same
        child = program.spawn(square, me, number)
        assert program.receive() == ("square", number)
        assert mark(who, number, "python") == number
        assert mark(who, number, ["half", sum(sorted(halves(number)))]) == number
        program.send(asker, ("served", number, program.wait(child)))
