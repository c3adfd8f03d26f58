"""An order flow: steps with compensation, retries, a deadline, partial failure, a report."""

import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from stopping import stop


class Transient(Exception):
    pass


class Refused(Exception):
    pass


@dataclass
class World:
    stock: dict
    failures: dict = field(default_factory=dict)
    calls: list = field(default_factory=list)

    def call(self, what, *args):
        self.calls.append(what)
        time.sleep(0)
        stop()
        if self.failures.get(what, 0) > 0:
            self.failures[what] -= 1
            raise Transient(what)
        return getattr(self, what)(*args)

    def reserve(self, item, count):
        if self.stock.get(item, 0) < count:
            raise Refused(f"no {item}")
        self.stock[item] -= count
        return item, count

    def release(self, item, count):
        self.stock[item] += count

    def charge(self, amount):
        if amount > 100:
            raise Refused("too much")
        return f"receipt {amount}"

    def refund(self, receipt):
        return f"refunded {receipt}"


def retrying(f, *args, times=3):
    for attempt in range(1, times + 1):
        try:
            return f(*args)
        except Transient as error:
            stop()
            if attempt == times:
                raise Refused(f"{error} failed {times} times") from error
            time.sleep(0)


@contextmanager
def step(report, name):
    report.append(f"{name}...")
    try:
        yield
    except BaseException as error:
        report[-1] += f" {type(error).__name__}"
        raise
    else:
        report[-1] += " ok"


def order(world, items, amount):
    report = []
    try:
        with ExitStack() as undo:
            for item, count in items.items():
                with step(report, f"reserve {item}"):
                    held = retrying(world.call, "reserve", item, count)
                    undo.callback(retrying, world.call, "release", *held)
            with step(report, "charge"):
                receipt = retrying(world.call, "charge", amount)
                undo.callback(report.append, "refund")
            stop()
            undo.pop_all()
            return receipt, report
    except Refused as error:
        stop()
        return f"refused: {error}", report


world = World({"tea": 5, "cup": 1}, {"charge": 1, "release": 1})
for items, amount in (
    ({"tea": 2}, 10),
    ({"tea": 1, "cup": 2}, 10),
    ({"tea": 1}, 500),
    ({"cup": 1}, 1),
):
    result, report = order(world, items, amount)
    print(result, report, world.stock)
world.failures["reserve"] = 9
print(order(world, {"tea": 1}, 1), len(world.calls))
