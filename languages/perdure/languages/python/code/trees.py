"""Trees of texts, as `ast.parse` makes them, safe from what else parses in the interpreter.

CPython counts how deep it is in a tree in one place for all threads (python/cpython#106905). Where
garbage is collected while it makes a tree, and a finalizer parses, or lets another thread run that
does, the count is wrong: a SystemError, or a RecursionError for a text that is not deep. So one
thread at a time makes a tree here, and no garbage is collected meanwhile. Libraries parse too, and
turn the collector on: where the count was wrong all the same, the tree is made once more.

Read by: perdure.languages.python.lowering.parsing, and what looks at texts.
"""

from __future__ import annotations

import ast
import gc
import threading
from typing import Any

TRIES = 20  #: of a tree whose count is wrong
TRIES_OF_DEEP = 2  #: of one that may be too deep

_lock = threading.RLock()


def tree_of(
    text: str | bytes, filename: str = "<unknown>", mode: str = "exec", flags: int = 0
) -> Any:
    """The tree of a text, `mode` and `flags` being those of `compile`. SyntaxError."""
    with _lock:
        tries = 0
        while True:
            tries += 1
            is_collecting = gc.isenabled()
            gc.disable()
            try:
                return compile(text, filename, mode, flags | ast.PyCF_ONLY_AST, dont_inherit=True)
            except SystemError:
                if tries >= TRIES:
                    raise
            except RecursionError:
                if tries >= TRIES_OF_DEEP:
                    raise
            finally:
                if is_collecting:
                    gc.enable()
