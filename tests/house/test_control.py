"""The toy's `try ... finally` is control that it declares itself: a guard of its own.

Everything here runs on machines without any library, so with nothing of Scheme. At each wait
the computation is stored, and goes on in another connection, with another machine; or it is
dropped there, as by a kill, and goes on from the wait before.
"""

from __future__ import annotations

from typing import Any

import pytest
import transaction
from ZODB import DB
from ZODB.MappingStorage import MappingStorage

import perdure.image  # noqa: F401  (registers the builtins of processes)
from perdure.vm import (
    Done,
    Environment,
    Execution,
    Failed,
    Invoke,
    Machine,
    Return,
    Waiting,
    compile_unit,
)
from perdure.vm.core import Call
from perdure.vm.core.control import Control, Role
from perdure.vm.core.notation import definitions
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.protocols import Host
from tests.house.toy import TOY

PROGRAM = """
def note(word)
  print word
  pause()
  return word
end

def inner()
  try
    note("raises")
    fail("broken")
  finally
    note("inner")
  end
end

def outer()
  n = 0
  while n < 3
    n = n + 1
    try
      try
        note(n)
        if n == 2
          return note("returns")
        end
      finally
        note("first")
      end
    finally
      note("second")
    end
  end
end

try
  outer()
  inner()
  note("never")
finally
  note("last")
end
"""

TRACE = "1 first second 2 returns first second raises inner last "


class Kept(Host):
    """The host: what is printed is part of the database, and goes with the slice."""

    def __init__(self, root: Any) -> None:
        self.root = root

    def write_output(self, text: str) -> None:
        self.root["trace"] += text.replace("\n", " ")


class Stored:
    """A computation in a database, gone on with in one connection after the other."""

    def __init__(self, text: str) -> None:
        self.database = DB(MappingStorage())
        self.run(lambda root: self.begin(root, text))

    def begin(self, root: Any, text: str) -> tuple[Machine, Any]:
        root["trace"] = ""
        machine = Machine({}, Kept(root))
        program = TOY.compile(text, "test.toy", Environment("user"))
        return machine, machine.run(Execution.start(), Invoke(program))

    def go_on(self, root: Any) -> tuple[Machine, Any]:
        machine = Machine({}, Kept(root))
        execution = Execution.from_state(root["state"])
        return machine, machine.run(execution, Return(UNSPECIFIED))

    def run(self, step: Any, *, kill: bool = False) -> None:
        """One slice; a kill comes before its commit."""
        manager = transaction.TransactionManager()
        connection = self.database.open(manager)
        try:
            self.machine, self.outcome = step(connection.root())
            if kill:
                manager.abort()
                return
            if isinstance(self.outcome, Waiting):
                connection.root()["state"] = self.outcome.execution.to_state()
            self.guards = guards(self.machine, self.outcome)
            manager.commit()
            self.trace = connection.root()["trace"]
            if isinstance(self.outcome, Failed):
                self.failure = self.outcome.payload.message
        finally:
            connection.cacheMinimize()
            connection.close()


def guards(machine: Machine, outcome: Any) -> list[str]:
    """The procedures whose frames are guards, innermost first; each keeps its own marker."""
    if isinstance(outcome, Done):
        return []
    found = []
    for code, point, values in outcome.execution.all_frames():
        for held in machine.linker.held(code, point):
            assert held.kind is Control.GUARD
            assert type(held.value(Role.MARKER, values)).__name__ == "Marker"
            found.append(code.name)
    return found


@pytest.mark.parametrize("kills", [0, 1, 3])
def test_a_guard_of_a_language_is_captured_killed_unwound_and_resumed(kills: int) -> None:
    stored = Stored(PROGRAM)
    seen = []
    while isinstance(stored.outcome, Waiting):
        seen.append(stored.guards)
        for _ in range(kills):
            stored.run(stored.go_on, kill=True)
        stored.run(stored.go_on)
    assert stored.trace == TRACE
    assert isinstance(stored.outcome, Failed)
    assert stored.failure == "broken"
    outer = ["test.toy"]  # the program's own `try` is around all
    nested = ["try", "outer", *outer]
    assert seen == [
        *(nested, ["outer", *outer], outer),
        *(nested, nested, ["outer", *outer], outer),
        *(["inner", *outer], outer, []),
    ]


def test_a_guard_that_the_machine_itself_runs_needs_no_library_either() -> None:
    """Captured natively, it becomes a frame of the machine's own procedure."""
    library = Environment("user")
    text = """
      (define (main)
        (%guard (lambda () (yield) (raise 5)) (lambda (object again) (+ object 1)) #f))
    """
    ((cell, procedure),) = definitions(text, library)
    unit = compile_unit(Call(procedure, ()), None, cell.name)
    machine = Machine({})
    outcome = machine.run(Execution.start(), Invoke(unit))
    assert isinstance(outcome, Waiting)
    kinds = [
        held.kind
        for code, point, _ in outcome.execution.all_frames()
        for held in machine.linker.held(code, point)
    ]
    assert kinds == [Control.GUARD]
    assert Machine({}).run(outcome.execution, Return(UNSPECIFIED)) == Done(6)
