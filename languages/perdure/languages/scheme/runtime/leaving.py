"""Builtins that do the common case and leave the rest to a library's procedure.

A builtin cannot call a procedure of the program's, but it can have one of a library
called in its own place. So `assoc` is a builtin, quick with two arguments; where it is
given a predicate, a procedure of (perdure lists) is called.

Read by: sequences/lists.py, tables/hash_tables.py and their neighbours.
"""

from __future__ import annotations

from typing import Any

from perdure.vm.context import machine
from perdure.vm.objects.data import Value


def leave_to(library: str, name: str, *arguments: Value) -> Value:
    """The value that a control builtin returns to have a library's procedure called instead."""
    running: Any = machine()
    return running.tail_call(running.library_value(library, name), *arguments)
