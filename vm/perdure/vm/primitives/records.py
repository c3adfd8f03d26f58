"""The builtins that `define-record-type` expands into.

(%make-record-type 'name '#(field ...))
(%record type value ...)
(%record-of-type? x type)
(%record-ref x type index 'accessor)
(%record-set! x type index value 'modifier)
"""

from __future__ import annotations

from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Record, RecordType, String, Value, Vector, new_record
from perdure.vm.objects.primitive import VARIABLE, Short, Written
from perdure.vm.objects.printer import type_name, with_article
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.objects.types import ANYTHING, INTEGER, LIST, NATURAL, RECORD, RECORD_TYPE, SYMBOL
from perdure.vm.primitives.checks import list_from, symbol_name
from perdure.vm.primitives.registry import effectful, predicate, pure


@pure("%make-record-type")
def make_record_type(name: Value, fields: Value) -> Value:
    if type(fields) is not Vector:
        raise wrong_type("define-record-type", "a vector of field names", fields)
    names = tuple(symbol_name("define-record-type", field) for field in fields.items)
    text = name.text if type(name) is String else symbol_name("define-record-type", name)
    return RecordType(text, names)


@pure(
    "%record",
    takes=(RECORD_TYPE, ANYTHING),
    gives=RECORD,
    trusts=True,
    short="Record(raw_content=[*operands])",
)
def record(type_: Value, *values: Value) -> Value:
    if type(type_) is not RecordType:
        raise wrong_type("%record", "a record type", type_)
    if len(values) != len(type_.field_names):
        raise fault(
            "%record",
            f"{with_article(type_name(type_))} has {len(type_.field_names)} fields, "
            f"got {len(values)} values",
            kind="arity",
        )
    return new_record([type_, *values])


@predicate(
    "%record-of-type?",
    takes=(ANYTHING, RECORD_TYPE),
    may_fail=False,
    folds=True,
    short="type(a) is Record and a.raw_content[0] is b",
)
def is_record_of_type(x: Value, type_: Value) -> bool:
    return type(x) is Record and x.type is type_


def _wrong_record(x: Value, type_: Value, who: Value) -> Fault:
    name = who.name if type(who) is Symbol else "record"
    return wrong_type(name, with_article(type_name(type_)), x)


@pure(
    "%record-ref",
    takes=(RECORD, RECORD_TYPE, NATURAL, SYMBOL),
    allocates=False,
    short=Short(
        "u[c + 1] if (u := a.raw_content)[0] is b else checked(a, b, c, d)",
        *(ANYTHING, ANYTHING, Written(INTEGER), ANYTHING),
    ),
)
def record_ref(x: Value, type_: Value, index: int, who: Value) -> Value:
    if type(x) is Record and x.type is type_:
        return x.content[index + 1]
    raise _wrong_record(x, type_, who)


@effectful(
    "%record-set!",
    takes=(RECORD, RECORD_TYPE, NATURAL, ANYTHING, SYMBOL),
    effect=Short(
        """
if (u := a.raw_content)[0] is b:
    a._p_changed = True
    u[c + 1] = d
else:
    checked(a, b, c, d, e)
""",
        *(VARIABLE, ANYTHING, Written(INTEGER), ANYTHING, ANYTHING),
    ),
)
def record_set(x: Value, type_: Value, index: int, value: Value, who: Value) -> Value:
    if type(x) is Record and x.type is type_:
        x.content[index + 1] = value
        x._p_changed = True
        return UNSPECIFIED
    raise _wrong_record(x, type_, who)


@predicate("record?", may_fail=False, folds=True)
def is_record(x: Value) -> bool:
    return type(x) is Record


@predicate("record-type?", may_fail=False, folds=True)
def is_record_type(x: Value) -> bool:
    return type(x) is RecordType


@pure("record-type", takes=(RECORD,), gives=RECORD_TYPE, allocates=False, may_fail=False)
def type_of_record(x: Value) -> Value:
    if type(x) is not Record:
        raise wrong_type("record-type", "a record", x)
    return x.type


@pure("record-type-name", takes=(RECORD_TYPE,), gives=SYMBOL, allocates=False, may_fail=False)
def record_type_name(x: Value) -> Value:
    if type(x) is not RecordType:
        raise wrong_type("record-type-name", "a record type", x)
    return symbol(type_name(x))


@pure("record-type-fields", takes=(RECORD_TYPE,), gives=LIST, may_fail=False)
def record_type_fields(x: Value) -> Value:
    if type(x) is not RecordType:
        raise wrong_type("record-type-fields", "a record type", x)
    return list_from([symbol(name) for name in x.field_names])
