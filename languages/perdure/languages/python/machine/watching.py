"""Watches: whether a variable, a field or an object of a program has changed.

What is watched is the value of a text, a name with fields and items behind it, in the scope of a
module or of one function's frame, which is told by its place in the stack. It has changed where
that is another value, or where the object that it is has other fields or items; what those are in
turn is not looked at.

Read by: perdure.languages.python.machine.stepping, perdure.languages.python.machine.debugging.
"""

from __future__ import annotations

import ast
import collections
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

from perdure.languages.python.machine.frames import Frame
from perdure.languages.python.machine.in_frames import variables_of
from perdure.languages.python.machine.live_texts import live_text
from perdure.languages.python.machine.pauses import Pauses
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import CAPTURING, Capture
from perdure.languages.python.runtime.twins import GUESTS

ATOMS = frozenset((int, float, str, bytes, bool, complex, type(None)))
#: What a text that is watched consists of: nothing that is called.
ALLOWED = (
    ast.Expression, ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Load, ast.UnaryOp,
    ast.USub, ast.Tuple,
)  # fmt: skip
#: Kinds whose own iterators tell what they have, whatever a class of the program's says.
SEQUENCES: tuple[Any, ...] = (list, tuple, set, frozenset, collections.deque)
MISSING = object()  #: in place of the value of a text that has none

Scope = tuple[str, str, int]  #: the unit, the function ("" the module's variables), and its place


def is_watchable(tree: ast.AST) -> bool:
    """Whether a text is one of a variable, a field or an item."""
    return all(isinstance(node, ALLOWED) for node in ast.walk(tree))


class Watches:
    """All that is watched of a program, with what it was when the slice began."""

    def __init__(self, space: Space, pauses: Pauses) -> None:
        self._space = space
        self._watched = [pause for pause in pauses if pause.scope is not None]
        self._is_of_frames = any(pause.scope and pause.scope[1] for pause in self._watched)
        if self._watched:
            own = [frame for frame in space.frames if is_own(frame)]
            found = [standing_in(space, own, pause.scope) for pause in self._watched]
            self._before = [
                seen(self._value(pause.what, pause.scope, names))
                for pause, names in zip(self._watched, found, strict=True)
            ]

    def changed(self, innermost: FrameType) -> str:
        """A line for people on one that has changed; "" for none."""
        if not self._watched:
            return ""
        own: list[Frame] = []
        live: list[FrameType] = []
        if self._is_of_frames:
            live = list(live_frames(self._space, innermost))
            live.reverse()
            own = [frame for frame in self._space.frames if is_own(frame)]
        for number, pause in enumerate(self._watched):
            names = names_in(self._space, own, live, pause.scope)
            now = seen(self._value(pause.what, pause.scope, names))
            before = self._before[number]
            if not same(before, now):
                if before[0] is MISSING:  # it is there from now on
                    self._before[number] = now
                elif now[0] is not MISSING:
                    return f"watch {pause.number}: {pause.what} {difference(before[0], now[0])}"
        return ""

    def _value(self, text: str, scope: Any, names: dict[str, Any] | None) -> Any:
        space = self._space
        if names is None or scope[0] not in space.modules:
            return MISSING
        before = space.builtins[".stepping"]
        space.builtins[".stepping"] = False  # a property's code does not stop
        try:
            return eval(compiled(text), space.namespace(scope[0]), names)
        except Capture:
            space.builtins[CAPTURING] = False
            return MISSING
        except Exception:  # noqa: BLE001  (it has no value just now)
            return MISSING
        finally:
            space.builtins[".stepping"] = before


@lru_cache(maxsize=64)
def compiled(text: str) -> CodeType:
    return compile(text, "<watch>", "eval")


def is_own(frame: Frame) -> bool:
    return frame.unit not in GUESTS and frame.index >= 0


def live_frames(space: Space, innermost: FrameType) -> Iterator[FrameType]:
    """The program's frames that are on Python's stack, innermost first."""
    frame: FrameType | None = innermost
    while frame is not None:
        unit = space.unit_at(frame)
        if unit is not None and unit.module.name not in GUESTS:
            yield frame
        frame = frame.f_back


def names_in(
    space: Space, own: list[Frame], live: list[FrameType], scope: Any
) -> dict[str, Any] | None:
    """The variables of the frame that a scope is of; None where it has none just now."""
    _, function, place = scope
    if not function or place < len(own):
        return standing_in(space, own, scope)
    if place - len(own) >= len(live):
        return None
    frame = live[place - len(own)]
    return dict(frame.f_locals) if frame.f_code.co_qualname == function else None


def standing_in(space: Space, own: list[Frame], scope: Any) -> dict[str, Any] | None:
    """The same among the frames that are not on Python's stack."""
    unit, function, place = scope
    if not function:
        return {}  # of a module's variables, which are its namespace
    if place >= len(own) or own[place].unit != unit:
        return None
    frame = own[place]
    name = space.unit(unit).module.functions[frame.index].qualname
    return variables_of(space, frame) if name == function else None


def seen(value: Any) -> tuple[Any, tuple[Any, ...]]:
    """A value, with what it has, one level deep; no code of the program's is run."""
    if type(value) in ATOMS:
        return value, ()
    parts: list[Any] = []
    if isinstance(value, dict):
        parts += [part for row in dict.items(value) for part in row]
    for kind in SEQUENCES:
        if isinstance(value, kind):
            parts += kind.__iter__(value)
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        own = {}
    if isinstance(own, dict):
        parts += [part for row in dict.items(own) for part in row]
    for cls in type(value).__mro__:
        for name in slots_of(cls):
            parts.append(slot_in(value, cls, name))
    return value, tuple(parts)


def slots_of(cls: type) -> tuple[str, ...]:
    found = cls.__dict__.get("__slots__", ())
    return (found,) if isinstance(found, str) else tuple(found)


def slot_in(value: Any, cls: type, name: str) -> Any:
    mangled = f"_{cls.__name__.lstrip('_')}{name}" if name.startswith("__") else name
    try:
        return cls.__dict__[mangled].__get__(value)
    except (AttributeError, KeyError, TypeError):
        return MISSING


def same(one: tuple[Any, tuple[Any, ...]], other: tuple[Any, tuple[Any, ...]]) -> bool:
    """Whether two looks at a value have found the same."""
    return (
        is_same(one[0], other[0])
        and len(one[1]) == len(other[1])
        and all(map(is_same, one[1], other[1]))
    )


def is_same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and type(one) in ATOMS and one == other)


def difference(before: Any, now: Any) -> str:
    """The change, in words."""
    if type(before) in ATOMS or type(now) in ATOMS:
        return f"was {live_text(before)}, is {live_text(now)}"
    return f"was changed: it is {live_text(now)}"
