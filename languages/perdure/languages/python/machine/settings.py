"""Calls by which a program sets up a library: `genai.configure(...)`, `vertexai.init(...)`.

Which functions of which library do that no list can have. A function of a module is taken for one
whose name says so, which gives None, and touches nothing outside that is seen. Such a call is made
again in an interpreter that goes on with the program, before what is loaded may want it.

Read by: perdure.languages.python.machine.setting_up.
"""

from __future__ import annotations

import importlib
import logging
import re
import sys
from types import BuiltinFunctionType, FunctionType
from typing import Any

#: The whole name of such a function. `set_price` and `register_user` may be for the world, by a
#: library of C's that nothing sees: they are none.
SETTING = re.compile(
    r"configure|init|use|setup_default_session"
    r"|set_(\w+_)?(options?|printoptions|config|theme|style|palette|backend|level|verbosity)"
    r"|set_(\w+_)?(locale|language|api_key|tracking_uri|timeout|threads|context)|set_default_\w+"
    r"|register_(\w+_)?(adapter|converters?|type|namespace|codec|dialect|scheme|format)"
    r"|disable_(\w+_)?(warnings|logging|progress_bars?)"
)
MOST = 100  #: of one process
DEPTH = 4  #: of what is in arguments

ATOMS = (str, bytes, int, float, bool, complex, type(None))

#: Module and name of a function, arguments and keywords.
Setting = tuple[str, str, tuple[Any, ...], dict[str, Any]]

logger = logging.getLogger("perdure")


def setting_of(function: Any, arguments: Any, keywords: Any) -> Setting | None:
    """A call of a library's function as it is kept, if it sets up something."""
    if type(function) not in (FunctionType, BuiltinFunctionType):
        return None
    name, home = function.__name__, function.__module__
    if SETTING.fullmatch(name) is None:
        return None
    if getattr(sys.modules.get(home or ""), name, None) is not function:
        return None
    if not (is_plain(list(arguments)) and is_plain(dict(keywords))):
        return None
    return home, name, tuple(arguments), dict(keywords)


def is_plain(thing: Any, depth: int = 0) -> bool:
    """Whether that is no more than data, of which a copy is as good."""
    kind = type(thing)
    if kind in ATOMS:
        return True
    if depth == DEPTH or kind not in (list, tuple, dict, set, frozenset):
        return False
    inner = [*thing, *thing.values()] if kind is dict else thing
    return all(is_plain(each, depth + 1) for each in inner)


def with_setting(settings: list[Setting], new: Setting) -> list[Setting]:
    """The same with one more, in the place of one of the same function for the same thing."""
    kept = [each for each in settings if subject_of(each) != subject_of(new)]
    return [*kept, new][-MOST:]


def subject_of(setting: Setting) -> tuple[Any, ...]:
    home, name, arguments, keywords = setting
    return home, name, arguments[:1] if len(arguments) > 1 else (), sorted(keywords)


def make_again(setting: Setting) -> None:
    home, name, arguments, keywords = setting
    try:
        getattr(importlib.import_module(home), name)(*arguments, **keywords)
    except Exception as error:  # noqa: BLE001  (it is the library's)
        logger.warning(
            "%s.%s, by which a program has set up this library, could not be called again: %r",
            home,
            name,
            error,
        )
