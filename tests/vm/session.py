"""A machine with the libraries loaded, its objects in a database in memory.

`Session` is what the tests of the VM talk to: it evaluates Scheme text, and can
send a suspended computation through the database into another connection with a
machine of its own, as a new process would find it.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import islice
from typing import Any

import transaction
from persistent.mapping import PersistentMapping
from ZODB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.MappingStorage import MappingStorage

from perdure.bootstrap.bootstrap import load_libraries
from perdure.languages import scheme
from perdure.vm import (
    UNSPECIFIED,
    Capture,
    Condition,
    Done,
    Environment,
    Execution,
    Failed,
    Invoke,
    Machine,
    Outcome,
    Preempted,
    Return,
    Source,
    Value,
    Waiting,
)
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.procedures import builtins
from perdure.vm.primitives.registry import control
from perdure.vm.protocols import Host


@control("test-pause")
def pause(value: Value = UNSPECIFIED) -> Value:
    """Wait; the test gives the value back."""
    raise Capture("pause", value)


class Countdown:
    """In place of the depth limit: lets `checks` check points pass, then interrupts.

    Depth still counts, so that the native stack stays within bounds.
    """

    def __init__(self, machine: Machine, checks: int, room: int) -> None:
        self.machine = machine
        self.checks = checks
        self.room = room

    def __lt__(self, depth: int) -> bool:
        self.checks -= 1
        if self.checks < 0:
            self.machine.interrupt()
            return True
        return depth > self.room


class CountingMachine(Machine):
    """Is interrupted at the check point after the next `checks` ones, if that is set."""

    host: Output

    checks: int | None = None

    def room(self) -> Any:
        room = super().room()
        return room if self.checks is None else Countdown(self, self.checks, room)


class Output(Host):
    """The host: keeps what is printed."""

    def __init__(self) -> None:
        self.text = ""

    def write_output(self, text: str) -> None:
        self.text += text


@cache
def _library_storage() -> MappingStorage:
    """A storage with the libraries in it, which the sessions of this process stand upon."""
    storage = MappingStorage()
    manager = transaction.TransactionManager()
    root = DB(storage).open(manager).root()
    root["libraries"] = PersistentMapping()
    load_libraries(root["libraries"])
    world = scheme.World(root["libraries"])
    user = root["user"] = scheme.interaction_environment(world, "user")
    user.bind("test-pause", builtins["test-pause"])
    for library in ("(perdure sorting)", "(perdure ports)", "(perdure lists)"):
        for name, binding in root["libraries"][library].exports.items():
            user.bind(name, binding, library)
    manager.commit()
    return storage


class Session:
    """One connection with its machine and an interaction environment."""

    def __init__(self, database: DB) -> None:
        self.database = database
        self.manager = transaction.TransactionManager()
        self.connection = database.open(self.manager)
        self.host = Output()
        self.root = root = self.connection.root()
        self.machine = CountingMachine(root["libraries"], self.host)
        self.world = scheme.World(root["libraries"])
        self.user: Environment = root["user"]

    @classmethod
    def fresh(cls, **options: Any) -> Session:
        """One with a database of its own, which gets these options."""
        storage = DemoStorage(base=_library_storage(), close_base_on_close=False)
        return cls(DB(storage, **options))

    def start(self, text: str, name: str = "test.scm") -> Outcome:
        """Run all of a text as one computation."""
        thunk = scheme.compile_text(text, name, self.user, self.world)
        return self.machine.run(Execution.start(), Invoke(thunk))

    def eval(self, text: str, name: str = "test.scm") -> str:
        """The written value of the last form, or `error: ...`; form by form."""
        source, offset = Source(name, text), 0
        shown = ""
        while (step := scheme.compile_next(source, offset, self.user, self.world)) is not None:
            thunk, offset = step
            shown = shown_outcome(self.machine.run(Execution.start(), Invoke(thunk)))
            if shown.startswith("error: "):
                break
        return shown

    def elsewhere(self, execution: Execution, value: Value) -> tuple[Session, Execution, Value]:
        """The same computation, and what it waits for, in another connection."""
        self.root["suspended"] = PersistentMapping({"state": execution.to_state(), "value": value})
        self.manager.commit()
        self.connection.cacheMinimize()
        other = Session(self.database)
        other.host.text = self.host.text
        suspended = other.root["suspended"]
        return other, Execution.from_state(suspended["state"]), suspended["value"]

    def close(self) -> None:
        self.manager.abort()
        self.connection.cacheMinimize()  # a pooled connection may get another machine
        self.connection.close()


def shown_outcome(outcome: Outcome) -> str:
    """How a computation ended, as text that can be compared."""
    match outcome:
        case Done(value):
            return write_text(value)
        case Failed(Condition() as condition, _):
            who = f"{condition.who}: " if condition.who else ""
            irritants = "".join(f" {write_text(each)}" for each in condition.irritants)
            return f"error: {who}{condition.message}{irritants} ({condition.position})"
        case Failed(payload, _):
            return f"error: raised {write_text(payload)}"
        case Waiting(kind, arguments, _):
            return f"waits: {kind} {' '.join(map(write_text, arguments))}"
    return "preempted"


class Sites:
    """Where a computation has been stopped: its innermost frames, each with its place.

    A loop stops at the same ones in each round, and going on elsewhere costs a hundred times as much
    as going on.
    """

    DEPTH = 4  #: frames that are told apart
    OFTEN = 3  #: times that it goes on elsewhere from the same ones

    def __init__(self) -> None:
        self._seen: Counter[object] = Counter()

    def is_worth_while(self, execution: Execution) -> bool:
        """Whether it has gone on elsewhere from there less often."""
        frames = islice(execution.all_frames(), self.DEPTH)
        here = tuple([(code.name, getattr(code, "digest", b""), at) for code, at, _ in frames])
        self._seen[here] += 1
        return self._seen[here] <= self.OFTEN


def finish(session: Session, outcome: Outcome, *, moving: bool, checks: int | None) -> str:
    """Go on until the end, from every wait and interruption; `moving`, by way of the database.

    With `checks`, it is interrupted again after so many check points.
    """
    sites = Sites()
    while isinstance(outcome, (Waiting, Preempted)):
        value = UNSPECIFIED
        if isinstance(outcome, Waiting):
            value = outcome.arguments[0]
        execution = outcome.execution
        if moving and sites.is_worth_while(execution):
            before = session
            session, execution, value = session.elsewhere(execution, value)
            before.close()
        session.machine.checks = checks
        outcome = session.machine.run(execution, Return(value))
    text = f"{session.host.text}=> {shown_outcome(outcome)}"
    session.close()
    return text
