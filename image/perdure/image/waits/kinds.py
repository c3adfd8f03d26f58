"""The kinds of waits there are, and the waits of processes as values.

A kind registers itself when its module is imported; Perdure's own are imported by
`perdure.image.waits`. An image may have processes whose kind of wait nobody has registered, an
application's that is not loaded: such a wait is `Unknown`, can be listed, and stays as it is.

Reads: perdure.image.waits.wait. Read by: the ledger, and whoever looks at what processes wait for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from perdure.image.processes import PARKED, READY, WAITING, Process
from perdure.image.waits.wait import Indices, Wait

W = TypeVar("W", bound=Wait)

kinds: dict[str, type[Wait]] = {}  #: by name


def register(kind: type[W]) -> type[W]:
    """Decorator of a kind of wait: know it from now on."""
    kinds[kind.kind] = kind
    return kind


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
    found = kinds.get(kind)
    if found is None:
        raise ValueError(f"a program waits for {kind!r}, and no kind of wait is registered so")
    return found(*arguments)


def wait_from(stored: tuple[Any, ...]) -> Wait:
    """The wait that was stored so."""
    found = kinds.get(stored[0]) if stored else None
    if found is None:
        return Unknown(stored)
    try:
        return found(*stored[1:])
    except TypeError:
        return Unknown(stored)


def wait_of(process: Process) -> Wait | None:
    """What the process waits for; None where it does not wait."""
    stored = process.waits
    return None if stored is None else wait_from(stored)


def parts_of(process: Process) -> tuple[Wait, ...]:
    """The waits of which the first that ends has the process go on; none where it does not wait."""
    stored = process.waits
    return () if stored is None else wait_from(stored).parts()


def find_part(wait: Wait | None, kind: type[W], key: Any = None) -> W | None:
    """The part of it that is of that kind, and has that key."""
    if wait is not None:
        for part in wait.parts():
            if isinstance(part, kind) and part.key() == key:
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
    return any(state in part.driven_in for part in parts_of(process))


def is_known(process: Process) -> bool:
    """Whether the kind of what it waits for is registered here."""
    return not any(isinstance(part, Unknown) for part in parts_of(process))


def is_well_formed(process: Process) -> bool:
    """Whether what it waits for is of a kind, and has the parts of one, if the kind is known."""
    stored: Any = process.waits
    if stored is None:
        return True
    if type(stored) is not tuple or not stored or type(stored[0]) is not str:
        return False
    return stored[0] not in kinds or not isinstance(wait_from(stored), Unknown)


def is_run(process: Process) -> bool:
    """Whether foreign code is run for what it waits for."""
    return any(part.is_run for part in parts_of(process))


def dues_of(wait: Wait | None) -> set[float]:
    """The moments at which it ends by itself."""
    if wait is None:
        return set()
    return {due for part in wait.parts() if (due := part.due()) is not None}


def enter(indices: Indices, process: Process, wait: Wait) -> None:
    """Put it into the indices in which a driver, or whoever has what it waits for, finds it."""
    for part in wait.parts():
        due = part.due()
        if due is not None:
            indices.indices(process).timers.insert((due, process.pid))
        part.enter(indices, process.pid)
