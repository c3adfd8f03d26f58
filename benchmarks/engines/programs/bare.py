"""A bare commit for each step or start: the most that one which is durable can have.

Whatever takes a durable step, or starts something durable, waits until it is synced; one after the
other nothing does that more often, on the same disk or server. A commit is one small row, or in a
file one small record and an fsync. See benchmarks.engines.measures.

A place is the URI of a database, or a file.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

import psycopg2

from benchmarks.engines.programs.common import at_once, seconds

THREADS = 16
RECORD = b"." * 300
ROW = "INSERT INTO bare (record) VALUES (%s)"

Commit = Callable[[int], object]


class Connections(threading.local):
    """A connection for each thread."""

    def __init__(self, place: str) -> None:
        self.connection: Any = psycopg2.connect(place)

    def commit(self, number: int) -> None:
        self.connection.cursor().execute(ROW, (RECORD,))
        self.connection.commit()


def commit_at(place: str) -> Commit:
    if place.startswith("postgresql:"):
        made = Connections(place)
        made.connection.cursor().execute("CREATE TABLE bare (id bigserial, record bytea)")
        made.commit(0)
        return made.commit
    opened = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def commit(number: int) -> None:
        os.write(opened, RECORD)
        os.fsync(opened)

    return commit


def one_by_one(place: str, count: int) -> float:
    commit = commit_at(place)

    def commit_all() -> None:
        for number in range(count):
            commit(number)

    return count / seconds(commit_all)


def starts_many(place: str, count: int) -> float:
    commit = commit_at(place)
    return count / seconds(lambda: at_once(THREADS, count, commit))


FUNCTIONS = {"steps": one_by_one, "starts_one": one_by_one, "starts_many": starts_many}
