"""Breakpoints on exceptions: a program stands where one was raised, before anything handles it.

A program that is to stop so is lowered with a question about what each statement raises (see
perdure.languages.python.lowering.raised). An exception is new where no frame further in could have
stopped at it: then its traceback has one entry that could, which is of this statement. What is
raised again has more, or stands elsewhere, so nothing needs to be kept about it. Where the stack
cannot be left, under a function of C's say, the caller is asked as if nobody had been.

Read by: perdure.languages.python.machine.machine, perdure.languages.python.machine.pausing.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import PurePath
from types import CodeType, FrameType, TracebackType
from typing import Any, Final

from perdure.languages.python.code import LoweredModule
from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.machine.in_frames import holds
from perdure.languages.python.machine.linking import Linked, link
from perdure.languages.python.machine.pauses import Pauses
from perdure.languages.python.machine.places import is_within, position_of
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.languages.python.machine.stepping import STEPPING
from perdure.languages.python.runtime.breaking import KIND
from perdure.languages.python.runtime.captures import CAPTURING, Capture, wait
from perdure.languages.python.runtime.errors import Cancelled, Left
from perdure.vm.objects.conditions import Condition
from perdure.vm.protocols import Pause

ASKING: Final = STEPPING._replace(raises=True)
ANY: Final = "any"  #: instead of a class: any Exception, but those by which iterators end
RAISED: Final = "__raised__"  #: in a condition, the exception
NEVER: Final = (Cancelled, Left)  #: by which the image ends a process, or leaves a frame
ENDING: Final = (StopIteration, StopAsyncIteration)


class Raises:
    """The breakpoints on exceptions of one slice."""

    def __init__(self, space: Space, pauses: Pauses) -> None:
        self._space = space
        self._pauses = [pause for pause in pauses if is_asked_here(pause)]
        #: the identity of an exception that could not stop so far, while it goes through frames
        self._missed = 0
        #: by the identities of codes, whether they ask about what they raise
        self._known: dict[int, tuple[CodeType, bool]] = {}

    def met(self, frame: FrameType, error: BaseException, parts: tuple[int, ...]) -> None:
        """Leave the stack where the program is to stop at what a statement of a frame has raised.

        `parts` are those of the text in which it was raised, if it is this statement's.
        """
        wanted = [pause for pause in self._pauses if is_meant(self._space, pause.what, error)]
        if not wanted or isinstance(error, NEVER):
            return
        entry = error.__traceback__
        while entry is not None and entry.tb_frame is not frame:
            entry = entry.tb_next
        if entry is None or (id(error) != self._missed and not self._is_innermost(entry)):
            return
        if not is_within(entry, parts):
            return
        self._missed = 0
        space = self._space
        is_apart = space.section is not None or space.journal is not None
        if is_apart or space.why_not(frame) is not None:
            self._missed = id(error)
            return
        for pause in wanted:
            does, why = self._holds(pause.condition, frame, error)
            if does:
                said = f"breakpoint {pause.number}{why} on {self._text(error)}"
                wait(KIND, Condition(said, kind=KIND, position=position_of(entry)))

    def _is_innermost(self, entry: TracebackType) -> bool:
        """Whether an entry of a traceback is the only one of a function that asks."""
        following = entry.tb_next
        while following is not None:
            if self._does_ask(following.tb_frame):
                return False
            following = following.tb_next
        return self._does_ask(entry.tb_frame)

    def _does_ask(self, frame: FrameType) -> bool:
        code = frame.f_code
        known = self._known.get(id(code))
        if known is None:
            known = self._known[id(code)] = code, does_ask(self._space, frame)
        return known[1]

    def _holds(self, condition: str, frame: FrameType, error: BaseException) -> tuple[bool, str]:
        """Whether a predicate is true of an exception; and a remark, where it cannot be told."""
        if not condition:
            return True, ""
        with unasked(self._space):
            return holds(self._space, frame, f"({condition}\n)({RAISED})", {RAISED: error})

    def _text(self, error: BaseException) -> str:
        """`KeyError: 'pen'`; of one whose own text fails, or would have to wait, its class."""
        said = ""
        with unasked(self._space):
            try:
                said = str(error)
            except Capture:
                self._space.builtins[CAPTURING] = False
            except Exception:  # noqa: BLE001  (the program's own `__str__`)
                said = ""
        name = type(error).__name__
        return f"{name}: {said}" if said else name


def is_asked_here(pause: Pause) -> bool:
    """Whether a breakpoint is on exceptions of Python: of `any`, its predicate tells."""
    if pause.what != ANY or not pause.condition:
        return True
    try:
        tree_of(pause.condition, mode="eval")
    except (SyntaxError, ValueError):
        return False
    return True


@contextmanager
def unasked(space: Space) -> Iterator[None]:
    """Have what is called for a look stop nowhere."""
    own = space.builtins
    before = own[".stepping"], own[".raising"]
    own[".stepping"] = own[".raising"] = False
    try:
        yield
    finally:
        own[".stepping"], own[".raising"] = before


# Which exceptions a name means


def is_meant(space: Space, name: str, error: BaseException) -> bool:
    """Whether a class of that name would catch an exception."""
    kind = type(error)
    if name == ANY:
        return isinstance(error, Exception) and not isinstance(error, ENDING)
    found = class_named(name)
    return found in kind.__mro__ or any(is_called(space, each, name) for each in kind.__mro__)


def is_called(space: Space, cls: type, name: str) -> bool:
    """Whether a class has that name, or one of its dotted endings."""
    module = cls.__module__
    if f".{module}.{cls.__qualname__}".endswith(f".{name}"):
        return True
    unit = space.linked.get(MAIN) if module == MAIN else None
    stem = "" if unit is None else PurePath(unit.module.filename).stem
    return f"{stem}.{cls.__qualname__}" == name


def class_named(name: str) -> Any:
    """The class that a name, `json.JSONDecodeError` say, is bound to; None where there is none."""
    parts = name.split(".")
    if len(parts) == 1:
        found = getattr(builtins, name, None)
        return found if isinstance(found, type) else None
    for count in range(len(parts) - 1, 0, -1):
        found = sys.modules.get(".".join(parts[:count]))
        for part in parts[count:]:  # no `__getattr__` is called, which may be the program's
            found = getattr(found, "__dict__", {}).get(part)
        if isinstance(found, type):
            return found
    return None


def does_ask(space: Space, frame: FrameType) -> bool:
    """Whether the function of a frame asks; the frame may be gone, with another in its place."""
    unit = space.unit_at(frame)
    if unit is not None:
        index = unit.index_of(frame.f_code)
        return index is not None and index in asking_functions(unit.module)
    unit = space.linked.get(frame.f_globals.get("__name__", ""))
    if unit is None or unit.module.filename != frame.f_code.co_filename:
        return False
    return frame.f_code.co_qualname in asking_names(unit.module)


@lru_cache(maxsize=64)
def asking_functions(module: LoweredModule) -> frozenset[int]:
    """The functions of a module that ask about what they raise, by their indices."""
    return frozenset(
        site.function for site in module.sites if is_question(module.statement(site.number))
    )


@lru_cache(maxsize=64)
def asking_names(module: LoweredModule) -> frozenset[str]:
    """The same, by their qualified names."""
    return frozenset(module.functions[index].qualname for index in asking_functions(module))


def is_question(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(value=ast.Call(func=ast.Name(id=".raised"))):
            return True
    return False


@lru_cache(maxsize=64)
def link_asking(name: str, path: str, text: str) -> Linked:
    """A module of a program that can stop where it raises, and before each statement."""
    return link(name, path, text, ASKING)
