"""A Code as one machine knows it: decoded, with the names of its Python functions.

A Linked lives as long as one of its functions can still be called: by a closure, by code that
calls it, by a Python frame. All of these have its globals, and the globals have it. The linker
itself refers to it weakly, but for what was used lately: so the code of a text that was
evaluated goes when the text has run, and takes its place among the callers of cells with it.

Read by: perdure.vm.machine.linker, perdure.vm.machine.walk.
"""

from __future__ import annotations

import hashlib
import operator
import weakref
from collections.abc import Callable
from typing import Any

from persistent import Persistent

from perdure.vm.code.encoding import decoded
from perdure.vm.code.lowered import Held, Lowered, makes_tail_calls
from perdure.vm.core.descent import with_stack
from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Builtin, Cell, Code, Entry, digest_of
from perdure.vm.objects.singletons import Singleton
from perdure.vm.python.facts import Facts
from perdure.vm.python.wide import KEPT, is_wide, may_be_wide, values_of

#: (leaf, what it works on) -> the result, or None where Scheme has to do it.
FusedLoop = Callable[..., Any]

#: Takes the variables that a frame keeps out of a Python frame's locals.
Keeper = Callable[[dict[str, Any]], tuple[Value, ...]]

#: What the frame of a generated function is at a line of it: its Code, the point after the
#: line's site, and what takes the variables kept there, or None where it keeps none.
Place = tuple[Code, int, Keeper | None]


class Linked:
    """The machine's knowledge about a Code: its decoded form, globals and functions."""

    __slots__ = (
        "__weakref__",
        "caller",
        "cells",
        "code",
        "entry",
        "facts",
        "globals",
        "held",
        "idle",
        "fused_loops",
        "key",
        "kinds",
        "lowered",
        "makes_tail_calls",
        "places",
        "positions",
        "probes",
        "resumptions",
        "steady",
    )

    def __init__(self, code: Code) -> None:
        self.code = code
        digest = digest_of(code.lowered)
        if digest != code.digest and code.digest:
            raise fault(
                code.name,
                "the code of this procedure is not what its digest says: the image was damaged, "
                "or made by something other than Perdure",
                kind="damaged",
            )
        self.lowered: Lowered = with_stack(decoded, code.lowered)
        self.kinds: list[str] = [_kind(constant) for constant in code.constants]
        self.facts = Facts(self.lowered, self.kinds)
        #: of all that Python is made from
        self.key = hashlib.sha256(digest + ",".join(self.kinds).encode()).digest()
        self.makes_tail_calls = makes_tail_calls(self.lowered.body)
        #: constants assumed to make no tail calls, once some Python was made for this code
        self.steady: frozenset[int] | None = None
        self.probes: frozenset[int] = frozenset()  #: sites at which a debugger looks
        self.globals: dict[str, Any] = {}
        self.entry: Entry | None = None
        self.resumptions: dict[int, Entry] = {}
        self.places: dict[int, Place] = {}  #: by line; see Linker.place
        self.positions: dict[int, str | None] = {}  #: by site; see machine.source_positions
        self.held: dict[int, tuple[Held, ...]] = {}  #: by point; see Linker.held
        self.idle: dict[int, bool] = {}  #: by point; see Linker.only_returns
        self.fused_loops: dict[str, FusedLoop | None] = {}  #: by kind; see Linker.fused_loop
        self.caller: Caller  #: by which the linker knows it; set there
        #: cell -> its numbers among the constants
        self.cells: dict[Cell, list[int]] = {}
        for i, (constant, kind) in enumerate(zip(code.constants, self.kinds, strict=True)):
            if kind == "cell":
                self.cells.setdefault(constant, []).append(i)

    @property
    def captures_nothing(self) -> bool:
        return not self.lowered.captured


class Caller(weakref.ref[Linked]):
    """A Linked among the callers of its cells, to be taken from there when it has gone."""

    __slots__ = ("cells", "key")

    key: int  #: the `id` of its Code, which the Linked keeps alive
    cells: tuple[Cell, ...]


def hands_on(_: dict[str, Any]) -> tuple[Value, ...]:
    """The keeper where a procedure has called itself in tail position, and keeps nothing.

    Such a frame may be left out where another one is on top of it.
    """
    return ()


def keeper_of(lowered: Lowered, variables: list[int]) -> Keeper | None:
    """The function that takes those variables out of a frame's locals; None if there are none."""
    if not variables:
        return None
    if is_wide(variables):
        return lambda local: values_of(variables, local, lowered)
    take: Keeper
    if len(variables) == 1:
        only = f"v{variables[0]}"
        take = lambda local: (local[only],)  # noqa: E731
    else:
        take = operator.itemgetter(*[f"v{i}" for i in variables])
    if not may_be_wide(lowered):
        return take
    return lambda local: values_of(variables, local, lowered) if KEPT in local else take(local)


def _kind(constant: Value) -> str:
    if isinstance(constant, Code):
        return "code"
    if isinstance(constant, Cell):
        return "cell"
    if isinstance(constant, Char):
        return "char"
    if isinstance(constant, (Symbol, Singleton, Builtin)):
        return "interned"
    if isinstance(constant, Persistent):
        return "object"
    return "atom"
