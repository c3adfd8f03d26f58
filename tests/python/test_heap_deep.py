"""A list of 100,000 linked nodes, and other graphs that no recursion gets through."""

from __future__ import annotations

from pathlib import Path

from tests.python.stub_program import StubProgram
from tests.python.test_heap_programs import names_in, reloaded

PROGRAM = Path(__file__).parent / "programs" / "heap_deep" / "deep.py"


def test_a_deep_graph_is_stored_and_loaded() -> None:
    program = reloaded(StubProgram({"flow": PROGRAM.read_text()}).run())

    for name in names_in(PROGRAM):
        program.namespace("flow")[name]()
