"""`exec` and `eval` of texts: what they are given is compiled here, lowered as a module's text is.

Read by: perdure.languages.python.runtime.builtins.
"""

from __future__ import annotations
import __future__

import builtins
import inspect
import sys
from types import CodeType, FrameType
from typing import Any

from perdure.languages.python.heap.texts import Text, code_of_text, text_of
from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.redirections import in_place_of

FLAGS = 0
for _name in __future__.all_feature_names:
    FLAGS |= getattr(__future__, _name).compiler_flag


def compiled(
    source: Any,
    mode: str,
    globals: Any = None,
    locals: Any = None,
    *,
    path: str = "<string>",
    caller: FrameType | None = None,
) -> Any:
    """The code of a text that `exec` or `eval` is about to run; else what it was given.

    The namespaces are those that it is given, if any: without them it runs in those of its caller.
    A text that is no Python is left to them, so that the error has no frame of this.
    """
    space: Any = current()
    if space is None:
        return source
    if caller is None:
        caller = sys._getframe(1)
    text = given_text(source, mode, caller.f_code.co_flags & FLAGS, path)
    if text is None:
        return source
    names = caller.f_globals if globals is None else globals
    local = locals
    if globals is None and locals is None:
        local = caller.f_locals
    try:
        if type(names) is dict and is_usual(names, space.builtins):
            found = space.texts.entry(text, names, local)
            if found is not None:
                return found
        return code_of_text(text) if type(source) is not CodeType else source
    except Exception:  # noqa: BLE001  (they raise it once more)
        return source


def given_text(source: Any, mode: str, flags: int, path: str) -> Text | None:
    """The text that `exec` or `eval` is given, or the code of; None where that is not known."""
    if type(source) is CodeType:
        found = text_of(source)
        return found[0] if found is not None and not found[1] else None
    if type(source) not in (str, bytes):
        return None
    if mode == "eval":
        source = source.lstrip(b" \t" if type(source) is bytes else " \t")
    return Text(source, path, mode, flags)


def is_usual(namespace: dict[str, Any], own: dict[str, Any]) -> bool:
    """Whether what runs with these globals finds the program's builtins."""
    found = namespace.get("__builtins__", own)
    return found is own or found is own.get(".builtins")


def put(variables: Any, name: str, value: Any) -> Any:
    """Give a variable of the lowering a value, which is that of the expression too."""
    setattr(variables, name, value)
    return value


def display(value: Any) -> None:
    """Show the value of a line that is typed."""
    sys.displayhook(value)


@in_place_of(builtins.exec)
def exec_by_name(source: Any, globals: Any = None, locals: Any = None, /, **more: Any) -> None:
    """As `exec`, where a program calls it by another name (`run = exec`, `builtins.exec`)."""
    builtins.exec(*_given("exec", source, globals, locals, more), **more)


@in_place_of(builtins.eval)
def eval_by_name(source: Any, globals: Any = None, locals: Any = None, /, **more: Any) -> Any:
    """The same as `eval`."""
    return builtins.eval(*_given("eval", source, globals, locals, more), **more)


def _given(mode: str, source: Any, globals: Any, locals: Any, more: dict[str, Any]) -> Any:
    """The arguments for `exec` or `eval`, whose caller is the caller of our caller."""
    caller = sys._getframe(2)
    names = more.get("globals") if globals is None else globals
    local = more.get("locals") if locals is None else locals
    code = compiled(source, mode, names, local, caller=caller)
    if type(names) is dict:
        names.setdefault("__builtins__", caller.f_builtins)  # else it would be ours
    if names is not None or local is not None:
        return code, globals, locals
    own = caller.f_locals
    is_function = bool(caller.f_code.co_flags & inspect.CO_OPTIMIZED)
    return code, caller.f_globals, dict(own) if is_function and SNAPSHOTS else own


#: Whether `locals()` of a function is new each time.
SNAPSHOTS = sys.version_info >= (3, 13)


@in_place_of(builtins.compile)
def compile_text(
    source: Any,
    filename: Any,
    mode: str,
    flags: int = 0,
    dont_inherit: bool = False,
    optimize: int = -1,
    **more: Any,
) -> Any:
    """As `compile`; what it makes of a text is known by that."""
    if not dont_inherit:
        flags |= sys._getframe(1).f_code.co_flags & FLAGS
    is_code = type(source) in (str, bytes) and type(filename) is str and not flags & ~FLAGS
    if is_code and current() is not None and optimize == -1 and not more:
        try:
            return code_of_text(Text(source, filename, mode, flags))
        except Exception:  # noqa: BLE001  (it is raised once more)
            pass
    return builtins.compile(source, filename, mode, flags, True, optimize, **more)
