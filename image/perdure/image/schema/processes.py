"""Processes: computations that outlive their worker.

A process is plain data, and one small record, the `Process`: its stack, its state, what it
waits for, and the few `Facts` of its beginning (its name and parent). Most never need more. What
grows (a transcript, a mailbox) is in a second record, the `Details`, made with the first
message or output; the facts move there. So a wait writes one record, and a process that
sleeps takes no memory.

Reads: perdure.vm.machine. Read by: perdure.image.processes.ledger, which is the only place
that changes the state of a process.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from persistent import Persistent

from perdure.image.schema.bonds import Bonds
from perdure.image.schema.given import Given
from perdure.image.schema.indices import Queue
from perdure.image.schema.requests import Desk, Stage
from perdure.image.schema.scopes import Scope
from perdure.image.schema.transcript import Transcript
from perdure.vm import ConsoleInput, Execution, Invoke, Raise, Return
from perdure.vm.objects.procedures import builtin_named

READY: Final = "ready"  #: it can run now
WAITING: Final = "waiting"
DONE: Final = "done"  #: `outcome` is its result
FAILED: Final = "failed"  #: `outcome` is what it raised; its stack is kept
CANCELLED: Final = "cancelled"
#: It does not go on until it is resumed. What it waits for may come meanwhile: then `outcome`
#: is how it will go on, as in READY; before that, `waits` is as in WAITING.
PARKED: Final = "parked"

#: A state is stored as its place in this tuple: add at the end only.
STATES: Final = (READY, WAITING, DONE, FAILED, CANCELLED, PARKED)
_NUMBERS: Final = {state: number for number, state in enumerate(STATES)}

#: A resumption is stored as one of these numbers and its parts.
RETURN, RAISE, INVOKE = range(3)
HANDED_ON = "handed on"  #: behind (RAISE, payload, wait): a debugger has seen what is raised

WAIT_AGAIN: Final = "%wait-again"  #: the builtin that waits for what has failed once more

VERSION = 1


class Facts(NamedTuple):
    """The facts of a process's beginning; with what else `Details` have, of which it has none."""

    name: str
    parent: int  #: the pid of the process that spawned it; 0 where none did
    created: float  #: seconds since 1970
    language: str = ""  #: the name of that of its program; "" for the image's first
    scope: int = 0  #: the number of its parent's that it is a child in; 0: of none
    version: int = 0  #: the number of that of its program; see perdure.image.schema.versions

    @property
    def mailbox(self) -> Queue | None:
        return None

    @property
    def transcript(self) -> Transcript | None:
        return None

    @property
    def input(self) -> ConsoleInput | None:
        return None

    @property
    def cancelled(self) -> tuple[float, int] | None:
        return None

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return ()

    @property
    def names(self) -> tuple[str, ...]:
        return ()

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        return ()

    @property
    def bonds(self) -> Bonds | None:
        return None

    @property
    def on_error(self) -> str:
        return ""

    @property
    def desk(self) -> Desk | None:
        return None

    @property
    def stage(self) -> Stage | None:
        return None


def brief(facts: Facts) -> tuple[Any, ...]:
    """The facts without their last parts where these are as mostly."""
    if facts.version:
        return tuple(facts)
    if facts.scope:
        return tuple(facts[:5])
    return tuple(facts[: 4 if facts.language else 3])


