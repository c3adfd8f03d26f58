"""Symbols and booleans."""

from __future__ import annotations

from itertools import pairwise

from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.data import Value, literal_string
from perdure.vm.primitives.checks import boolean_of, symbol_name, text_of
from perdure.vm.primitives.registry import predicate, pure


@pure("symbol->string")
def symbol_to_string(x: Value) -> Value:
    return literal_string(symbol_name("symbol->string", x))


@pure("string->symbol", "intern")
def string_to_symbol(s: Value) -> Value:
    return symbol(text_of("string->symbol", s))


@pure("symbol-append")
def symbol_append(*symbols: Value) -> Value:
    return symbol("".join(symbol_name("symbol-append", x) for x in symbols))


@predicate("symbol=?")
def is_same_symbol(first: Value, second: Value, *others: Value) -> bool:
    names = [symbol_name("symbol=?", x) for x in (first, second, *others)]
    return all(name == names[0] for name in names)


@predicate("symbol<?")
def is_symbol_before(first: Value, second: Value, *others: Value) -> bool:
    names = [symbol_name("symbol<?", x) for x in (first, second, *others)]
    return all(a < b for a, b in pairwise(names))


@predicate("boolean=?")
def is_same_boolean(first: Value, second: Value, *others: Value) -> bool:
    truths = [boolean_of("boolean=?", x) for x in (first, second, *others)]
    return all(truth == truths[0] for truth in truths)
