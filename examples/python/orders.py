"""An order flow: charge, ship, refund where shipping fails; an ordinary program.

    WORLD=http://127.0.0.1:8765 python examples/python/orders.py [COUNT]

Each order is charged once, even where payments are busy at first. What was charged and cannot be
shipped is refunded.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field

WORLD = os.environ.get("WORLD", "http://127.0.0.1:8765")


class Refused(Exception):
    """The other side has said no."""


class Busy(Exception):
    """The other side may say yes later."""


@dataclass
class Order:
    number: int
    lines: list[tuple[str, int, int]] = field(default_factory=list)
    status: str = "new"
    history: list[str] = field(default_factory=list)

    @property
    def cents(self) -> int:
        return sum(price * count for _, price, count in self.lines)

    def becomes(self, status: str) -> None:
        self.status = status
        self.history.append(status)


def call(what: str, order: Order, **more: object) -> dict[str, object]:
    body = json.dumps({"order": order.number, **more}).encode()
    request = urllib.request.Request(
        f"{WORLD}/{what}",
        body,
        {"Content-Type": "application/json", "Idempotency-Key": f"{what}-{order.number}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            result: dict[str, object] = json.load(reply)
            return result
    except urllib.error.HTTPError as error:
        with error:
            message = json.load(error)["error"]
        raise (Busy if error.code >= 500 else Refused)(message) from error


def patiently(what: str, order: Order, **more: object) -> dict[str, object]:
    """Call until the other side is not busy; at most five times."""
    for attempt in range(5):
        try:
            return call(what, order, **more)
        except Busy:
            order.history.append(f"busy {attempt + 1}")
            time.sleep(0.01 * 2**attempt)
    raise Refused(f"{what} is busy")


@contextmanager
def paid(order: Order):
    """The order is paid within the block; what leaves it by an exception is paid back."""
    receipt = patiently("charge", order, cents=order.cents)["receipt"]
    order.becomes("paid")
    try:
        yield receipt
    except Refused:
        patiently("refund", order, receipt=receipt)
        order.becomes("refunded")
        raise


def fulfil(order: Order) -> str:
    try:
        with paid(order) as receipt:
            parcel = patiently("ship", order, receipt=receipt)["parcel"]
            order.becomes("shipped")
            return f"{parcel} for {receipt}"
    except Refused as error:
        if order.status == "new":
            order.becomes("refused")
        return str(error)


def orders(count: int):
    for number in range(1, count + 1):
        lines = [(f"item {k}", 1000 * k + number, number % 3 + 1) for k in range(1, number % 4 + 2)]
        yield Order(number, lines + [("piano", 49_000, 1)] * (number % 7 == 0))


def main(count: int) -> None:
    done = []
    for order in orders(count):
        result = fulfil(order)
        print(
            f"order {order.number}: {order.status}, {result} ({', '.join(order.history)})",
            flush=True,
        )
        done.append(order)
    states = Counter(order.status for order in done)
    print(", ".join(f"{states[each]} {each}" for each in sorted(states)))
    print("shipped for", sum(o.cents for o in done if o.status == "shipped") / 100)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