class Process(Persistent):
    """A process: what changes from wait to wait, and what it was told at its beginning."""

    __module__ = "perdure.image"
    __slots__ = (
        "_execution",
        "_v_execution",
        "_v_wait",
        "details",
        "effects",
        "given",
        "language",
        "locks",
        "machine",
        "outcome",
        "pid",
        "shard",
        "state",
        "steps",
        "waits",
    )

    pid: int
    state: str  #: one of STATES
    waits: (
        tuple[Any, ...] | None
    )  #: while waiting: a wait, as perdure.image.processes.waits stores it
    #: ready: how to go on, as (RETURN, value), (RAISE, payload, the wait that ended so) or
    #: (INVOKE, procedure, arguments); done: (result,), or (result, exit code) where it
    #: ended by `exit`; failed: (payload, again), see perdure.image.engine.retrying
    outcome: tuple[Any, ...] | None
    steps: int  #: slices it has run
    effects: int  #: effects it has asked for; numbers the keys
    details: Facts | Details
    #: the arguments of the last effect, where they were large: the next refers to parts of them
    given: Given | None
    shard: int  #: the number of the shard whose indices it is in; see perdure.image.schema.shards
    #: the name of the machine that runs it, "" for the VM's own; see perdure.image.host.machines
    machine: str
    #: the mutexes that are its, and the semaphores of which a permit comes back when it ends
    locks: tuple[Any, ...] | None
    language: str  #: that of its facts, which may be in a record of their own
    _execution: Any  #: an Execution, or the state tuple of one
    _v_execution: Execution | None  #: what that tuple was decoded to
    #: `waits` as it was seen last, and what it was decoded to by
    #: perdure.image.processes.waits.kinds
    _v_wait: tuple[tuple[Any, ...], Any] | None

    def __init__(
        self, pid: int, details: Facts | Details, shard: int = 0, machine: str = ""
    ) -> None:
        self.pid = pid
        self.machine = machine
        self.language = details.language
        self.shard = shard
        self.given = None
        self.locks = None
        self.state = READY
        self.waits = None
        self.outcome = None
        self.steps = 0
        self.effects = 0
        self.details = details
        self._execution = None
        self._v_execution = None
        self._v_wait = None

    def __getstate__(self) -> tuple[object, ...]:
        execution = self._execution
        if isinstance(execution, Execution):
            execution = execution.to_state()
        details = self.details
        state = (
            VERSION,
            self.pid,
            _NUMBERS[self.state],
            self.waits,
            execution,
            self.outcome,
            self.steps,
            self.effects,
            brief(details) if type(details) is Facts else details,
        )
        language = self.language if type(details) is not Facts else ""
        if language:
            return (*state, self.shard, self.given, self.machine, self.locks, language)
        if self.locks is not None:
            return (*state, self.shard, self.given, self.machine, self.locks)
        if self.machine:
            return (*state, self.shard, self.given, self.machine)
        if self.given is not None:
            return (*state, self.shard, self.given)
        return (*state, self.shard) if self.shard else state

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (
            _,
            self.pid,
            number,
            self.waits,
            self._execution,
            self.outcome,
            self.steps,
            self.effects,
            details,
        ) = state[:9]
        self.details = Facts(*details) if type(details) is tuple else details
        self.shard = state[9] if len(state) > 9 else 0
        self.given = state[10] if len(state) > 10 else None
        self.machine = state[11] if len(state) > 11 else ""
        self.locks = state[12] if len(state) > 12 else None
        facts = self.details
        language = state[13] if len(state) > 13 else ""
        self.language = facts.language if type(facts) is Facts else language
        self.state = STATES[number]
        self._v_execution = None
        self._v_wait = None

    @property
    def execution(self) -> Execution | None:
        """Its stack and dynamic state; None once it is done or cancelled."""
        found = self._execution
        if found is None or isinstance(found, Execution):
            return found
        decoded = self._v_execution
        if decoded is None:
            decoded = self._v_execution = Execution.from_state(found)
        return decoded

    @execution.setter
    def execution(self, execution: Execution | None) -> None:
        self._execution = execution

    def own_details(self) -> Details:
        """Its details in a record of their own, made now where it has none."""
        details = self.details
        if isinstance(details, Facts):
            details = self.details = Details(*details)
        return details

    @property
    def has_ended(self) -> bool:
        return self.state in (DONE, FAILED, CANCELLED)

    @property
    def resumption(self) -> Any:
        """How a ready process goes on, for `Machine.run`."""
        assert self.outcome is not None
        kind, *parts = self.outcome
        if kind == RAISE:
            waited = parts[1] if len(parts) > 1 else None
            again = None if waited is None else Invoke(builtin_named(WAIT_AGAIN), (waited,))
            return Raise(parts[0], again)
        return (Return, Invoke)[kind == INVOKE](*parts)

    def __repr__(self) -> str:
        return f"<process {self.pid} {self.state}>"


