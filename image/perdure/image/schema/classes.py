"""Which classes and functions an image may name.

A record in a database names classes, and a pickle may name any function to be called while
it is read. So all that may be named is listed, one by one: by each of Perdure's packages that
pins names for storage in its `STORED`, and here for what is not Perdure's own.

What has records is a class, and a record of it is read by its `__setstate__`. The rest is
functions and interned objects, which take plain arguments, do nothing but give a value, and
are not to be changed by what is read (perdure.vm.objects.fixed).

This is how records are read; all else that is unpickled: perdure.image.storage.unpickling.
"""

from __future__ import annotations

import importlib
import importlib.util
from fractions import Fraction
from typing import Any

from perdure.image.errors import ForbiddenName
from perdure.vm.objects.fixed import stored_function
from perdure.vm.objects.numbers import Ratio, rational

#: Modules of Perdure that pin names, and the parent of those of its languages.
PINNING = ("perdure.vm", "perdure.image")
PINNING_PARENT = "perdure.languages."

#: module -> what else may be named. Never take one away.
OTHERS = {
    "persistent.mapping": ("PersistentMapping",),  # ZODB's root
    "BTrees.LLBTree": ("LLSet", "LLTreeSet"),
    "BTrees.LOBTree": ("LOBTree", "LOBucket"),
    "BTrees.OOBTree": ("OOBTree", "OOBucket", "OOSet", "OOTreeSet"),
    "BTrees.Length": ("Length",),
    "builtins": ("complex",),
    "ZODB.blob": ("Blob",),  # of perdure.image.storage.large
}


@stored_function(__name__)
def fraction(numerator: int, denominator: int) -> Fraction:
    """An argument of an effect, made again."""
    _check_whole(numerator, denominator)
    return Fraction(numerator, denominator)


@stored_function(__name__)
def ratio(numerator: int, denominator: int) -> int | Ratio:
    """A program's number, made again."""
    _check_whole(numerator, denominator)
    return rational(numerator, denominator)


def _check_whole(*numbers: int) -> None:
    """Refuse what is no integer: of a text, Fraction would compute 1e1000000000."""
    if any(type(number) is not int for number in numbers):
        raise TypeError("a record has something else where a fraction's integers should be")


#: What is read by a function of ours.
STAND_INS = {("fractions", "Fraction"): fraction, ("perdure.vm", "rational"): ratio}

_allowed: dict[tuple[str, str], Any] = {}


def class_factory(connection: object, module: str, name: str) -> Any:
    """The object that `module.name` means to a record; ForbiddenName if it may not be named."""
    found = _allowed.get((module, name))
    if found is None:
        found = _allowed[module, name] = _look_up(module, name)
    return found


def _look_up(module: str, name: str) -> Any:
    found = STAND_INS.get((module, name))
    if found is None:
        if name not in names_of(module):
            raise ForbiddenName(module, name)
        found = getattr(importlib.import_module(module), name)
    return found


def names_of(module: str) -> tuple[str, ...]:
    """All that may be named in a module; nothing where it is none of those above."""
    if module in PINNING or _is_language(module):
        found: tuple[str, ...] = getattr(importlib.import_module(module), "STORED", ())
        return found
    return OTHERS.get(module, ())


def _is_language(module: str) -> bool:
    name = module.removeprefix(PINNING_PARENT)
    return name != module and name.isidentifier() and importlib.util.find_spec(module) is not None
