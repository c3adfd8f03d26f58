"""An object that a program raised, as an exception in Python may carry it to another process.

Read by: perdure.image.errors.
"""

from __future__ import annotations

from dataclasses import replace

from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.conditions import Condition, Origin
from perdure.vm.objects.data import String, Value, new_string
from perdure.vm.objects.numbers import ExactComplex, Ratio
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.singletons import FALSE, TRUE

#: Stored by their own text, or by a name that every image has.
PORTABLE = frozenset((int, float, complex, Ratio, ExactComplex, Symbol, Char))


def portable(x: Value) -> Value:
    """A copy that refers to no other object of the image."""
    if type(x) in PORTABLE or x is TRUE or x is FALSE:
        return x
    if type(x) is Condition:
        return Condition(
            x.message,
            tuple([portable(each) for each in x.irritants]),
            kind=x.kind,
            who=x.who,
            position=x.position,
            origin=portable_origin(x.origin),
        )
    return new_string(x.text if type(x) is String else short_text(x))


def portable_origin(origin: Origin | None) -> Origin | None:
    if origin is None:
        return None
    arguments = tuple([portable(each) for each in origin.arguments])
    cause = None if origin.cause is None else portable(origin.cause)
    return replace(origin, arguments=arguments, data=None, cause=cause)
