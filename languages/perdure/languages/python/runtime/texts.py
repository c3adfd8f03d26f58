"""`exec` and `eval` of texts: what they are given is compiled here, so that the text is known.

Read by: perdure.languages.python.runtime.builtins.
"""

from __future__ import annotations
import __future__

import builtins
import sys
from typing import Any

from perdure.languages.python.heap.texts import Text, code_of_text
from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.redirections import in_place_of

FLAGS = 0
for _name in __future__.all_feature_names:
    FLAGS |= getattr(__future__, _name).compiler_flag


def compiled(source: Any, mode: str, namespace: Any = None) -> Any:
    """The code of a text that `exec` or `eval` is about to run; else what it was given.

    `namespace` is the globals that it is given. A text that is no Python is left to them, so that
    the error has no frame of this.
    """
    space: Any = current()
    if space is None or type(source) not in (str, bytes):
        return source
    flags = sys._getframe(1).f_code.co_flags & FLAGS
    try:
        if type(source) is str and mode == "exec" and is_usual(namespace, space.builtins):
            found = space.texts.entry(source, names_of(flags))
            if found is not None:
                return found
        text = (
            source.lstrip(b" \t" if type(source) is bytes else " \t") if mode == "eval" else source
        )
        return code_of_text(Text(text, "<string>", mode, flags))
    except Exception:  # noqa: BLE001  (they raise it once more)
        return source


def is_usual(namespace: Any, own: dict[str, Any]) -> bool:
    """Whether what runs with these globals finds the program's builtins."""
    if namespace is None:
        return True
    return type(namespace) is dict and namespace.get("__builtins__", own) is own


def names_of(flags: int) -> tuple[str, ...]:
    """The features of `__future__` that these flags stand for."""
    names = __future__.all_feature_names
    return tuple([each for each in names if flags & getattr(__future__, each).compiler_flag])


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
