"""The part of the world outside that the program in orders.scm reaches: `(import (python shop))`.

The world is a database of its own, the file named by $SHOP_DATABASE (else shop.sqlite
here), so it survives a kill by its own means and knows nothing of Perdure. It does what
a good payment company does: it writes down each call under the key that came with it,
and a call whose key it has seen gets the answer of the first time and nothing more.

Its whims are no chance. Whether a card is declined or a line is dead follows from the
order and from how often it was asked before, so every run has the same totals. Each
call is under way for some milliseconds before it arrives and again before its answer
does, so that a kill can strike on either side.

Reads: orders.json. Read by: orders.scm, and examples.orders.audit reads what it wrote.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from perdure.image import builtin, effect

DATABASE = "SHOP_DATABASE"  #: the environment variable
ORDERS = Path(__file__).with_name("orders.json")

#: What a program gets: a receipt, or ("refused", cause). Silence is a ConnectionError.
Answer = str | tuple[str, str]

SCHEMA = """
CREATE TABLE IF NOT EXISTS stock (
    sku TEXT PRIMARY KEY,
    delivered INTEGER NOT NULL,
    pieces INTEGER NOT NULL CHECK (pieces >= 0)
);
CREATE TABLE IF NOT EXISTS calls (
    key TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    order_id TEXT NOT NULL,
    subject TEXT NOT NULL,          -- the sku where there is one, else ''
    amount INTEGER NOT NULL,        -- pieces or cents
    asked INTEGER NOT NULL,         -- how often the call was made under this key
    answer TEXT                     -- 'silence', 'refused: cause', a receipt; NULL: not decided
);
CREATE INDEX IF NOT EXISTS calls_by_order ON calls (service, order_id, subject);
"""

# What the program calls


@builtin
def load_orders(count: int | None = None) -> list[list[Any]]:
    """The orders of the day, or the first so many, each as (id card city lines)."""
    orders = json.loads(ORDERS.read_text(encoding="utf-8"))["orders"]
    return [[order["id"], order["card"], order["city"], order["lines"]] for order in orders[:count]]


@builtin
def stock_left() -> int:
    """How many pieces are in the warehouse and not reserved."""
    return world().stock_left()


@effect
async def reserve_stock(order: str, sku: str, pieces: int, *, key: str) -> Answer:
    """Put pieces aside for the order."""

    def decide(attempt: int) -> str:
        return "reserved" if world().move_stock(sku, -pieces) else "refused: sold out"

    return await called_async(Call(key, "reserve", order, sku, pieces), decide)


@effect
def release_stock(order: str, sku: str, pieces: int, *, key: str) -> Answer:
    """Put pieces back that were reserved."""

    def decide(attempt: int) -> str:
        world().move_stock(sku, pieces)
        return "released"

    return called(Call(key, "release", order, sku, pieces), decide)


@effect
async def charge_card(order: str, card: str, cents: int, *, key: str) -> Answer:
    """Charge the card. The line is dead now and then; for a few cards, always."""

    def decide(attempt: int) -> str:
        if chance("no such bank", order) < 0.02 or chance("dead line", order, attempt) < 0.25:
            return "silence"
        if chance("declined", order) < 0.06:
            return "refused: card declined"
        return f"charged {cents} to {card}"

    return await called_async(Call(key, "charge", order, "", cents), decide)


@effect
async def refund_card(order: str, cents: int, *, key: str) -> Answer:
    """Give back what was charged."""

    def decide(attempt: int) -> str:
        return "silence" if chance("dead line back", order, attempt) < 0.25 else "refunded"

    return await called_async(Call(key, "refund", order, "", cents), decide)


@effect
def pack_parcel(order: str, *, key: str) -> Answer:
    """Put the goods into a box: packed, damaged, or mislaid (the first time only)."""

    def decide(attempt: int) -> str:
        if attempt == 0 and chance("mislaid", order) < 0.05:
            return "mislaid"
        return "damaged" if chance("damaged", order) < 0.04 else "packed"

    return called(Call(key, "pack", order), decide)


@effect
def ship_parcel(order: str, city: str, *, key: str) -> Answer:
    """Hand the parcel to the carrier, which does not go everywhere."""

    def decide(attempt: int) -> str:
        if chance("carrier is busy", order, attempt) < 0.15:
            return "silence"
        if city == "Ultima Thule":
            return "refused: no carrier goes there"
        return f"shipped to {city}"

    return called(Call(key, "ship", order), decide)


# A call, on its way there and back


class Call:
    """A call to a service, with the key under which it is made."""

    __slots__ = ("amount", "key", "order", "service", "subject")

    def __init__(
        self, key: str, service: str, order: str, subject: str = "", amount: int = 0
    ) -> None:
        self.key = key
        self.service = service
        self.order = order
        self.subject = subject
        self.amount = amount

    @property
    def latency(self) -> float:
        """Seconds from here to there, and from there to here."""
        return 0.004 + 0.016 * chance("latency", self.service, self.order)


#: Gives the answer of a call, at its nth attempt (from 0), and does what it says.
Decide = Callable[[int], str]


async def called_async(call: Call, decide: Decide) -> Answer:
    await asyncio.sleep(call.latency)
    answer = world().answer(call, decide)
    await asyncio.sleep(call.latency)
    return spoken(answer)


def called(call: Call, decide: Decide) -> Answer:
    time.sleep(call.latency)
    answer = world().answer(call, decide)
    time.sleep(call.latency)
    return spoken(answer)


def spoken(answer: str) -> Answer:
    """An answer out of the books as the caller hears it."""
    if answer == "silence":
        raise ConnectionError("nobody answered")
    kind, separator, cause = answer.partition(": ")
    return (kind, cause) if separator else answer


def chance(*what: object) -> float:
    """A number from 0 to 1 that is always the same for the same words."""
    words = " ".join(map(str, what)).encode()
    return int.from_bytes(hashlib.sha256(words).digest()[:6]) / 2**48


# The world outside


class World:
    """The books of the warehouse, the card company and the carrier."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()  # effects come from the loop and from many threads
        self._books = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # NORMAL: what was written outlives a kill, though not a power cut. The world outside
        # is not what is shown here, and need not wait for the disk.
        self._books.executescript(
            "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            + SCHEMA
        )
        stock = json.loads(ORDERS.read_text(encoding="utf-8"))["stock"]
        self._books.executemany(
            "INSERT OR IGNORE INTO stock VALUES (?, ?, ?)",
            [(sku, pieces, pieces) for sku, pieces in stock.items()],
        )

    def answer(self, call: Call, decide: Decide) -> str:
        """The answer to this key: that of the first time, or else a new one, all or nothing."""
        with self._lock:
            self._books.execute(
                "INSERT INTO calls VALUES (?, ?, ?, ?, ?, 1, NULL)"
                " ON CONFLICT (key) DO UPDATE SET asked = asked + 1",
                (call.key, call.service, call.order, call.subject, call.amount),
            )
            self._books.execute("BEGIN IMMEDIATE")
            try:
                answer = self._answer(call, decide)
                self._books.execute("COMMIT")
            except BaseException:
                self._books.execute("ROLLBACK")
                raise
            return answer

    def _answer(self, call: Call, decide: Decide) -> str:
        known: str | None
        (known,) = self._books.execute(
            "SELECT answer FROM calls WHERE key = ?", (call.key,)
        ).fetchone()
        if known is not None:
            return known
        (attempt,) = self._books.execute(
            "SELECT count(answer) FROM calls WHERE service = ? AND order_id = ? AND subject = ?",
            (call.service, call.order, call.subject),
        ).fetchone()
        answer = decide(attempt)
        self._books.execute("UPDATE calls SET answer = ? WHERE key = ?", (answer, call.key))
        return answer

    def move_stock(self, sku: str, pieces: int) -> bool:
        """Add pieces (or take them, where negative); False if there are too few."""
        changed = self._books.execute(
            "UPDATE stock SET pieces = pieces + ? WHERE sku = ? AND pieces + ? >= 0",
            (pieces, sku, pieces),
        )
        return changed.rowcount == 1

    def stock_left(self) -> int:
        with self._lock:
            pieces: int
            (pieces,) = self._books.execute("SELECT sum(pieces) FROM stock").fetchone()
            return pieces


_worlds: list[World] = []
_opening = threading.Lock()


def world() -> World:
    """The one world; opened with the first call, whichever thread that comes from."""
    with _opening:
        if not _worlds:
            _worlds.append(World(Path(os.environ.get(DATABASE, "shop.sqlite"))))
        return _worlds[0]
