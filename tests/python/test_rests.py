"""Rests: a program whose stack is unwound before each statement, and gone on with, is the same."""

from __future__ import annotations

import types
from contextlib import suppress
from typing import Any

import pytest

from perdure.languages.python.code import LoweredModule
from perdure.languages.python.generating import (
    EVERYTHING,
    functions_of,
    handled_at,
    mentioned,
    origin_of,
    rest_code,
)
from perdure.languages.python.lowering import Options, lower_module
from tests.python.harness.interpreters import THIS
from tests.python.harness.programs import all_programs, running_version
from tests.python.harness.ways import natively, output
from tests.python.plain import Capture, run
from tests.python.stopping import cells_of

PROGRAMS = all_programs()

#: Why a program is not the same when nothing but its rests is tested.
KNOWN = {
    "generators_left": "what a rest does not mention is kept by the machine: see machine.ending",
    "generators_let_go": "what it runs while it lets an object go is stopped there too",
    "letting_go": "a frame that is captured while a __del__ runs is kept by the exception of that",
    "recursion": "the stack never grows deep enough for a RecursionError",
    "warnings_library": "the line of a warning is that of a caller, which is not on the stack",
}


@pytest.mark.parametrize("name", sorted(PROGRAMS.keys() - KNOWN.keys()))
def test_a_program_that_is_stopped_before_every_statement_prints_the_same(name: str) -> None:
    program = PROGRAMS[name]
    if program.missing() or not program.runs_under(running_version()):
        pytest.skip("not for this Python")
    assert output(program, THIS, "tests.python.harness.stopped") == natively(program)


def function(module: LoweredModule, name: str) -> int:
    (found,) = (f.index for f in module.functions if f.name == name and f.kind != "native")
    return found


