"""The builtins of a program: Python's own, and what lowered code calls by dotted names.

They are a dict of the program's own, which marks its functions: `f.__builtins__` is it.
"""

from __future__ import annotations

import builtins
import sys
import types
from typing import Any

from perdure.languages.python.runtime import (  # noqa: F401  (some only register)
    breaking,
    caching,
    console,
    durable,
    files,
    iterating,
    locals,
    running_files,
    signals,
    timing,
    tracing,
)
from perdure.languages.python.runtime.captures import CAPTURING, Capture, current, wait
from perdure.languages.python.runtime.chains import chained, stood
from perdure.languages.python.runtime.coroutines import (
    AsyncGenerator,
    aiter_of,
    async_function,
    awaited,
    items_of,
    left_halfway,
    next_awaited,
    next_item,
    raw,
)
from perdure.languages.python.runtime.delegation import delegated
from perdure.languages.python.runtime.groups import Group
from perdure.languages.python.runtime.importing import import_module
from perdure.languages.python.runtime.keywords import Keywords
from perdure.languages.python.runtime.managing import (
    USUAL,
    async_manager,
    async_methods,
    iterator,
    manager,
)
from perdure.languages.python.runtime.native import NATIVE
from perdure.languages.python.runtime.outside import PLAIN_TYPES, QUIET_TYPES, checked, settled
from perdure.languages.python.runtime.own_builtins import GONE, OwnModule, all_own, one_own
from perdure.languages.python.runtime.texts import compiled, display, put
from perdure.languages.python.runtime.twins import TWINS


def new_builtins() -> dict[str, Any]:
    """The builtins of a new program: the namespace of its own module `builtins`."""
    module = OwnModule("builtins")
    made = vars(module)
    made.update(vars(builtins))
    made.update(DOTTED)
    made[OWN_MODULE] = module
    made[".SAFE"] = {*PLAIN_TYPES, *QUIET_TYPES}
    made[".OWN"] = set()
    made[".MANAGERS"] = set()
    made[".B"] = made
    made[CAPTURING] = False
    made[".stop"] = made[".stepping"] = made[".raising"] = False
    made.update(REPLACED)
    return made


def left(iterator: Any) -> Any:
    """The iterator of a loop that is left, where nothing of the program ends with it."""
    return iterator if type(iterator) in NATIVE else None


OWN_MODULE = ".builtins"
#: Those that a program has in the place of Python's.
REPLACED: dict[str, Any] = {
    "input": console.input,
    "breakpoint": breaking.stand,
    "anext": next_awaited,
    "open": files.open,
}


def changed_builtins(own: dict[str, Any]) -> dict[str, Any]:
    """The names that a program has given another value, or taken away, among its builtins."""
    usual = {**vars(builtins), **REPLACED, "__build_class__": own.get("__build_class__")}
    found = {
        name: value
        for name, value in own.items()
        if not name.startswith(".") and usual.get(name, own) is not value
    }
    gone = tuple([name for name in usual if name not in own])
    return {**found, GONE: gone} if gone else found


def over() -> None:
    """Let other processes run, where the stack can be left here."""
    space: Any = current()
    if space is not None and space.why_not(sys._getframe(1)) is None:
        wait("over")


def poke() -> None:
    """A place between two statements, where a program can stop that goes step by step."""
    space: Any = current()
    if space is not None and space.is_stop_wanted(sys._getframe(1)):
        wait("over")


def raised(error: BaseException, *parts: int) -> bool:
    """A place where a program can stop at what one of its statements has raised.

    `parts` are those of the text, (line, column, end line, end column) each, in which that was, if
    it is this statement's. It gives True where it does not stop.
    """
    space: Any = current()
    if space is not None:
        space.note_raised(sys._getframe(1), error, parts)
    return True


def decorated(cls: Any, decorator: Any, made: Any) -> None:
    """Note that a library's decorator was applied to a class."""
    space: Any = current()
    if space is not None and getattr(decorator, "__builtins__", None) is not space.builtins:
        space.class_decorated(cls, decorator, made)


def undotted(names: Any) -> Any:
    """A dict, or a list, of a function's variables without those of the lowering."""
    if isinstance(names, dict):
        return {name: value for name, value in names.items() if name[0] not in ".<"}
    return [name for name in names if name[0] not in ".<"]


def no_super() -> None:
    raise RuntimeError("super(): no arguments")


def delegating(thing: Any) -> Any:
    """The iterator that `yield from thing` goes through."""
    return iter(thing)


DOTTED: dict[str, Any] = {
    ".iter": iterator,
    ".plain_iter": iter,
    ".ITERABLE": USUAL,
    ".type": type,
    ".slice": slice,
    ".set": set,
    ".list": list,
    ".dict": dict,
    ".str": str,
    ".globals": globals,
    ".BaseException": BaseException,
    ".chained": chained,
    ".StopIteration": StopIteration,
    ".StopAsyncIteration": StopAsyncIteration,
    ".Capture": Capture,
    ".over": over,
    ".poke": poke,
    ".raised": raised,
    ".stood": stood,
    ".C": checked,
    ".K": settled,
    ".F": types.FunctionType,
    ".NATIVE": NATIVE,
    ".import": import_module,
    ".manager": manager,
    ".async_methods": async_methods,
    ".async_manager": async_manager,
    ".anext": next_item,
    ".await": awaited,
    ".async": async_function,
    ".raw": raw,
    ".decorated": decorated,
    ".async_generator": AsyncGenerator,
    ".aiter": aiter_of,
    ".items": items_of,
    ".undotted": undotted,
    ".keywords": Keywords,
    ".no_super": no_super,
    ".compiled": compiled,
    ".put": put,
    ".handled": sys.exception,
    ".display": display,
    ".one_own": one_own,
    ".all_own": all_own,
    ".aleft": left_halfway,
    ".left": left,
    ".yieldfrom": delegating,
    ".delegate": delegated,
    ".group": Group,
    ".split": Group.split,
    ".entered": Group.entered,
    ".leave": Group.leave,
    ".finish": Group.finish,
    **TWINS,
}
