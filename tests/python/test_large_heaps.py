"""Large heaps: a wait writes what has changed, and what is loaded is what it was."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from perdure.image import Image, SimulatedClock
from perdure.languages.python.heap import Steady, dump_parts, load_parts, names_in
from perdure.languages.python.heap.steady import is_growing, one_frame_each
from perdure.languages.python.machine.chunks import LARGE, SIZE, cut, whole
from tests.python.stub_program import StubProgram
from tests.python.test_heap_graphs import PROGRAM, SPACE, STEPS, assert_isomorphic, built

NAMES = ("kept", "shared")


@settings(max_examples=80, deadline=None)
@given(STEPS, st.integers(0, 30), st.integers(0, 30))
def test_objects_are_one_across_variables_and_frames(
    steps: list[tuple[str, Any]], first: int, second: int
) -> None:
    made = built(steps)
    names = names_in([SPACE["closure"].__code__, SPACE["method"].__code__])
    SPACE.update(kept=made[first:], shared=made[second % len(made)])
    early = [thing for thing in made[:first] if is_growing(thing)]
    try:
        dumped = dump_parts(PROGRAM, [[], made], steady=Steady(names, early))
        roots = [*made, *(SPACE[name] for name in NAMES)]
    finally:
        for name in NAMES:
            del SPACE[name]
    again = PROGRAM.again()
    _, loaded = load_parts(again, dumped.parts, dumped.refs)
    space = again.namespace("flow")
    assert_isomorphic(roots, [*loaded, *(space[name] for name in NAMES)])


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 1 << 30),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3000), st.integers(0, 3000)), max_size=4),
)
def test_bytes_are_what_they_were_whatever_is_edited(
    seed: int, edits: list[tuple[float, int, int]]
) -> None:
    """An edit is a place, how much is taken out there, and how much is put in."""
    dice = Random(seed)
    content = dice.randbytes(LARGE + dice.randrange(10 * SIZE))
    stored = cut(content, b"")
    assert whole(stored) == content
    assert cut(content, stored) is stored
    edited = content
    for where, out, put in edits:
        place = int(where * len(edited))
        edited = edited[:place] + dice.randbytes(put) + edited[place + out :]
    again = cut(edited, stored)
    assert whole(again) == edited
    assert not isinstance(again, bytes) or len(edited) < LARGE
    if not isinstance(again, bytes):
        new = sum(len(chunk.content) for chunk in again if chunk not in stored)
        assert new <= sum(3 * SIZE + put for _, _, put in edits)


def test_many_small_edits_leave_no_small_chunks() -> None:
    dice = Random(7)
    content = dice.randbytes(8 * LARGE)
    stored = cut(content, b"")
    for _ in range(300):
        place = dice.randrange(len(content))
        content = content[:place] + dice.randbytes(40) + content[place:]
        stored = cut(content, stored)
    assert whole(stored) == content
    assert len(stored) < 2 * len(content) / SIZE


def test_pickles_of_all_sizes_are_one_frame_each() -> None:
    """Among them those that `pickle` gives no frame, and what it does not put into frames."""
    things: list[Any] = [
        [None], [[], 46, "."], [b"." * 70_000, bytearray(b"\x80." * 40_000)], ["\u00e9." * 50_000],
        [list(range(46, 60_000)), {str(i): [i] for i in range(20_000)}], [46], [(), 46],
    ]  # fmt: skip
    for thing in things:
        dumped = dump_parts(PROGRAM, [[], thing])
        parts = [part[:1] + one_frame_each(part[1:]) for part in dumped.parts]
        assert load_parts(PROGRAM.again(), parts, ())[1] == thing


def test_names_of_a_text_may_have_been_stored_before() -> None:
    """The name of a module is, where it is imported: in a large heap names stand first."""
    program = StubProgram({"flow": "import sys\nitems = {'flow': sys, 'other': [1]}\n"}).run()
    unit = next(iter(program.units()))
    names = [unit, "__main__", "items", *names_in([SPACE["closure"].__code__])]
    dumped = dump_parts(program, [[], [[unit, "items"]]], steady=Steady(names, [[unit]]))
    again = program.again()
    assert load_parts(again, dumped.parts, dumped.refs)[1] == [["flow", "items"]]
    assert list(again.namespace("flow")["items"]) == ["flow", "other"]


LEDGER = """
import time

class Order:
    def __init__(self, number):
        self.number = number
        self.items = [number, f"text of {number}", {"price": number * 1.5}]
        self.state = "new"

log = []
orders = [Order(number) for number in range(4000)]
same = orders[1234]

def work():
    mine = {number: [str(number)] for number in range(4000)}
    for step in range(6):
        time.sleep(60)
        log.append(f"step {step}")
        orders[step * 500].state = "done"
        mine[step * 500].append(step)
    return mine

mine = work()
done = [each.number for each in orders if each.state == "done"]
print(same is orders[1234], len(mine), len(log), done)
"""


def test_a_large_heap_that_changes_little_is_written_a_little_at_a_time(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    data = tmp_path / "image" / "data.fs"
    sizes = []
    for opening in range(3):
        with Image.open(tmp_path / "image", clock=clock) as image:
            if not opening:
                sizes.append(data.stat().st_size)
                pid = image.spawn_program(LEDGER, "flow.py")
            for _ in range(2):
                image.run_until_idle()
                sizes.append(data.stat().st_size)
                image.advance(minutes=1)
            image.run_until_idle()
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(minutes=1)
        image.result(pid)
        assert image.transcript(pid) == "True 4000 6 [0, 500, 1000, 1500, 2000, 2500]\n"
    assert sizes[1] - sizes[0] > 280_000
    written = [after - before for before, after in pairwise(sizes[1:])]
    # Where the heap has been loaded, equal texts are others: most of it is written once.
    assert sorted(written)[len(written) // 2] < 120_000