def gone_on(module: LoweredModule, generator: Any) -> Any:
    """A generator made of the rest of a suspended one, suspended where that is."""
    frame = generator.gi_frame
    code = generator.gi_code
    positions = list(code.co_positions())
    line, _, column, end = positions[frame.f_lasti // 2]
    site = module.site_at[line, column, end]
    point = 2 * site.number
    assert functions_of(module)[code] == site.function
    cells = cells_of(generator, code)
    wanted = mentioned(module, site.function, point)
    values = {n: v for n, v in frame.f_locals.items() if n in wanted and n not in cells}
    names = tuple(sorted(n for n in values if n != ".box"))
    rest = rest_code(module, site.function, point, names, tuple(sorted(cells)))
    closure = tuple(cells[name] for name in rest.co_freevars)
    made = types.FunctionType(rest, frame.f_globals, generator.__name__, None, closure)
    new = made((True, False, None, *(values[name] for name in names)))
    next(new)  # to where it is suspended
    return new


GENERATORS = """
def numbers(n):
    for i in range(n):
        got = yield i
        if got:
            log.append(got)
    return "end"

def cleaning():
    try:
        yield 1
        try:
            yield 2
        except ValueError as e:
            log.append(("caught", str(e)))
            yield 3
            log.append(("still", e.args))
    finally:
        log.append("cleaned")
        yield 4

def shared(n):
    total = 0
    def add(x):
        nonlocal total
        total += x
        return total
    while n:
        yield add(n)
        n -= 1

def through(n):
    got = yield from numbers(n)
    yield got

def going_through():
    yield "a"
    return (yield from cleaning())

log = []
"""

#: What is done to a generator: None is `next`.
DEEDS: list[list[Any]] = [
    [None, None, None, None, None],
    [None, "x", "y", None, None],
    [None, None, ValueError("no"), None, None, None],
    [None, None, KeyError("no"), None],
    [None, "close"],
    [None, None, "close"],
]


def done_to(generator: Any, deeds: list[Any], module: LoweredModule | None) -> list[Any]:
    """The results of a generator, as itself or made again before each deed."""
    results: list[Any] = []
    left: list[Any] = []  # generators that another has taken the place of: not closed meanwhile
    for i, deed in enumerate(deeds):
        if module is not None and i and generator.gi_frame is not None:
            left.append(generator)
            generator = gone_on(module, generator)
        try:
            if deed == "close":
                results.append(generator.close())
            elif isinstance(deed, Exception):
                results.append(generator.throw(deed))
            else:
                results.append(generator.send(deed))
        except (StopIteration, ValueError, KeyError, RuntimeError) as error:
            results.append((type(error).__name__, error.args))
    if left:
        left[0].gi_frame.f_builtins[".capturing"] = True  # so no `finally` of theirs runs
        left.reverse()
        for one in left:
            with suppress(Capture):
                one.throw(Capture())
    return results


@pytest.mark.parametrize("deeds", DEEDS, ids=str)
@pytest.mark.parametrize(
    "make", ["numbers(3)", "cleaning()", "shared(3)", "through(2)", "going_through()"]
)
def test_a_generator_made_again_at_each_of_its_yields_gives_the_same(
    make: str, deeds: list[Any]
) -> None:
    module = lower_module(GENERATORS, "g.py")
    natural: dict[str, Any] = {}
    exec(GENERATORS, natural)
    expected = done_to(eval(make, natural), deeds, None)

    space = run(module)
    results = done_to(eval(make, space), deeds, module)

    assert results == expected
    assert space["log"] == natural["log"]


def test_names_are_mentioned_that_the_rest_reads_before_it_binds_them() -> None:
    module = lower_module("def f(a, b, c):\n    g()\n    b = a\n    return b\n", "f.py")
    assert "a" in mentioned(module, 1, 0)
    assert not {"b", "c"} & set(mentioned(module, 1, 0))  # type: ignore[call-overload]


def test_a_loop_s_variables_are_mentioned_if_its_next_round_reads_them() -> None:
    text = (
        "def f(xs):\n    n = 0\n    for x in xs:\n        y = g(x)\n        n += y\n    return n\n"
    )
    module = lower_module(text, "f.py")
    (site,) = (s for s in module.sites if s.kind == "call" and s.line == 4)
    names = mentioned(module, 1, 2 * site.number)
    assert [name for name in ("n", "x", "y", "xs", ".i1") if name in names] == ["n", ".i1"]


def test_what_an_expression_binds_for_itself_is_not_mentioned() -> None:
    module = lower_module(
        "def f(g, h):\n    g()\n    h()()\n", "f.py", options=Options(checks=True)
    )
    (site,) = (s for s in module.sites if s.line == 2)
    names = mentioned(module, site.function, 2 * site.number)
    assert "h" in names
    assert not [f".t{n}" for n in range(9) if f".t{n}" in names]


def test_everything_is_mentioned_where_variables_are_looked_at_by_name() -> None:
    module = lower_module("def f(a):\n    g()\n    return eval('a')\n", "f.py")
    assert mentioned(module, 1, 0) is EVERYTHING


def test_exceptions_that_are_being_handled_at_a_site_are_named() -> None:
    text = """
try:
    a()
except E as e:
    try:
        b()
    finally:
        c()
"""
    module = lower_module(text, "f.py")
    names = {
        site.line: len(handled_at(module, 0, 2 * site.number))
        for site in module.sites
        if site.kind == "call"
    }
    assert names == {3: 0, 6: 1, 8: 2}


def test_a_rest_knows_what_it_is_the_rest_of() -> None:
    module = lower_module("class C:\n    def f(self, a):\n        g()\n        h(a)\n", "f.py")
    code = rest_code(module, 1, 0, ("a",))
    origin = origin_of(module, code)
    assert origin is not None
    assert (origin.function, origin.point, origin.kept) == (1, 0, ("a",))
    assert (code.co_name, code.co_qualname, code.co_firstlineno) == ("f", "C.f", 2)
    assert functions_of(module)[code] == 1
