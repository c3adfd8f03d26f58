"""Sameness, and the predicates of the kinds that have no file of their own."""

from __future__ import annotations

from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Value
from perdure.vm.objects.equality import is_equal, is_eqv
from perdure.vm.objects.primitive import Short, Written
from perdure.vm.objects.singletons import DEFAULT, EOF, FALSE, TRUE, UNSPECIFIED
from perdure.vm.objects.types import ANYTHING, IDENTITY, INTEGER, NUMBER
from perdure.vm.primitives.registry import predicate, pure

#: Python's == compares an integer with other kinds too; what is no integer is left to the
#: checked form.
_NUMBERS = (
    Short("type(b) is int and b == a", Written(INTEGER), ANYTHING),
    Short("type(a) is int and a == b", ANYTHING, Written(INTEGER)),
    Short("checked(a, b)", Written(NUMBER), ANYTHING),
    Short("checked(a, b)", ANYTHING, Written(NUMBER)),
    Short("identical(a, b) or checked(a, b)", NUMBER, ANYTHING),
    Short("identical(a, b) or checked(a, b)", ANYTHING, NUMBER),
)
#: Two values, not both of which are numbers.
_SAME = (Short("a is b", IDENTITY, ANYTHING), Short("a is b", ANYTHING, IDENTITY))

predicate(
    "eq?",
    may_fail=False,
    folds=True,
    short=(*_SAME, *_NUMBERS, Short("a is b")),
)(is_eqv)
predicate(
    "eqv?",
    may_fail=False,
    folds=True,
    short=(*_SAME, *_NUMBERS, Short("identical(a, b) or checked(a, b)")),
)(is_eqv)
predicate("equal?")(is_equal)


@predicate("not", may_fail=False, folds=True, negates=True, short="a is FALSE")
def not_(x: Value) -> bool:
    return x is FALSE


@predicate("boolean?", may_fail=False, folds=True)
def is_boolean(x: Value) -> bool:
    return x is TRUE or x is FALSE


@predicate("symbol?", may_fail=False, folds=True, short="type(a) is Symbol")
def is_symbol(x: Value) -> bool:
    return type(x) is Symbol


@predicate("procedure?", may_fail=False, folds=True)
def is_procedure(x: Value) -> bool:
    return hasattr(type(x), "_v_entry")


@predicate("default-object?", may_fail=False, folds=True, short="a is DEFAULT")
def is_default_object(x: Value) -> bool:
    return x is DEFAULT


@predicate("eof-object?", may_fail=False, folds=True, short="a is EOF")
def is_eof_object(x: Value) -> bool:
    return x is EOF


@pure("eof-object", gives=IDENTITY, allocates=False, may_fail=False, folds=True)
def eof_object() -> Value:
    return EOF


@pure("void", gives=IDENTITY, allocates=False, may_fail=False, folds=True)
def void(*ignored: Value) -> Value:
    return UNSPECIFIED
