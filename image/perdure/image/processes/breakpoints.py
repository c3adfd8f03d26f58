"""Breakpoints, and processes that go step by step: what of these an image keeps.

A breakpoint is for all processes of the image, at any member: at a procedure, at a line of a
text, on a condition or an exception that is raised, or a watch, on a variable or an object. A step
is one process's, until it next stops. Both are looked at by perdure.image.host.probing, at the
beginning of each slice.

Read by: perdure.image.host.probing, perdure.image.api.breaking, perdure.image.api.debugger.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from perdure.image.errors import ImageError
from perdure.image.schema.indices import Queue, is_empty
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Code

KEPT: Final = "breakpoints"  #: under which the image keeps them, by number
STEPS: Final = "stepping"  #: and the steps, by pid
PROCEDURE: Final = "procedure"
LINE: Final = "line"
WATCH: Final = "watch"
CONDITION: Final = "condition"
KIND: Final = re.compile("[a-z][a-z-]*")  #: those of conditions are written so
#: classes of exceptions of Python are: with a capital letter, or with a module
CLASS: Final = re.compile(r"(?![a-z-]*\Z)[^\W\d]\w*(\.[^\W\d]\w*)*")
ANY: Final = "any"  #: instead of a kind, or a class: whatever is raised
#: How a step goes: into calls, over them, out of the procedure, to a line.
INTO, OVER, OUT, UNTIL = MODES = ("into", "over", "out", "until")


class Stored(NamedTuple):
    """A breakpoint as it is stored."""

    kind: str
    #: the procedure's name, the text's, what is watched, for people, the kind of conditions, or the
    #: name of an exception's class
    what: str
    line: int  #: 0 where it is at none
    #: a text that must be true in the frame; on a condition, that of a predicate; "" for none
    condition: str
    thing: Value = None  #: what is watched: a cell, a box or another object
    #: of a watch of another machine's: the process, and the scope that its machine knows it by
    pid: int = 0
    scope: tuple[Any, ...] = ()


class Step(NamedTuple):
    """A step of a process."""

    mode: str
    level: int  #: how many frames it had
    codes: tuple[Code, ...] = ()  #: in which it may end, where it enters no calls
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """A breakpoint of the image."""

    number: int  #: by which it is deleted
    kind: str  #: "procedure", "line", "condition" or "watch"
    #: "total", "shop.scm:12", what is watched; a kind of conditions, a class of exceptions, "any"
    what: str
    condition: str  #: "" where it stops always


def stored(root: ImageRoot, name: str) -> Queue | None:
    """The tree of that name; None where nothing is in it."""
    found: Queue | None = None if root.kept is None else root.kept.get(name)
    return found or None


def breakpoints_of(root: ImageRoot) -> list[Breakpoint]:
    """All of an image, in order of their numbers."""
    return [_told(number, Stored(*each)) for number, each in (stored(root, KEPT) or {}).items()]


def _told(number: int, each: Stored) -> Breakpoint:
    what = f"{each.what}:{each.line}" if each.kind == LINE else each.what
    if each.pid:
        what = f"{each.what}, of process {each.pid}"
    return Breakpoint(number, each.kind, what, each.condition)


def add_breakpoint(root: ImageRoot, breakpoint: Stored) -> int:
    """Have the image keep one more, in a transaction; its number."""
    tree: Queue = root.keep(KEPT, Queue)
    number = 1 + (0 if is_empty(tree) else tree.maxKey())
    tree[number] = tuple(breakpoint)
    return number


def delete_breakpoint(root: ImageRoot, number: int) -> None:
    """Have it keep one no more, in a transaction; ImageError where there is none such."""
    tree = stored(root, KEPT)
    if tree is None or number not in tree:
        raise ImageError(f"the image has no breakpoint {number}")
    del tree[number]


def delete_watches(root: ImageRoot, pid: int) -> None:
    """Have it keep none that is of that process, which runs no more, in a transaction."""
    tree = stored(root, KEPT)
    over = [number for number, each in tree.items() if Stored(*each).pid == pid] if tree else []
    for number in over:
        del tree[number]  # type: ignore[union-attr]


def breakpoint_at(where: str, condition: str) -> Stored:
    """The breakpoint that a person means: by "total", or "shop.scm:12"."""
    file, colon, line = where.rpartition(":")
    if colon and file and line.isascii() and line.isdigit():
        return Stored(LINE, file, int(line), condition)
    if not where or where.isspace():
        raise ImageError('a breakpoint is at a procedure, "total", or at a line, "shop.scm:12"')
    return Stored(PROCEDURE, where, 0, condition)


def breakpoint_on(kind: str, predicate: str) -> Stored:
    """The breakpoint where such a thing is raised; ImageError for what can be no name of one."""
    if not (KIND.fullmatch(kind) or CLASS.fullmatch(kind)):
        raise ImageError(
            f"{kind!r} is neither a kind of conditions, as `condition-kind` gives it (type, "
            "range, unbound, error), nor a class of exceptions of Python (KeyError, "
            "json.JSONDecodeError), nor any"
        )
    return Stored(CONDITION, kind, 0, predicate)


def is_condition(kind: str) -> bool:
    """Whether that is the name of a kind of conditions, and of no class of Python's."""
    return KIND.fullmatch(kind) is not None


def is_function(predicate: str) -> bool:
    """Whether a predicate is a function of a machine's own, `lambda e: ...`, and no procedure."""
    return predicate.startswith("lambda ")


def begin_step(root: ImageRoot, pid: int, step: Step) -> None:
    """Have a process stop after a step, in a transaction."""
    root.keep(STEPS, Queue)[pid] = tuple(step)


def end_step(root: ImageRoot, pid: int) -> None:
    """It has stopped, or ended; in a transaction."""
    steps: Any = stored(root, STEPS)
    if steps is not None and pid in steps:
        del steps[pid]
