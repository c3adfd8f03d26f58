"""`python -m benchmarks.python.heap`: a process's objects to bytes and back, beside `pickle`.

The baseline is `pickle` with the same objects, of classes that it finds by name, in the same run,
in turn. The quickest round counts. Fails where storing takes over twice its time, loading over one
and a half times, or three frames over 1 ms.

Reads: benchmarks.measuring, benchmarks.tables, tests.python.stub_program.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import in_turn
from benchmarks.tables import table
from perdure.languages.python.heap import dump, dump_parts, load, load_parts
from tests.python.stub_program import StubProgram

TEXT = """
class Order:
    def __init__(self, number):
        self.number = number
        self.items = [number, str(number)]
        self.state = "new"

def main(orders):
    total = 0
    def note(text):
        nonlocal total
        total += len(text)
        return total
    return note
"""

STORING, LOADING, FRAMES = 2.0, 1.5, 1.0


def frames(space: dict[str, Any]) -> list[Any]:
    """Three frames as a machine stores them, about a kilobyte."""
    orders = [space["Order"](number) for number in range(8)]
    note = space["main"](orders)
    return [
        ("flow", 3, 12, ("order", "note"), (orders[3], note)),
        ("flow", 2, 8, ("orders", "left"), (orders, iter(orders[4:]))),
        ("flow", 0, 2, ("note", "text"), (note, "x" * 300)),
    ]


def compared(rounds: int) -> list[tuple[str, float, float, float, float]]:
    """For each graph: milliseconds to store and to load, and the ratios to plain pickle."""
    program = StubProgram({"flow": TEXT}).run()
    space = program.namespace("flow")
    graphs = {
        "5,000 dicts with a list each": [{"a": i, "b": [i, str(i)]} for i in range(5000)],
        "1,000 objects with a list each": [space["Order"](i) for i in range(1000)],
        "10,000 objects with a list each": [space["Order"](i) for i in range(10000)],
    }
    rows = []
    with program.imported():
        for name, graph in graphs.items():
            stored, refs = dump(program, [graph])
            plain = pickle.dumps(graph, 5)
            again = program.again()
            times = in_turn(
                rounds,
                bound(dump, program, [graph]),
                bound(pickle.dumps, graph, 5),
                bound(load, again, stored, refs),
                bound(pickle.loads, plain),
            )
            ours, theirs, loading, their_loading = (min(taken) * 1000 for taken in times)
            rows.append((name, ours, ours / theirs, loading, loading / their_loading))
    return rows


def bound(function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
    return lambda: function(*arguments)


def of_frames(rounds: int) -> tuple[int, float, float]:
    """The bytes of three frames, and the milliseconds to store and to load them."""
    program = StubProgram({"flow": TEXT}).run()
    three = frames(program.namespace("flow"))
    dumped = dump_parts(program, [[], three])
    again = program.again()
    storing, loading = in_turn(
        rounds,
        bound(dump_parts, program, [[], three]),
        bound(load_parts, again, dumped.parts, dumped.refs),
    )
    return len(dumped.parts[1]), min(storing) * 1000, min(loading) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    arguments = parser.parse_args()
    rounds = 5 if arguments.quick else 25

    rows = compared(rounds)
    size, storing, loading = of_frames(rounds * 4)
    if arguments.json:
        print(json.dumps({"graphs": rows, "frames": [size, storing, loading]}))
    else:
        lines = [
            (name, f"{a:.2f}", f"{b:.2f}", f"{c:.2f}", f"{d:.2f}") for name, a, b, c, d in rows
        ]
        lines.append((f"3 frames, {size} bytes", f"{storing:.3f}", "", f"{loading:.3f}", ""))
        print(table(("graph", "store, ms", "of pickle's", "load, ms", "of pickle's"), lines))
    missed = [row for row in rows if row[2] > STORING or row[4] > LOADING]
    return 1 if missed or storing > FRAMES or loading > FRAMES else 0


if __name__ == "__main__":
    sys.exit(main())