class Details(Persistent):
    """The part of a process that grows, and the facts of its beginning."""

    __module__ = "perdure.image"
    __slots__ = (
        "bonds",
        "cancelled",
        "created",
        "desk",
        "input",
        "labels",
        "language",
        "mailbox",
        "name",
        "names",
        "on_error",
        "parent",
        "scope",
        "scopes",
        "stage",
        "transcript",
        "version",
    )

    name: str
    parent: int  #: the pid of the process that spawned it; 0 where none did
    created: float  #: seconds since 1970
    mailbox: Queue | None  #: made with the first message
    transcript: Transcript | None  #: made with the first output
    input: ConsoleInput | None  #: what was typed for it; made when it first reads
    language: str  #: the name of that of its program; "" for the image's first
    #: when it is killed, in seconds since 1970, and a stage of perdure.image.processes.cancelling;
    #: None where nobody has cancelled it, or it has ended
    cancelled: tuple[float, int] | None
    scope: int  #: the number of its parent's that it is a child in; 0: of none
    scopes: tuple[Scope, ...]  #: those that it has opened, and not closed yet
    #: under which it was registered; see perdure.image.processes.names
    names: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]  #: (name, value), in order
    desk: Desk | None  #: the requests that it answers; made with the first
    stage: Stage | None  #: how far it has come; made when it first says so
    version: int  #: the number of that of its program; 0: of none
    bonds: Bonds | None  #: with the ends of others; made with the first
    on_error: str  #: its own policy; "": the image's. See perdure.image.processes.policies

    def __init__(
        self,
        name: str,
        parent: int,
        created: float,
        language: str = "",
        scope: int = 0,
        version: int = 0,
    ) -> None:
        self.name = name
        self.parent = parent
        self.created = created
        self.mailbox = None
        self.transcript = None
        self.input = None
        self.language = language
        self.cancelled = None
        self.scope = scope
        self.scopes = ()
        self.names = ()
        self.labels = ()
        self.desk = None
        self.stage = None
        self.bonds = None
        self.version = version
        self.on_error = ""

    def __getstate__(self) -> tuple[object, ...]:
        state = (VERSION, self.name, self.parent, self.created, self.mailbox, self.transcript)
        rare = (self.input, self.language, self.cancelled, self.scope, self.scopes)
        known = (self.names, self.labels, self.desk, self.stage, self.bonds)
        if self.on_error:
            return (*state, *rare, *known, self.version, self.on_error)
        if self.version:
            return (*state, *rare, *known, self.version)
        if self.bonds is not None:
            return (*state, *rare, *known)
        if self.desk is not None or self.stage is not None:
            return (*state, *rare, self.names, self.labels, self.desk, self.stage)
        if self.names or self.labels:
            return (*state, *rare, self.names, self.labels)
        if self.cancelled is not None or self.scope or self.scopes:
            return (*state, *rare)
        if self.language:
            return (*state, *rare[:2])
        return state if self.input is None else (*state, self.input)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.name, self.parent, self.created, self.mailbox, self.transcript = state[:6]
        self.input = state[6] if len(state) > 6 else None
        self.language = state[7] if len(state) > 7 else ""
        rare = state[8:11] if len(state) > 8 else (None, 0, ())
        self.cancelled, self.scope, self.scopes = rare
        self.names, self.labels = state[11:13] if len(state) > 11 else ((), ())
        self.desk, self.stage = state[13:15] if len(state) > 13 else (None, None)
        self.bonds = state[15] if len(state) > 15 else None
        self.version = state[16] if len(state) > 16 else 0
        self.on_error = state[17] if len(state) > 17 else ""

    def console_input(self) -> ConsoleInput:
        if self.input is None:
            self.input = ConsoleInput()
        return self.input
