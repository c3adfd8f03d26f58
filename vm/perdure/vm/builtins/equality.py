"""Sameness, and the predicates of the kinds that have no file of their own."""

from __future__ import annotations

from perdure.vm.builtins.registry import predicate, pure
from perdure.vm.values.atoms import Symbol
from perdure.vm.values.data import Value
from perdure.vm.values.equality import is_equal, is_eqv
from perdure.vm.values.singletons import DEFAULT, EOF, FALSE, TRUE, UNSPECIFIED

predicate("eq?")(is_eqv)
predicate("eqv?")(is_eqv)
predicate("equal?")(is_equal)


@predicate("not")
def not_(x: Value) -> bool:
    return x is FALSE


@predicate("boolean?")
def is_boolean(x: Value) -> bool:
    return x is TRUE or x is FALSE


@predicate("symbol?")
def is_symbol(x: Value) -> bool:
    return type(x) is Symbol


@predicate("procedure?")
def is_procedure(x: Value) -> bool:
    return hasattr(type(x), "_v_entry")


@predicate("default-object?")
def is_default_object(x: Value) -> bool:
    return x is DEFAULT


@predicate("eof-object?")
def is_eof_object(x: Value) -> bool:
    return x is EOF


@pure("eof-object")
def eof_object() -> Value:
    return EOF


@pure("void")
def void(*ignored: Value) -> Value:
    return UNSPECIFIED
