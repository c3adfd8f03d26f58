"""Leaf procedures, whose loops run whole: `(map (lambda (x) (* x x)) items)`.

Only the machine can call a procedure that may wait, be pre-empted or leave a frame
behind. A *leaf* can do none of that: it is a pure builtin, or a closure whose code
is nothing but pure expressions, choices between them, and a return. So a library that
calls a procedure for each element first offers the work to a primitive, which runs the
leaf within a Python loop (a *fused loop*, perdure.vm.python.fused_loops), and does it itself
where that gives None: the procedure is no leaf, the list is long, or something went
wrong. To begin anew after an error does no harm, since leaves have no effect, and the
error then arises where it belongs, in a frame. What is not in memory a fused loop loads itself.

Read by: the sequences, texts and tables of languages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.vm.context import running
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Closure


def run_fused_loop(kind: str, leaf: Value, *arguments: Value) -> Any:
    """The result of the fused loop; None where the library has to do the work."""
    linker = running.machine.linker
    try:
        fused = linker.fused_loops[kind][leaf.raw_code if type(leaf) is Closure else leaf]
    except (KeyError, TypeError):
        fused = linker.fused_loop(kind, leaf)
    if fused is None:
        return None
    try:
        return fused(leaf, *arguments)
    except Exception:  # noqa: BLE001  (it arises again in the library)
        return None


def find_test(predicate: Value) -> Callable[[Value], bool] | None:
    """A leaf as a Python function that says whether it holds of a value."""
    found: Callable[[Value], bool] | None = run_fused_loop("test", predicate)
    return found
