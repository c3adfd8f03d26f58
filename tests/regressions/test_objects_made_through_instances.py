"""A class that is an attribute of its user's class makes objects, also where `__init__` waits.

After a wait in `__init__`, `self.client_class()` was the None that `__init__` returns.
"""

from __future__ import annotations

from pathlib import Path

from tests.regressions.hours import printed_after

PROGRAM = """
import time


class Client:
    def __init__(self, name="a"):
        time.sleep(3600)
        self.name = name


class Registered(type):
    def __call__(cls, *given):
        return super().__call__(*given)


class Other(metaclass=Registered):
    def __init__(self, name):
        time.sleep(3600)
        self.name = name


class Service:
    client_class = Client
    other_class = Other

    @property
    def found(self):
        return Client

    def work(self):
        client = self.client_class()
        print(client.name, self.other_class("b").name, self.found("c").name)
        print(client.__init__("d"), client.name)


Service().work()
"""


def test_a_wait_in_init_gives_the_object(tmp_path: Path) -> None:
    assert printed_after(4, PROGRAM, tmp_path) == "a b c\nNone d\n"
