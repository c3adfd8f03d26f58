"""A bare commit for each start, of one small row: the most that one which is durable can have.

Whatever starts something durable waits for a commit; from one thread no engine starts more than
this on the same server. See benchmarks.engines.measures. A place is the URI of a database.
"""

from __future__ import annotations

import threading
from typing import Any

import psycopg2

from benchmarks.engines.programs.common import at_once, seconds

THREADS = 16
ROW = "INSERT INTO bare (text) VALUES (%s)"


class Connections(threading.local):
    """A connection for each thread."""

    def __init__(self, place: str) -> None:
        self.connection: Any = psycopg2.connect(place)

    def start(self, number: int) -> None:
        self.connection.cursor().execute(ROW, (f"start {number}",))
        self.connection.commit()

    def start_all(self, count: int) -> None:
        for number in range(count):
            self.start(number)


def made(place: str) -> Connections:
    found = Connections(place)
    found.connection.cursor().execute("CREATE TABLE bare (id bigserial PRIMARY KEY, text text)")
    found.start(0)
    return found


def starts_one(place: str, count: int) -> float:
    bare = made(place)
    return count / seconds(lambda: bare.start_all(count))


def starts_many(place: str, count: int) -> float:
    bare = made(place)
    return count / seconds(lambda: at_once(THREADS, count, bare.start))


FUNCTIONS = {each.__name__: each for each in (starts_one, starts_many)}
