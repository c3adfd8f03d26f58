"""define-record-type (R7RS 5.5).

    (define-record-type name (constructor field ...) predicate
      (field accessor [modifier]) ...)

The constructor may also be a bare name (it takes all fields), or #f, as may the
predicate (there is none). The type's own name is bound to the record type. At top level a
definition that is evaluated again makes the type that it made before: see `identities`.
"""

from __future__ import annotations

from perdure.languages.scheme.expander.definitions import Make, Target, TopLevel
from perdure.languages.scheme.expander.expressions import (
    call,
    distinct,
    name_of,
    shape,
)
from perdure.languages.scheme.expander.identities import record_type
from perdure.languages.scheme.expander.keywords import definition
from perdure.languages.scheme.expander.scopes import Scope, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import (
    Atom,
    Identifier,
    List,
    Syntax,
    key_of,
    syntax_text,
)
from perdure.vm import core
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.data import new_vector
from perdure.vm.objects.singletons import FALSE, UNSPECIFIED

_WHO = "define-record-type"
_SHAPE = "(define-record-type name (constructor field ...) predicate (field accessor) ...)"


@definition("define-record-type")
def expand_define_record_type(form: List, scope: Scope, target: Target) -> None:
    parts = shape(form, _WHO, _SHAPE, 3)
    type_stx, constructor, predicate = parts[:3]
    if isinstance(type_stx, List) and type_stx.items:
        type_stx = type_stx.items[0]
    type_name = name_of(type_stx, _WHO)
    shown = type_name.name
    if len(shown) > 2 and shown[0] == "<" and shown[-1] == ">":
        shown = shown[1:-1]
    fields = [_field(stx) for stx in parts[3:]]
    names = [field[0] for field in fields]
    distinct(names, _WHO)

    # The procedures refer to the type by a variable of its own: they stay those of
    # this type when another one takes its name.
    at = where(form, scope)
    field_names = tuple(name.name for name in names)

    def make_type() -> core.Expr:
        if isinstance(target, TopLevel):
            others = _defined(constructor, predicate, fields)
            environment = target.scope.environment
            return core.Const(record_type(environment, type_name, shown, field_names, others))
        fields_as_data = core.Const(new_vector(tuple(map(symbol, field_names))))
        return call("%make-record-type", scope, core.Const(symbol(shown)), fields_as_data, at=at)

    type_ = target.define_unseen(type_name.name, make_type)
    if not _is_maker(constructor, type_name):
        target.define(type_name, type_, form)
    if not _is_false(constructor):
        _define_constructor(constructor, names, type_, scope, target, form)
    if not _is_false(predicate):
        _define_predicate(name_of(predicate, _WHO), type_, scope, target, form)
    for index, (_, accessor, modifier) in enumerate(fields):
        if accessor is not None:
            _define_accessor(accessor, index, type_, scope, target, form)
        if modifier is not None:
            _define_modifier(modifier, index, type_, scope, target, form)


def _field(stx: Syntax) -> tuple[Identifier, Identifier | None, Identifier | None]:
    if isinstance(stx, Identifier):
        return stx, None, None
    if not (isinstance(stx, List) and 1 <= len(stx.items) <= 3 and stx.tail is None):
        raise syntax_fault(_WHO, f"expected (field accessor modifier), got {syntax_text(stx)}", stx)
    names = [name_of(item, _WHO) for item in stx.items]
    return (
        names[0],
        names[1] if len(names) > 1 else None,
        names[2] if len(names) > 2 else None,
    )


def _defined(
    constructor: Syntax,
    predicate: Syntax,
    fields: list[tuple[Identifier, Identifier | None, Identifier | None]],
) -> list[Identifier]:
    """The names of the procedures that the definition makes."""
    if isinstance(constructor, List) and constructor.items:
        constructor = constructor.items[0]
    others = [name for field in fields for name in field[1:]]
    return [name for name in (constructor, predicate, *others) if isinstance(name, Identifier)]


def _is_maker(constructor: Syntax, name: Identifier) -> bool:
    """(define-record-type point (point x y) ...): the name is the constructor's."""
    if isinstance(constructor, List) and constructor.items:
        constructor = constructor.items[0]
    return isinstance(constructor, Identifier) and key_of(constructor) == key_of(name)


def _is_false(stx: Syntax) -> bool:
    return isinstance(stx, Atom) and stx.value is FALSE


def _define_constructor(
    stx: Syntax,
    names: list[Identifier],
    type_: Make,
    scope: Scope,
    target: Target,
    form: List,
) -> None:
    if isinstance(stx, Identifier):
        name, given = stx, names
    elif isinstance(stx, List) and stx.items and stx.tail is None:
        name, *given = (name_of(item, _WHO) for item in stx.items)
    else:
        raise syntax_fault(_WHO, f"expected (constructor field ...), got {syntax_text(stx)}", stx)
    distinct(given, _WHO)
    keys = [key_of(field) for field in names]
    for field in given:
        if key_of(field) not in keys:
            raise syntax_fault(_WHO, f"{field.name} in the constructor is no field", field)

    def make() -> core.Expr:
        variables = {key_of(field): core.Variable(field.name) for field in given}
        operands = [
            core.Local(variables[key]) if key in variables else core.Const(UNSPECIFIED)
            for key in keys
        ]
        at = where(form, scope)
        body = call("%record", scope, type_(), *operands, at=at)
        return core.Lambda(tuple(variables.values()), None, body, name.name, at)

    target.define(name, make, form)


def _define_predicate(
    name: Identifier, type_: Make, scope: Scope, target: Target, form: List
) -> None:
    def make() -> core.Expr:
        x = core.Variable("x")
        at = where(form, scope)
        body = call("%record-of-type?", scope, core.Local(x), type_(), at=at)
        return core.Lambda((x,), None, body, name.name, at)

    target.define(name, make, form)


def _define_accessor(
    name: Identifier,
    index: int,
    type_: Make,
    scope: Scope,
    target: Target,
    form: List,
) -> None:
    def make() -> core.Expr:
        record = core.Variable("record")
        at = where(form, scope)
        who = core.Const(symbol(name.name))
        # No position: an error names the place of the call.
        body = call("%record-ref", scope, core.Local(record), type_(), core.Const(index), who)
        return core.Lambda((record,), None, body, name.name, at)

    target.define(name, make, form)


def _define_modifier(
    name: Identifier,
    index: int,
    type_: Make,
    scope: Scope,
    target: Target,
    form: List,
) -> None:
    def make() -> core.Expr:
        record, value = core.Variable("record"), core.Variable("value")
        at = where(form, scope)
        operands = (core.Local(record), type_(), core.Const(index), core.Local(value))
        body = call("%record-set!", scope, *operands, core.Const(symbol(name.name)))
        return core.Lambda((record, value), None, body, name.name, at)

    target.define(name, make, form)
