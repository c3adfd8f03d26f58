"""Deeds in the world outside a storm: a journal of attempts, and a database of the user's own.

A line of the journal is `[key, who, round, what, os pid]`, written in one write as an attempt
begins. Where all of it lies is said by the environment when a function is called, so that members
may be forked off a process that has imported this.

Given to images as the library `(python deeds)`, and to members by the name of this module.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from perdure.image import (
    Database,
    Image,
    Retry,
    effect,
    heartbeat,
    last_heartbeat,
    progress,
    transactional,
)

FOLDER = "PERDURE_STORM_FOLDER"  #: the variable with the folder of journal and database
LARGE = 300_000  #: characters, more than a record may have
AGAIN = Retry(attempts=None, delay=0.01, longest=0.5)
SQL_AGAIN = Retry(attempts=None, delay=0.01, longest=0.5, on=OperationalError)


def folder() -> Path:
    return Path(os.environ[FOLDER])


def record(key: str, who: int, number: int, what: object) -> None:
    line = json.dumps([key, who, number, what, os.getpid()]) + "\n"
    opened = os.open(folder() / "marks", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(opened, line.encode())
    finally:
        os.close(opened)


@effect
def mark(who: int, number: int, what: Any, key: str) -> int:
    record(key, who, number, what)
    return number


@effect
async def doze(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return seconds


@effect(retry=AGAIN, heartbeat=30)
def climb(who: int, number: int, steps: int, key: str) -> list[int]:
    """Falls after each second step, and goes on from where it was heard of last."""
    record(key, who, number, "climb")
    begin = last_heartbeat() or 0
    for step in range(begin + 1, steps + 1):
        heartbeat(step)
        progress(step, steps)
        if step == begin + 2:
            raise ConnectionError(f"fell after step {step}")
    return [who, number, steps]


@effect(retry=AGAIN)
async def count_up(
    who: int, number: int, count: int, key: str, after: int, last: int | None
) -> AsyncGenerator[int, None]:
    """Falls silent once after every third value."""
    record(key, who, number, "count-up")
    assert last == (after - 1 if after else None)
    for value in range(after, count):
        yield value
        if value % 3 == 2:
            raise ConnectionError("silence")


@effect
def fetch(who: int, number: int, key: str) -> str:
    record(key, who, number, "fetch")
    return f"{number}".ljust(LARGE)


@effect
def weigh(content: str) -> list[int]:
    return [len(content), int(content[:20])]


own = Database(
    create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(folder() / "own.db", timeout=2),
        poolclass=NullPool,  # each storm has a folder of its own
    )
)
TABLE = text("CREATE TABLE entries (who int, number int)")
INSERT = text("INSERT INTO entries VALUES (:who, :number)")
ENTRIES = text("SELECT who, number FROM entries")


@transactional(own, retry=SQL_AGAIN)
def book(connection: Connection, who: int, number: int) -> int:
    connection.execute(INSERT, {"who": who, "number": number})
    return number


def begin_python(image: Image) -> None:
    """Start the process of Python that is asked by the name `python`."""
    path = Path(__file__).with_name("programs") / "served.py"
    image.spawn(f"{path}:serve", 14, unique="python")


def lines() -> list[list[Any]]:
    """The journal."""
    file = folder() / "marks"
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
