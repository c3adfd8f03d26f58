"""A program that is killed amid its steps, and how soon it takes the next.

Read by: benchmarks.python.durable.__main__.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.children import Child
from benchmarks.python.durable.outside import DESCRIPTOR

STEPS = 5  #: before it is killed

HEAD = '''\
"""Steps without end, beside much that is defined."""

from benchmarks.python.durable.outside import step


'''
A_FUNCTION = '''\
def check_{number}(orders: list[dict[str, int]], limit: int) -> dict[str, int]:
    """Sum the orders of each kind that are not above a limit."""
    totals: dict[str, int] = {{}}
    for order in orders:
        for kind, amount in order.items():
            if amount > limit:
                continue
            try:
                totals[kind] += amount
            except KeyError:
                totals[kind] = amount
    ranked = sorted(totals.items(), key=lambda item: -item[1])
    return {{kind: amount for kind, amount in ranked[: limit + {number}]}}


'''
TAIL = """\
number = 0
while True:
    number = step(number)
"""


def text_of(lines: int) -> str:
    """A program of about so many lines."""
    each = A_FUNCTION.count("\n")
    return HEAD + "".join(A_FUNCTION.format(number=n) for n in range(lines // each)) + TAIL


def seconds_to_the_next_step(directory: Path, lines: int, rounds: int) -> list[float]:
    """Seconds from the start of a fresh `perdure work` to a step that no process had begun."""
    program, image = directory / "long.py", directory / "image"
    program.write_text(text_of(lines), encoding="utf-8")
    command = [sys.executable, "-m", "perdure.repl", "--image", str(image)]
    with Child([*command, "run", str(program)], DESCRIPTOR) as child:
        for _ in range(STEPS):
            child.wait_for_step()
    found = []
    for round_ in range(rounds + 1):
        with Child([*command, "work"], DESCRIPTOR) as child:
            _, number = child.wait_for_step()
            seconds, following = child.wait_for_step()
        if following != number + 1:
            raise AssertionError(f"step {number} was followed by step {following}")
        if round_:  # the first makes Python's own caches warm
            found.append(seconds)
    return found
