"""The kinds of waits there are, and the waits of processes as values.

A kind registers itself when its module is imported; Perdure's own are imported by
`perdure.image.processes.waits`. An image may have processes whose kind of wait nobody has
registered, an application's that is not loaded: such a wait is `Unknown`, can be listed, and stays
as it is.

Reads: perdure.image.processes.waits.wait. Read by: the ledger, and all that look at what
processes wait for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from operator import attrgetter
from typing import Any, TypeVar

from perdure.image.processes.waits.wait import Changes, Wait, fields_of
from perdure.image.schema.processes import PARKED, READY, WAITING, Process
from perdure.vm.dataclass import dataclass

W = TypeVar("W", bound=Wait)

kinds: dict[str, type[Wait]] = {}  #: by name

#: Perdure's own that few images have, by name: the modules that register them, once they are met.
LATE = {
    "job": "perdure.image.processes.waits.job",
    "queue-clock": "perdure.image.processes.waits.job",
    "schedule": "perdure.image.processes.waits.schedule",
}


def register(kind: type[W]) -> type[W]:
    """Decorator of a kind of wait: know it from now on."""
    kinds[kind.kind] = kind
    if kind.to_stored is Wait.to_stored:
        setattr(kind, "to_stored", storing(kind))  # noqa: B010  (mypy)
    return kind


def find_kind(name: str) -> type[Wait] | None:
    """The kind of that name; None where nobody has registered it."""
    found = kinds.get(name)
    if found is None and name in LATE:
        import_module(LATE[name])
        found = kinds[name]
    return found


def all_kinds() -> list[type[Wait]]:
    """All that are registered, and all of Perdure's own."""
    for name in LATE:
        find_kind(name)
    return list(kinds.values())


def storing(kind: type[Wait]) -> Callable[[Wait], tuple[Any, ...]]:
    """`Wait.to_stored` of that kind, in a third of the time."""
    name, names = kind.kind, fields_of(kind)
    if not names:
        return lambda wait: (name,)
    parts = attrgetter(*names)
    if len(names) == 1:
        return lambda wait: (name, parts(wait))
    return lambda wait: (name, *parts(wait))


def set_wait(process: Process, wait: Wait) -> None:
    """Have the process wait for that, as far as its own record goes."""
    process.waits = stored = wait.to_stored()
    process._v_wait = (stored, wait)


@dataclass(slots=True)
class Unknown(Wait):
    """A wait that nothing is known of here."""

    kind = ""
    called = "a wait"

    stored: tuple[Any, ...]

    def to_stored(self) -> tuple[Any, ...]:
        return self.stored

    def text(self) -> str:
        return str(self.stored[0]) if self.stored else "?"


def begun(kind: str, arguments: tuple[Any, ...]) -> Wait:
    """The wait that a program begins; ValueError where there is no such kind."""
    found = kinds.get(kind) or find_kind(kind)
    if found is None:
        raise ValueError(f"a program waits for {kind!r}, and no kind of wait is registered so")
    return found(*arguments)


def wait_from(stored: tuple[Any, ...]) -> Wait:
    """The wait that was stored so."""
    found = find_kind(stored[0]) if stored else None
    if found is None:
        return Unknown(stored)
    try:
        return found(*stored[1:])
    except TypeError:
        return Unknown(stored)


def wait_of(process: Process) -> Wait | None:
    """The wait of the process; None where it does not wait."""
    stored = process.waits
    if stored is None:
        return None
    seen = process._v_wait
    if seen is not None and seen[0] is stored:
        found: Wait = seen[1]
        return found
    found = wait_from(stored)
    process._v_wait = (stored, found)
    return found


def parts_of(process: Process) -> tuple[Wait, ...]:
    """The waits of which the first that ends has the process go on; none where it does not wait."""
    wait = wait_of(process)
    return () if wait is None else wait.parts()


def find_part(wait: Wait | None, kind: type[W], key: Any = None) -> W | None:
    """The part of it that is of that kind, and has that key."""
    if wait is None:
        return None
    if type(wait) is kind:
        return wait if wait.key() == key else None
    for part in wait.parts():
        if type(part) is kind and part.key() == key:
            return part
    return None


def has_part(process: Process, wanted: Wait) -> bool:
    """Whether the process waits for the same."""
    return find_part(wait_of(process), type(wanted), wanted.key()) is not None


def is_active(process: Process) -> bool:
    """Whether a driver must look at it on opening: it is ready, or something it waits
    for must be begun anew."""
    state = process.state
    if state == READY:
        return True
    if state not in (WAITING, PARKED):
        return False
    for part in parts_of(process):  # noqa: SIM110  (asked of each process that is run)
        if state in part.driven_in:
            return True
    return False


def must_end(ledger: Changes, process: Process) -> bool:
    """Whether the process is not to be interrupted in what it waits for."""
    for part in parts_of(process):  # noqa: SIM110  (asked of each that is interrupted)
        if part.must_end(ledger):
            return True
    return False


def is_known(process: Process) -> bool:
    """Whether the kind of what it waits for is registered here."""
    for part in parts_of(process):  # noqa: SIM110  (asked of each process that is due)
        if type(part) is Unknown:
            return False
    return True


def is_well_formed(process: Process) -> bool:
    """Whether what it waits for is of a kind, and has the parts of one, if the kind is known."""
    stored: Any = process.waits
    if stored is None:
        return True
    if type(stored) is not tuple or not stored or type(stored[0]) is not str:
        return False
    return find_kind(stored[0]) is None or not isinstance(wait_from(stored), Unknown)


def is_run(process: Process) -> bool:
    """Whether foreign code is run for what it waits for."""
    return any(part.is_run for part in parts_of(process))


def dues_of(process: Process) -> Collection[float]:
    """The moments at which something becomes of it by itself; those are among the timers."""
    found = {due for part in parts_of(process) if (due := part.due()) is not None}
    cancelled = None if process.has_ended else process.details.cancelled
    if cancelled is not None:
        found.add(cancelled[0])
    return found
