"""Parsing: Python's own, made safe from what else parses in the interpreter.

CPython counts how deep it is in a tree in one place for all threads (python/cpython#106905). Where
garbage is collected while it makes a tree, and a finalizer parses, or lets another thread run that
does, the count is wrong: a SystemError, or a RecursionError for a text that is not deep. So no
garbage is collected meanwhile.

Read by: lower, and what looks at texts.
"""

from __future__ import annotations

import ast
import gc
import threading

_lock = threading.Lock()


def parsed(text: str | bytes, filename: str) -> ast.Module:
    """The tree of a text. SyntaxError."""
    with _lock:
        is_collecting = gc.isenabled()
        gc.disable()
        try:
            return ast.parse(text, filename)
        finally:
            if is_collecting:
                gc.enable()
