"""Every call ends that is given no source without an end: with a value or an error.

Each procedure of every library is called with procedures where it may want lists,
with circular lists, and with procedures that always agree or never do: a procedure that
takes its arguments in either order, or walks a list, must not go on for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from perdure.vm import Execution, Invoke, Preempted, Value
from perdure.vm.code.encoding import decoded
from perdure.vm.objects.procedures import Builtin, Cell, Closure
from tests.scheme.test_wrong_arguments import CIRCULAR, evaluated
from tests.vm.session import CountingMachine, Session

#: Check points (calls, loop heads) that a call may pass. Ten thousand steps along a list
#: are taken before anybody asks whether it is circular.
MOST = 400_000

CAR, ALWAYS, NEVER = "car", "(lambda x #t)", "(lambda x #f)"

#: Procedures that go on for as long as what they are given says so.
ENDLESS = {
    "bitwise-unfold",
    "char-set-unfold",
    "char-set-unfold!",
    "hashmap-unfold",
    "ideque-unfold",
    "ideque-unfold-right",
    "iunfold",
    "iunfold-right",
    "list-queue-unfold",
    "list-queue-unfold-right",
    "mapping-unfold",
    "string-unfold",
    "string-unfold-right",
    "text-unfold",
    "text-unfold-right",
    "unfold",
    "unfold-right",
    # those of generators, of which a procedure without an end is one
    "generator->ideque",
    "generator->list",
    "generator->reverse-list",
    "generator->string",
    "generator->vector",
    "generator-any",
    "generator-count",
    "generator-every",
    "generator-find",
    "generator-fold",
    "generator-for-each",
    "generator-map->list",
}

#: Procedures that want a console, or end the computation.
LEAVING = {"exit", "emergency-exit", "read", "read-line", "read-char", "peek-char"}


@cache
def session() -> Session:
    return Session.fresh()


@cache
def procedures() -> dict[str, list[tuple[str, Value]]]:
    """Library -> the procedures that it is the first to export, and that may call another.

    All other builtins are called with circular lists by the tests of builtins.
    """
    found: dict[str, list[tuple[str, Value]]] = {}
    seen = set()
    for library, contents in sorted(session().root["libraries"].items()):
        if not library.startswith(("(srfi ", "(scheme ", "(perdure base")):
            continue
        for name, binding in contents.exports.items():
            value = binding.value if type(binding) is Cell else binding
            may_call = type(value) is Closure or (type(value) is Builtin and value.is_control)
            if may_call and id(value) not in seen and name not in ENDLESS | LEAVING:
                seen.add(id(value))
                found.setdefault(library, []).append((name, value))
    return found


def counts_of(procedure: Value) -> range:
    """The numbers of arguments to try."""
    if type(procedure) is Builtin:
        fewest, most = procedure.minimum, procedure.maximum
    else:
        lowered = decoded(procedure.code.lowered)
        fewest = len(lowered.parameters)
        most = None if lowered.rest >= 0 else fewest
    return range(fewest, min(fewest + min(fewest, 2) if most is None else most, 4) + 1)


def calls_with(count: int) -> Iterator[list[str]]:
    """Arguments: one procedure, then another or a circular list from some place on."""
    seen = set()
    for first in (CAR, ALWAYS, NEVER):
        for rest in (CAR, CIRCULAR):
            for place in {0, 1, count - 2, count - 1, count} & set(range(count + 1)):
                call = (first,) * place + (rest,) * (count - place)
                if call not in seen:
                    seen.add(call)
                    yield list(call)


def is_endless(procedure: Value, texts: list[str]) -> bool:
    machine: CountingMachine = session().machine
    machine.checks = MOST
    try:
        arguments = tuple(evaluated(text) for text in texts)
        outcome = machine.run(Execution.start(), Invoke(procedure, arguments))
    finally:
        machine.checks = None
    return isinstance(outcome, Preempted)


@pytest.mark.parametrize("library", procedures())
def test_no_call_goes_on_for_ever(library: str) -> None:
    endless = [
        f"({' '.join([name, *texts])})"
        for name, procedure in procedures()[library]
        for count in counts_of(procedure)
        for texts in calls_with(count)
        if is_endless(procedure, texts)
    ]
    assert endless == []
