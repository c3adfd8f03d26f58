"""The world's account of what was done, order by order: reads the books that shop.py keeps.

It asks the warehouse, the card company and the carrier, not the program: an order is
settled if it was charged once, shipped once, and nothing was given back; undone if what
was charged was refunded and what was reserved was released. Anything else is a problem.

Reads: the database of examples.orders.shop. Read by: examples.orders.demo.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ORDERS = Path(__file__).with_name("orders.json")

#: What a call has done, by the first word of its answer; others did nothing.
DEEDS = ("reserved", "released", "charged", "refunded", "packed", "shipped")

Done = Counter[tuple[str, str]]  #: (deed, sku or "") -> how often


@dataclass(slots=True)
class Audit:
    """The day according to the books."""

    settled: list[str] = field(default_factory=list)  #: order ids
    undone: list[str] = field(default_factory=list)
    calls: int = 0  #: with different keys
    repeated: int = 0  #: times that a call was made again under its key
    revenue: int = 0  #: cents charged and not refunded
    problems: list[str] = field(default_factory=list)


def audit(books: Path, how_many: int) -> Audit:
    """Check the first so many orders of the day."""
    day = json.loads(ORDERS.read_text(encoding="utf-8"))
    found = Audit()
    with closing(sqlite3.connect(books)) as database:
        done = read_calls(database, found)
        for order in day["orders"][:how_many]:
            check_order(order, done.pop(order["id"], Counter()), found)
        found.problems += [f"order {id} is none of the day's" for id in done]
        check_stock(database, found)
    return found


def read_calls(database: sqlite3.Connection, found: Audit) -> dict[str, Done]:
    """The things done for each order."""
    done: dict[str, Done] = {}
    for order, service, subject, amount, asked, answer in database.execute(
        "SELECT order_id, service, subject, amount, asked, answer FROM calls"
    ):
        found.calls += 1
        found.repeated += asked - 1
        if answer is None:
            found.problems.append(f"order {order}: a call of {service} was never answered")
            continue
        deed = answer.partition(" ")[0]
        if deed in DEEDS:
            done.setdefault(order, Counter())[deed, subject] += 1
        found.revenue += {"charged": amount, "refunded": -amount}.get(deed, 0)
    return done


def check_order(order: dict[str, Any], done: Done, found: Audit) -> None:
    """Settled or undone, and everything at most once."""
    id = order["id"]
    skus = [sku for sku, _, _ in order["lines"]]
    problems = [
        f"order {id} was {' '.join(deed).strip()} {times} times"
        for deed, times in done.items()
        if times > 1
    ]
    kept = {sku for sku in skus if done["reserved", sku] != done["released", sku]}
    is_paid = done["charged", ""] != done["refunded", ""]
    if done["shipped", ""]:
        found.settled.append(id)
        if not is_paid:
            problems.append(f"order {id} was shipped, but not paid for")
        if kept != set(skus):
            problems.append(f"order {id} was shipped, but not all of it came from the stock")
        if not done["packed", ""]:
            problems.append(f"order {id} was shipped, but never packed")
    else:
        found.undone.append(id)
        if is_paid:
            problems.append(f"order {id} was not shipped, but its money was kept")
        if kept:
            problems.append(f"order {id} was not shipped, but its goods are reserved")
    found.problems += problems


def check_stock(database: sqlite3.Connection, found: Audit) -> None:
    """Check that what has left the warehouse is what was reserved and not released."""
    for sku, gone, taken in database.execute(
        "SELECT sku, delivered - pieces,"
        " (SELECT coalesce(sum(CASE answer WHEN 'reserved' THEN amount"
        "                                  WHEN 'released' THEN -amount ELSE 0 END), 0)"
        "  FROM calls WHERE subject = sku)"
        " FROM stock"
    ):
        if gone != taken:
            found.problems.append(f"{taken} pieces of {sku} were taken, but {gone} are gone")
