"""A program's own module `builtins`, and what its imports give of it.

The module's namespace is the dict that marks the program's functions (see `builtins` here). What a
program sets there, it calls: also where lowered code names the twin of a builtin.

Read by: perdure.languages.python.runtime.builtins, perdure.languages.python.machine.storing.
"""

from __future__ import annotations

import builtins
import types
from functools import partial
from typing import Any

from perdure.languages.python.code.names import TWIN
from perdure.languages.python.runtime.twins import TWINS

GONE = ".gone"  #: the names that were taken away, among those that are other ones


class OwnModule(types.ModuleType):
    """A program's own module `builtins`.

    What is set there is called in the place of the twins that lowered code names, too.
    """

    __module__ = "builtins"

    def __setattr__(self, name: str, value: Any) -> None:
        change_builtins(vars(self), {name: value})

    def __delattr__(self, name: str) -> None:
        if name not in vars(self):
            raise AttributeError(f"module 'builtins' has no attribute {name!r}")
        change_builtins(vars(self), {GONE: (name,)})

    def __dir__(self) -> list[str]:
        return [name for name in vars(self) if name[0] != "."]


OwnModule.__name__ = OwnModule.__qualname__ = "module"


def one_own(module: types.ModuleType, name: str) -> Any:
    """A name that a program imports from its own `builtins`. ImportError."""
    try:
        return getattr(module, name)
    except AttributeError:
        text = f"cannot import name {name!r} from 'builtins' (unknown location)"
        raise ImportError(text, name="builtins") from None


def all_own(module: types.ModuleType, namespace: dict[str, Any]) -> None:
    """Give a namespace all the names there that are public."""
    namespace.update({name: each for name, each in vars(module).items() if name[0] not in "._"})


def change_builtins(own: dict[str, Any], changed: dict[str, Any]) -> None:
    """Give names of a program's builtins other values, or take them away."""
    gone = changed.pop(GONE, ())
    for name in gone:
        own.pop(name, None)
    own.update(changed)
    for name in (*gone, *changed):
        twin = TWINS.get(f"{TWIN}{name}")
        if twin is not None and name in vars(builtins):
            now = own.get(name) if name in own else partial(not_defined, name)
            own[f"{TWIN}{name}"] = twin if now is vars(builtins)[name] else now


def not_defined(name: str, *given: Any, **more: Any) -> None:
    raise NameError(f"name {name!r} is not defined", name=name)


#: What `gettext.install` puts among the builtins.
INSTALLED = ("_", "gettext", "ngettext", "pgettext", "npgettext")


def take_installed(own: dict[str, Any]) -> None:
    """Give a program the names that `gettext` has put among the interpreter's builtins."""
    own.update({name: vars(builtins)[name] for name in INSTALLED if name in vars(builtins)})
