"""Debugging that changes nothing, of generated programs of Python: each ends as if left alone.

The program stands at calls of `breakpoint()` that chance has put into it. There variables are given
the values that they have, texts are evaluated, steps are made and undone.
"""

from __future__ import annotations

import ast
import os
import random
from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perdure.image import CannotDebug, Debugger, Image
from tests.python.grammar import programs

#: `make soak` makes more.
EXAMPLES = int(os.environ.get("PERDURE_PYTHON_PROGRAMS", "20")) // 8
MOST_STOPS = 12  #: at which something is done; then it is let go


def with_breakpoints(text: str, chance: random.Random) -> str:
    """A text with three calls of `breakpoint()` before statements in it."""
    lines = text.split("\n")
    places = [
        (node.lineno, node.col_offset)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.For | ast.If)
        and not lines[node.lineno - 1][: node.col_offset].strip()
        and not lines[node.lineno - 1].lstrip().startswith("elif")
    ]
    for line, column in sorted(chance.sample(places, min(3, len(places))), reverse=True):
        lines.insert(line - 1, " " * column + "breakpoint()")
    return "\n".join(lines)


def set_in_vain(debugger: Debugger, chance: random.Random) -> None:
    frame = chance.choice(debugger.frames())
    names = list(debugger.variables(frame.number))
    if names:
        name = chance.choice(names)
        debugger.set(name, name, frame.number)


def evaluated(debugger: Debugger, chance: random.Random) -> None:
    frame = chance.choice(debugger.frames())
    debugger.evaluate("[each for each in (1, 2)]", frame.number)


def stepped(debugger: Debugger, chance: random.Random) -> None:
    debugger.step(chance.choice(["into", "over", "out"]))
    debugger.settle()


def stepped_and_undone(debugger: Debugger, chance: random.Random) -> None:
    before = debugger.frame(0).position, debugger.variables(0)
    stepped(debugger, chance)
    debugger.undo_step()
    assert (debugger.frame(0).position, debugger.variables(0)) == before


def stands(debugger: Debugger) -> bool:
    """Whether the process stands at a breakpoint, or after a step."""
    return debugger.problem.startswith(("a breakpoint", "a step"))


def run(text: str, chance: random.Random | None) -> tuple[str, str, str]:
    """The state, the problem and the output of a program, where chance does something, or not."""
    with Image.open(":memory:") as image:
        pid = image.spawn_program(text, "text.py")
        image.run_until_idle()
        debugger = image.debug(pid)
        stops = 0
        while stands(debugger):
            stops += 1
            if chance is not None and stops < MOST_STOPS:
                work = chance.choice([set_in_vain, evaluated, stepped, stepped_and_undone])
                with suppress(CannotDebug):  # nothing is changed then
                    work(debugger, chance)
            if stands(debugger):
                debugger.go_on()
                debugger.settle()
        problem = debugger.problem
        kind, place = problem.partition(":")[0], problem.rpartition("(")[2]
        return f"{image.process(pid).state} {kind}", place, image.transcript(pid)


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=list(HealthCheck),
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # to shrink takes minutes
)
@given(text=programs(), seed=st.integers(0, 10**6))
def test_what_changes_nothing_changes_nothing(text: str, seed: int) -> None:
    chance = random.Random(seed)
    try:
        compile(text, "text.py", "exec")
    except SyntaxError:
        return
    text = with_breakpoints(text, chance)
    assert run(text, chance) == run(text, None)
