"""Values of another machine's on an inspector's way: where in their program they are.

They are only shown, as read from what is stored. To evaluate something with one, or to change a
part of it, goes through the frame that the way leads through, as a debugger's does.

Read by: perdure.image.api.inspector.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from perdure.image.api.blocking import BlockingImage
from perdure.image.api.debugger import Debugger
from perdure.image.debugging.frames import DebugFrame
from perdure.image.errors import CannotInspect
from perdure.image.inspecting.insides import Stack
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.foreign_code import Seen


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a process, by an expression that gives it in a frame."""

    pid: int
    frame: DebugFrame
    expression: str  #: in the process's language; "" of the frame itself

    def has(self, value: Any, label: str) -> bool:
        """Whether a text can give that part of the value another value."""
        if not self.expression:
            return label in self.frame.variables
        return isinstance(value, Seen) and bool(value.place_of(label))

    def debugger(self, image: BlockingImage) -> Debugger:
        """A debugger of the process; CannotInspect where it has gone on since."""
        debugger = Debugger(image, self.pid)
        now = debugger.frame(self.frame.number)
        if (now.name, now.position) != (self.frame.name, self.frame.position):
            raise CannotInspect(
                f"process {self.pid} has gone on since: go back, and look at its stack again"
            )
        return debugger


def place_of(way: Sequence[tuple[str, Any]]) -> Place | None:
    """Where the last value of a way of (label, value) is; None where no frame leads to it.

    CannotInspect where one does, and nothing in the process's language means the value.
    """
    at = next((n for n, (_, value) in enumerate(way) if isinstance(value, DebugFrame)), None)
    if not at:
        return None
    stack, frame = way[at - 1][1], way[at][1]
    is_frame = at == len(way) - 1
    if not isinstance(stack, Stack) or not (stack.process.machine or is_frame):
        return None
    expression = ""
    around: Any = None
    for label, value in way[at + 1 :]:
        if not isinstance(value, Seen):  # the value of a text, or what is told of the frame
            return None
        if around is None:
            expression = label
        else:
            expression += naming(around, label)
        around = value
    return Place(stack.process.pid, frame, expression)


def naming(value: Any, label: str) -> str:
    """The text that names a part of a value, behind one for the value; CannotInspect."""
    found = value.place_of(label) if isinstance(value, Seen) else ""
    if not found:
        raise CannotInspect(
            f"{label} is in {value!r}, of which the program names no parts: "
            "evaluate what changes it with an object around it"
        )
    return found
