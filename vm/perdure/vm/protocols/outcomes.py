"""The data that goes into a run of the machine, and the data that comes out."""

from __future__ import annotations

from typing import TypeAlias

from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.protocols.frames import Execution


@dataclass(slots=True)  # frozen would make each three times as slow to create
class Return:
    """Go on by returning a value into the innermost frame."""

    value: Value


@dataclass(slots=True)
class Raise:
    """Go on by raising an object where the innermost frame waits.

    `again` does anew what the object is raised for, where returning into the frame would not.
    """

    payload: Value
    again: Invoke | None = None


@dataclass(slots=True)
class Invoke:
    """Go on by calling a procedure whose value the innermost frame gets."""

    procedure: Value
    arguments: tuple[Value, ...] = ()


Resumption: TypeAlias = Return | Raise | Invoke


@dataclass(frozen=True, slots=True)
class Done:
    """The computation ended with a value."""

    value: Value


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wait began; `kind` and `arguments` are those of its Capture."""

    kind: str
    arguments: tuple[Value, ...]
    execution: Execution


@dataclass(frozen=True, slots=True)
class Failed:
    """An object was raised that nobody handles; the stack is that of the point of error.

    `fault` is the stack of where the object came from, where that was no call of `raise`;
    `again` is as in Raise. `came_of_wait`: the object is another than the one that the stack was
    resumed with, and came of that.
    """

    payload: Value
    execution: Execution
    fault: Execution | None = None
    again: Invoke | None = None
    came_of_wait: bool = False


@dataclass(frozen=True, slots=True)
class Preempted:
    """The machine was interrupted; resume with `Return(UNSPECIFIED)`."""

    execution: Execution


Outcome: TypeAlias = Done | Waiting | Failed | Preempted
