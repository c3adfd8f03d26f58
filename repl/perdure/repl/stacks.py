"""A suspended stack as lines for people: frames that repeat are told once.

Left out are the frames of the libraries' inner works, and those of what loads a text.

Read by: `perdure show`, and perdure.repl.interaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from perdure.image.debugging.inner import is_inner
from perdure.vm import FrameView
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.printer import short_text
from perdure.vm.protocols.frames import Execution

TOP_LEVEL = "the form"  #: what is not in a procedure
MORE = "  ..."  #: the last line, where there are more than are shown
STACKS = 20  #: stacks of tasks and threads that are shown besides that which runs
LOOKED_AT = 10_000  #: frames that are looked at for repetition
CODES = 1_000  #: frames in which the text of a place is looked for
LONGEST = 4  #: frames that may repeat together: procedures that call each other
LEAST = 4  #: times in a row, from which on that is told once


@dataclass(frozen=True, slots=True)
class Run:
    """Frames that follow each other: `block`, so many times."""

    first: int  #: the number of the first of them, from 0 at the innermost
    block: list[FrameView]
    times: int
    last: FrameView  #: the outermost


def shown_frames(frames: Iterable[FrameView]) -> Iterator[FrameView]:
    """All but those that are nobody's business."""
    return (frame for frame in frames if not is_hidden(frame))


def is_hidden(frame: FrameView) -> bool:
    """Whether it is of the libraries' inner works: a name with %, or none; or of the loader."""
    return is_inner(frame.name, frame.source)


def name_of(frame: FrameView) -> str:
    """The procedure's name, for people."""
    return TOP_LEVEL if frame.name == "user" else frame.name or "lambda"


def place_of(frame: FrameView) -> str:
    """Where it goes on, or at least in which text."""
    if frame.position or frame.source is None:
        return frame.position
    return frame.source.name


def runs_of(frames: Iterable[FrameView]) -> Iterator[Run]:
    """The frames that are shown, equal ones together: the same procedures at the same places."""
    left = shown_frames(frames)
    ahead = list(islice(left, LOOKED_AT))
    keys = [(frame.name, frame.position, frame.stack) for frame in ahead]
    at = 0
    while at < len(ahead):
        length, times = _repetition(keys, at)
        end = at + length * times
        yield Run(at, ahead[at : at + length], times, ahead[end - 1])
        at = end
    for number, frame in enumerate(left, start=at):
        yield Run(number, [frame], 1, frame)


def _repetition(keys: list[tuple[str, str, str]], at: int) -> tuple[int, int]:
    """(how many frames from there on repeat together, how often); (1, 1) where none do."""
    for length in range(1, LONGEST + 1):
        block = keys[at : at + length]
        times = 1
        while keys[at + times * length : at + (times + 1) * length] == block:
            times += 1
        if times >= LEAST:
            return length, times
    return 1, 1


def stack_lines(frames: Iterable[FrameView], most: int | None = None) -> Iterator[str]:
    """The stack with the variables, innermost procedure first; `most` entries, then "..."."""
    shown = 0
    stack, stacks = "", 0
    for run in runs_of(frames):
        if most is not None and shown >= most:
            yield MORE
            return
        if run.last.stack != stack:
            stack, stacks = run.last.stack, stacks + 1
            if stacks > STACKS:
                yield MORE
                return
            yield f"  {stack}"
        for number, frame in enumerate(run.block, start=run.first):
            yield from _frame_lines(number, frame)
        shown += len(run.block)
        if run.times > 1:
            yield f"     {_again_text(run)}"
            number = run.first + run.times * len(run.block) - 1
            yield from _frame_lines(number, run.last)


def _again_text(run: Run) -> str:
    if len(run.block) == 1:
        return f"... {run.times - 2} more like it, up to"
    return f"... these {len(run.block)} again, {run.times - 1} times, up to"


def _frame_lines(number: int, frame: FrameView) -> Iterator[str]:
    yield f"{number:>3}  {name_of(frame)}  {place_of(frame)}".rstrip()
    width = max(map(len, frame.locals), default=0)
    for name, value in frame.locals.items():
        yield f"       {name.ljust(width)} = {short_text(value)}"


def source_on_stack(execution: Execution | None, position: str) -> tuple[str | None, int]:
    """The text that a position is in, of a procedure on the stack, and its first line."""
    name, line = position.rsplit(":", 2)[0], int(position.rsplit(":", 2)[1]) if position else 0
    for code, _, _ in islice(() if execution is None else execution.all_frames(), CODES):
        source = code.source
        if source is not None and source.name == name and source.has_line(line):
            return source.text, source.line
    return None, 1


def outline(frames: Iterable[FrameView], most: int) -> list[str]:
    """The names and places alone, a line for each run; `most` lines, then "..."."""
    lines: list[str] = []
    for run in runs_of(frames):
        if len(lines) >= most:
            return [*lines, "..."]
        for number, frame in enumerate(run.block, start=1):
            text = f"in {name_of(frame)}  {place_of(frame)}".rstrip()
            if run.times > 1 and number == len(run.block):
                text += f"  {_times_text(run)}"
            lines.append(text)
    return lines


def _times_text(run: Run) -> str:
    return f"({run.times} times)" if len(run.block) == 1 else f"(these {run.times} times)"
