"""The frames of a stopped process as a debugger shows them, and the text around them.

Frames of the libraries' inner works are left out. What is not asked for is not loaded: a stack
is gone through from the inside as far as frames are wanted.

Read by: perdure.image.api.debugging.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perdure.image.debugging.inner import is_inner
from perdure.vm import Execution, walk
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Source
from perdure.vm.protocols import Language


@dataclass(frozen=True, slots=True)
class DebugFrame:
    """One frame of a stopped process."""

    number: int  #: from 0, the innermost that is shown
    depth: int  #: the same on the whole stack, with those that are not shown
    name: str  #: the procedure's
    position: str  #: "file:line:column" of where it stands, or ""
    variables: dict[str, Value]  #: values of the program's own; see `Debugger.variables`
    source: Source | None  #: the text that it is from
    stack: str = ""  #: "task Task-2" of a task that waits beside the stack that runs

    @property
    def line(self) -> int:
        """The number of the line where it stands; 0 where that is not known."""
        return int(self.position.rsplit(":", 2)[1]) if self.position else 0


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a text, and what in it is meant: from `start` to `end`, as (line, column) from 1."""

    lines: list[tuple[int, str]]
    start: tuple[int, int]
    end: tuple[int, int]  #: the first place behind it


def shown_frames(execution: Execution, payload: Value | None) -> Iterator[DebugFrame]:
    """The frames that are shown; the innermost stands where a condition says it arose."""
    number = 0
    for depth, frame in enumerate(walk(execution, has_others=True)):
        if is_inner(frame.name, frame.source):
            continue
        position = frame.position
        if number == 0 and isinstance(payload, Condition) and frame.source is not None:
            if payload.position.startswith(f"{frame.source.name}:"):
                position = payload.position
        shown = frame.locals
        yield DebugFrame(number, depth, frame.name, position, shown, frame.source, frame.stack)
        number += 1


def excerpt_of(frame: DebugFrame, language: Language, around: int) -> Excerpt | None:
    """The lines about where a frame stands; None where the text, or the place, is not known."""
    source = frame.source
    if source is None or not frame.position:
        return None
    line, column = map(int, frame.position.rsplit(":", 2)[1:])
    if not source.has_line(line):
        return None
    lines = source.text.split("\n")
    index = line - source.line
    start = sum(len(each) + 1 for each in lines[:index]) + column - 1
    end = language.end_of(source.text, start)
    last = (line, column + 1)
    if end is not None:
        before = source.text[:end]
        last = (source.line + before.count("\n"), end - (before.rfind("\n") + 1) + 1)
    first = max(0, index - around)
    shown = lines[first : index + around + 1]
    return Excerpt(list(enumerate(shown, source.line + first)), (line, column), last)


def expression_of(excerpt: Excerpt) -> str:
    """The text that is marked, as far as it stands in the lines."""
    (first, column), (last, end) = excerpt.start, excerpt.end
    parts: list[Any] = []
    for number, text in excerpt.lines:
        if first <= number <= last:
            begin = column - 1 if number == first else 0
            parts.append(text[begin : end - 1 if number == last else len(text)])
    return "\n".join(parts)
