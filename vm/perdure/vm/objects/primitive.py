"""Primitives: all that is known of a procedure that is written in Python.

A primitive has one record, made where its function stands by a decorator of
perdure.vm.primitives.registry:

    @pure("vector-length", takes=(VECTOR,), gives=NATURAL, may_fail=False, short="len(a.raw_items)")
    def vector_length(v): ...

The function is its *checked form*: it takes any values, and gives the right value or the
precise error. The *short form* is what generated code says in place of calling it: a
Python expression in which `a`, `b`, `c` ... stand for the operands. It is right whenever
it raises nothing. Where it raises anything, the machine does the statement again with the
checked form (machine.diagnosis), which finds the error, or the answer where only the short
form could not give it. So a short form needs no guard of its own, except where Python would
quietly answer what the language must refuse: a negative index, `=` between things that are
no numbers.

What a short form may say, besides operands and the names of machine.namespace:

    checked(a, b)         a call of the checked form
    natural(b)            the operand as an index; None, which no sequence takes, where negative
    Pair(raw_car=a, ...)  a new object, its raw fields set
    *operands             all operands, however many: in a list, or of `joined`
    joined(*operands)     Python texts one after the other
    a is b                identity; see `is_same` of python.nodes
    identical(a, b)       the same, where both may be numbers

An operand may be mentioned several times: generated code names it where it is no variable.
An effect's short form is statements, and may say `changed(a)`: tells the database so.

Read by: perdure.vm.objects.procedures, the passes, perdure.vm.python.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from perdure.vm.dataclass import dataclass
from perdure.vm.objects.types import ANYTHING, ValueType


@dataclass(frozen=True, slots=True)
class Written:
    """An operand that is a number of this type, written out in the program."""

    type: ValueType


@dataclass(frozen=True, slots=True)
class Plain:
    """An operand whose mention costs nothing: a variable, or a constant unless `is_variable`."""

    is_variable: bool = False


PLAIN = Plain()
VARIABLE = Plain(is_variable=True)

Operand: TypeAlias = "ValueType | Written | Plain"


class Short:
    """One short form, and the operands it is for; without any, every operand will do.

    `chained`: it takes two operands, and more of them, up to MOST_CHAINED, from the left
    on: `a + b + c`. `of_texts`: its operands are the Python texts of strings, and at least two.
    """

    __slots__ = ("chained", "of_texts", "operands", "template")

    def __init__(
        self, template: str, *operands: Operand, chained: bool = False, of_texts: bool = False
    ) -> None:
        self.template = template
        self.operands = operands
        self.chained = chained
        self.of_texts = of_texts


@dataclass(frozen=True, slots=True)
class Nested:
    """`(list a b)` as `(cons a (cons b '()))`: another primitive, from the right on."""

    primitive: str
    end: str  #: the name of a singleton
    most: int  #: operands; where there are more, the checked form is called


Shorts: TypeAlias = tuple[Short, ...]

#: Operands of a chain that is spelled out: each is one level deeper.
MOST_CHAINED = 16


class Native(enum.IntEnum):
    """The kind of a Python function of the machine's that stands between generated ones."""

    BASE = 0  #: returns values into frames on the heap
    TRAMPOLINE = 1  #: makes the tail call that is in the registers
    GUARD = 2  #: runs a body under a Python `try`
    CALL_CC = 3  #: calls its receiver with a continuation that has no place yet


class Primitive(NamedTuple):
    """One primitive. What it does not declare, nobody may rely on."""

    name: str  #: as it is stored; "scheme:char-set" is a language's own, see `language`
    function: Callable[..., Any]  #: the checked form
    fewest: int  #: operands it needs
    most: int | None  #: operands it takes; None: any number
    has_effect: bool = False  #: evaluated once, in order; others may be evaluated again
    may_wait: bool = False  #: may wait, or leave a tail call; so it is called by its entry only
    gives_truth: bool = False  #: the forms give a Python bool, the language sees TRUE or FALSE
    takes: tuple[ValueType, ...] = ()  #: what operands it is for; the last, of all further ones
    gives: ValueType = ANYTHING
    keeps: ValueType | None = None  #: what it gives where all operands are of it
    allocates: bool = True  #: may give an object that is new
    may_fail: bool = True  #: with operands that it takes, as many as it takes
    folds: bool = False  #: depends on nothing but its operands, which are not to be changed
    #: of a control primitive, the function of the machine that calls procedures for it natively
    calls: Native | None = None
    negates: bool = False  #: gives TRUE of FALSE, and FALSE of all else
    reversed: str = ""  #: of a strict order, the one that has its operands the other way round
    trusts: bool = False  #: only compilers call it, and see to the operands of the short form
    shorts: Shorts = ()  #: the first that fits the operands is used
    nested: Nested | None = None
    effect: Short | None = None  #: as statements; the value is UNSPECIFIED
    #: What does (this (other x)) at once, by the other.
    fused: Mapping[str, str] = MappingProxyType({})

    @property
    def language(self) -> str:
        """The language whose own it is; "" where it is every language's."""
        language, colon, name = self.name.partition(":")
        return language if colon and name else ""

    @property
    def shown(self) -> str:
        """Its name for people and programs, without the language."""
        language, colon, name = self.name.partition(":")
        return name if colon and language and name else self.name

    @property
    def is_pure(self) -> bool:
        return not (self.has_effect or self.may_wait)

    def type_of_operand(self, i: int) -> ValueType:
        if not self.takes:
            return ANYTHING
        return self.takes[min(i, len(self.takes) - 1)]
