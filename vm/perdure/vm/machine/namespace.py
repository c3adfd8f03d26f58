"""The names that all generated code of one machine shares.

They are the `__builtins__` of the generated functions, whose own globals hold
what belongs to their Code alone (machine.linker).
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from typing import Any

from perdure.vm.machine.python_frames import native
from perdure.vm.objects.atoms import Char, Symbol, chars
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import (
    Box,
    Pair,
    Record,
    String,
    Value,
    Vector,
    cons,
    load,
    new_record,
    new_string,
    new_vector,
)
from perdure.vm.objects.numbers import NUMBERS
from perdure.vm.objects.primitive import Native
from perdure.vm.objects.procedures import Closure, Entry, builtins, new_closure
from perdure.vm.objects.singletons import (
    DEFAULT,
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNASSIGNED,
    UNSPECIFIED,
)
from perdure.vm.python.fused_loops import MOST
from perdure.vm.signals import CHECK, TAIL, Capture, Registers


def list_of(items: tuple[Value, ...]) -> Value:
    """A fresh list of the items."""
    result: Value = NIL
    for item in reversed(items):
        pair = Pair()  # as by cons
        pair.raw_car = item
        pair.raw_cdr = result
        result = pair
    return result


def items_of(values: Value) -> list[Value]:
    """The items of a proper list; a fault where it is none."""
    items: list[Value] = []
    rest = values
    mark, limit = None, 64
    while type(rest) is Pair:
        try:
            items.append(rest.raw_car)
        except AttributeError:  # not in memory yet
            items.append(rest.car)
        rest = rest.raw_cdr
        if rest is mark:  # a circle (Brent's algorithm)
            break
        if len(items) == limit:
            mark, limit = rest, 2 * limit
    if rest is not NIL:
        raise wrong_type("apply", "a list as its last argument", values)
    return items


def assigned(value: Value) -> Value:
    """A `letrec` variable's value; a fault before its initializer has run."""
    if value is UNASSIGNED:
        raise fault("letrec", "a variable is used before its value is there", kind="unbound")
    return value


def once_more(steps: itertools.repeat[None]) -> itertools.repeat[None]:
    """The steps that a loop has left, and the one that it was within."""
    return itertools.repeat(None, operator.length_hint(steps) + 1)


def over() -> None:
    """A check point found the limit lowered or passed."""
    raise Capture(CHECK)


def not_probed(code: object, site: int) -> None:
    """A probe where no debugger is asked any more."""


def shared_namespace(registers: Registers) -> dict[str, Any]:
    """A fresh namespace; the machine adds what depends on itself."""
    space: dict[str, Any] = {
        "M": registers,
        "TAIL": TAIL,
        "LIMIT": 0,
        "over": over,
        "probe": not_probed,
        "go": _trampoline(registers),
        "list_of": list_of,
        "items_of": items_of,
        "assigned": assigned,
        "AttributeError": AttributeError,
        "type": type,
        "len": len,
        "int": int,
        "iter": iter,
        "load": load,
        "once_more": once_more,
        "str": str,
        "MOST": MOST,
        "NUMBERS": NUMBERS,
        "repeat": itertools.repeat,
        "hasattr": hasattr,
        "cons": cons,
        "new_closure": new_closure,
        "new_record": new_record,
        "new_string": new_string,
        "new_vector": new_vector,
        "Pair": Pair,
        "Box": Box,
        "Vector": Vector,
        "String": String,
        "Symbol": Symbol,
        "Char": Char,
        "Record": Record,
        "CHARS": chars,
        "ord": ord,
        "chr": chr,
        "Closure": Closure,
        "TRUE": TRUE,
        "FALSE": FALSE,
        "NIL": NIL,
        "EOF": EOF,
        "DEFAULT": DEFAULT,
        "UNSPECIFIED": UNSPECIFIED,
        "UNASSIGNED": UNASSIGNED,
    }
    for builtin in builtins.values():
        space[f"b:{builtin.primitive.name}"] = builtin.function
        space[f"e:{builtin.primitive.name}"] = builtin._v_entry
    return space


def _trampoline(registers: Registers) -> Callable[..., Value]:
    @native(Native.TRAMPOLINE)
    def go(left: tuple[Entry, ...] = ()) -> Value:
        """Make the tail call in the registers, and those that follow it.

        For callers that are no generated code, which has such a loop in it. Calls of the
        entries `left` that follow are left to the caller, which gets TAIL.
        """
        while True:
            result = registers.g(*registers.a)
            if result is not TAIL or registers.g in left:
                return result

    return go
