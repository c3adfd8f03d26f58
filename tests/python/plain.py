"""Runs lowered modules without stops: dotted names have their plain meanings.

Coroutines are Python's own here, so `asyncio` runs them; with `lowered_coroutines` an `async def`
gives what `.await` runs on the stack of its caller.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable
from typing import Any

from perdure.languages.python.code import TWINS, LoweredModule
from perdure.languages.python.generating import entry_code, known_names, nothing_known
from perdure.languages.python.runtime.chains import chained
from perdure.languages.python.runtime.groups import Group
from perdure.languages.python.runtime.keywords import Keywords
from perdure.languages.python.runtime.managing import USUAL, async_manager, iterator, manager
from perdure.languages.python.runtime.own_builtins import OwnModule, all_own, one_own


class Capture(BaseException):
    """Never raised here."""


class Everything:
    """A set of all types."""

    def __contains__(self, item: object) -> bool:
        return True


BUILTIN_CONTAINERS = frozenset(
    {
        list,
        tuple,
        dict,
        set,
        frozenset,
        str,
        bytes,
        range,
        types.GeneratorType,
        enumerate,
        zip,
        *(type(vars(dict)[view]({})) for view in ("keys", "values", "items")),
    }
)


def no_super() -> None:
    raise RuntimeError("super(): no arguments")


def undotted(x: Any) -> Any:
    if isinstance(x, dict):
        return {name: value for name, value in x.items() if name[0] not in ".<"}
    return [name for name in x if name[0] not in ".<"]


def of_native(native: Any) -> Callable[[Any], Any]:
    def decorate(lowered: Any) -> Any:
        native.__defaults__ = lowered.__defaults__
        native.__kwdefaults__ = lowered.__kwdefaults__
        native.__annotations__ = lowered.__annotations__
        native.__doc__ = lowered.__doc__
        native.__dict__.update(lowered.__dict__)
        return native

    return decorate


def delegate(iterator: Any, primed: bool, raising: bool, value: Any) -> Any:
    """PEP 380's `yield from`, gone on with."""
    given = None
    try:
        if not primed:
            given = iterator.throw(value) if raising else next(iterator)
        while True:
            try:
                sent = yield given
            except GeneratorExit:
                if hasattr(iterator, "close"):
                    iterator.close()
                raise
            except BaseException as error:
                if not hasattr(iterator, "throw"):
                    raise
                given = iterator.throw(error)
            else:
                given = next(iterator) if sent is None else iterator.send(sent)
    except StopIteration as ended:
        return ended.value


def plain_builtins(**more: Any) -> dict[str, Any]:
    """A program's `__builtins__`."""
    module = OwnModule("builtins")
    names = vars(module)
    names.update(vars(builtins))
    names.update(
        {
            ".iter": iterator,
            ".plain_iter": iter,
            ".MANAGERS": set(),
            ".ITERABLE": USUAL,
            ".type": type,
            ".slice": slice,
            ".set": set,
            ".list": list,
            ".dict": dict,
            ".str": str,
            ".globals": globals,
            ".undotted": undotted,
            ".no_super": no_super,
            ".keywords": Keywords,
            ".left": lambda iterator: None,
            ".compiled": lambda text, mode, *where: text,
            ".builtins": module,
            ".one_own": one_own,
            ".all_own": all_own,
            ".B": names,
            ".BaseException": BaseException,
            ".chained": chained,
            ".StopIteration": StopIteration,
            ".StopAsyncIteration": StopAsyncIteration,
            ".Capture": Capture,
            ".capturing": False,
            ".stop": False,
            ".over": lambda: None,
            ".poke": lambda: None,
            ".stepping": True,
            ".raising": True,
            ".raised": lambda *arguments: True,
            ".stood": lambda error, given: None,
            ".C": lambda f: f,
            ".K": lambda f, name: f,
            ".SAFE": frozenset(),
            ".OWN": frozenset(),
            ".F": types.FunctionType,
            ".NATIVE": BUILTIN_CONTAINERS,
            ".import": lambda name, names, level, space: None,
            ".manager": manager,
            ".async_methods": lambda thing, known: (*async_manager(thing), False),
            ".async": of_native,
            ".raw": lambda f: f,
            ".decorated": lambda cls, decorator, made: None,
            ".delegate": delegate,
            ".group": Group,
            ".split": Group.split,
            ".entered": Group.entered,
            ".leave": Group.leave,
            ".finish": Group.finish,
            ".yieldfrom": lambda x: x if isinstance(x, types.CoroutineType) else iter(x),
            ".twin_join": str.join,
        }
    )
    names.update({f".twin_{name}": vars(builtins)[name] for name in TWINS if name != "join"})
    names[".B"] = names
    names.update(more)
    return names


def builtins_for(module: LoweredModule, **more: Any) -> dict[str, Any]:
    """The same, with what the module knows of callees: nothing yet."""
    names = plain_builtins(**more)
    names.update(nothing_known(known_names(module)))
    return names


def run_as(module: LoweredModule, main: types.ModuleType, **more: Any) -> None:
    """Run a module's body in the namespace of a module object."""
    main.__dict__["__builtins__"] = builtins_for(module, **more)
    exec(entry_code(module), main.__dict__)


def run(module: LoweredModule, name: str = "__main__", **more: Any) -> dict[str, Any]:
    """The namespace of a module after its body has run."""
    space: dict[str, Any] = {"__name__": name, "__builtins__": builtins_for(module, **more)}
    space["__file__"] = module.filename
    exec(entry_code(module), space)
    return space
