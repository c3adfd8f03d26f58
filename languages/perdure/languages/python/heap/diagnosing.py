"""Finding what cannot be stored: the dump is done again slowly, by a pickler that knows where it
is.

Reads: dumping, program. Read by: `storing`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from io import BytesIO
from types import CellType, FunctionType, ModuleType
from typing import Any

from perdure.languages.python.heap.dumping import PROTOCOL, Call, Laters, Options, Writing
from perdure.languages.python.heap.program import CannotStore, Program

__all__ = ["diagnosed"]

#: What each root is called; a sequence has the names of a root's elements.
Names = Sequence[Sequence[str | Sequence[str]]]

#: Modules whose objects only hold those of other modules.
TRANSPARENT = {"builtins", "collections", "types", "functools", "weakref", "_weakref", "itertools"}


#: The pickler that is Python.
SLOW: Any = getattr(pickle, "_Pickler")  # noqa: B009


class Tracing(SLOW, Writing):
    """A slow dump that knows by way of which objects it has come."""

    def __init__(self, program: Program, options: Options) -> None:
        self.buffer = BytesIO()
        SLOW.__init__(self, self.buffer, PROTOCOL)
        self.begin(program, options)
        options.prepare(self)
        self.way: list[Any] = []
        self.ways: dict[int, list[Any]] = {}

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        self.way.append(obj)
        super().save(obj, save_persistent_id)
        self.way.pop()

    def later(self, setter: Callable[..., Any], *arguments: Any) -> None:
        super().later(setter, *arguments)
        self.ways[id(self.pending[-1])] = self.whole_way()

    def whole_way(self) -> list[Any]:
        """The way from a root, through calls that were put off."""
        for position in range(len(self.way) - 1, -1, -1):
            earlier = self.ways.get(id(self.way[position]))
            if earlier is not None:
                return earlier + self.way[position + 1 :]
        return list(self.way)

    def stand_for(self, makers: list[Call], things: list[Any]) -> None:
        self.dump(makers)
        for made, thing in zip(makers, things, strict=True):
            self.memo[id(thing)] = (self.memo.pop(id(made))[0], thing)


def diagnosed(
    program: Program,
    parts: Sequence[Sequence[Any]],
    names: Names | None,
    options: Options,
    error: BaseException,
) -> CannotStore:
    """The error that says what failed, and how it is reached."""
    tracing = Tracing(program, options)
    try:
        tracing.parts(parts)
    except RecursionError:
        reason = "it is nested too deeply"
    except Exception as again:  # noqa: BLE001  (of any class, as programs raise it)
        reason = str(again) or type(again).__name__
    else:
        return CannotStore(None, "?", str(error))
    steps = visible(tracing.whole_way(), parts, names)
    if not steps:
        return CannotStore(None, "?", reason)
    chosen = next((i for i, (thing, _) in enumerate(steps) if is_foreign(program, thing)), -1)
    thing = steps[chosen][0]
    path = "".join(step for _, step in (steps[: chosen + 1] if chosen >= 0 else steps))
    inner = "".join(step for _, step in steps[chosen + 1 :]) if chosen >= 0 else ""
    return CannotStore(thing, path.lstrip("."), reason, inner)


def is_foreign(program: Program, thing: Any) -> bool:
    """Whether an object is a library's, and holds more than it was given."""
    kind = type(thing)
    if isinstance(thing, type | ModuleType) or kind.__module__ in TRANSPARENT:
        return False
    return not program.is_program_class(kind)


def visible(
    way: list[Any], parts: Sequence[Sequence[Any]], names: Names | None
) -> list[tuple[Any, str]]:
    """The objects on the way that a program sees, each with how it is reached from the last."""
    steps: list[tuple[Any, str]] = []
    owner: Any = None
    for thing in way:
        if not steps:
            name = name_of_root(thing, way, parts, names)
            if name is not None:
                steps.append((thing, name))
                owner = thing
            continue
        if isinstance(thing, Call | Laters):
            continue
        step = step_between(owner, thing)
        if step is not None:
            steps.append((thing, step))
            owner = thing
    if way and (not steps or steps[-1][0] is not way[-1]) and not isinstance(way[-1], Call):
        steps.append((way[-1], " (something in it)" if steps else "?"))
    return steps


def name_of_root(
    thing: Any, way: list[Any], parts: Sequence[Sequence[Any]], names: Names | None
) -> str | None:
    """The name of a module's variable, or of a root, if this is one."""
    for call in way:
        if isinstance(call, Call) and len(call.arguments) == 3 and call.arguments[2] is thing:
            name = call.arguments[1]
            return name if isinstance(name, str) else None
        if isinstance(call, Call) and len(call.arguments) == 2:
            space, values = call.arguments
            if isinstance(values, dict):
                for name, value in values.items():
                    if value is thing and space.get(name) is thing:
                        return str(name)
    for number, roots in enumerate(parts):
        for index, root in enumerate(roots):
            label = names[number][index] if names is not None else f"root {index}"
            if not isinstance(label, str) and isinstance(root, tuple | list):
                for element, name in zip(root, label, strict=False):
                    if element is thing:
                        return name
            elif root is thing:
                return str(label)
    return None


def step_between(parent: Any, child: Any) -> str | None:
    """The way, as a program writes it, from one object to another; None where it has no way to."""
    if isinstance(parent, dict):
        for key, value in parent.items():
            if value is child:
                return f"[{key!r}]"
    if isinstance(parent, list | tuple):
        for index, value in enumerate(parent):
            if value is child:
                return f"[{index}]"
    if isinstance(parent, CellType) and parent != CellType():
        return ".cell_contents" if parent.cell_contents is child else None
    if isinstance(parent, FunctionType):
        for name in ("__closure__", "__defaults__"):
            for index, value in enumerate(getattr(parent, name) or ()):
                if value is child:
                    return f".{name}[{index}]"
    attributes = getattr(parent, "__dict__", None) or {}
    for name, value in list(attributes.items()):
        if value is child and value is not attributes:
            return f".{name}"
    for name in ("__self__", "__func__", "__cause__", "__context__", "func", "maps"):
        if getattr(parent, name, None) is child:
            return f".{name}"
    for kind in type(parent).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots):
            if getattr(parent, name, None) is child:
                return f".{name}"
    return None
