"""The identity of what a definition at top level makes, kept when it is evaluated again.

A record type, a parameter and the tag of a prompt are each what they are by identity alone.
A program's definitions are evaluated again when a file is loaded again, while processes
sleep that have instances of the type, or stand in a `parameterize`. So an environment
remembers what its definitions made (`Environment.identities`), and a definition that is
evaluated again there makes the same thing (docs/decisions/046): a record type where its name
and fields are the same, a parameter with the value and converter that are given now.

Where a body is evaluated again, each evaluation makes its own, as in R7RS.

Read by: perdure.languages.scheme.expander.definitions, .forms.records.
"""

from __future__ import annotations

from collections.abc import Iterable

from perdure.languages.scheme.reader.syntax import Alias, Identifier
from perdure.vm import core
from perdure.vm.objects.data import RecordType, new_box
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell, builtins
from perdure.vm.objects.singletons import UNSPECIFIED

#: the procedures whose result is kept, as (library, name)
MAKERS = {
    ("(perdure control)", "make-parameter"),
    ("(perdure prompts)", "make-continuation-prompt-tag"),
}


def record_type(
    environment: Environment,
    name: Identifier,
    shown: str,
    fields: tuple[str, ...],
    others: Iterable[Identifier],
) -> RecordType:
    """The type that a definition in the environment makes; `others` are what it defines beside.

    A name that a macro made is the same at each of its uses, whose types are not. They are
    told apart by the names that the uses gave.
    """
    parts = ["record", name.name, *fields]
    if isinstance(name, Alias):
        parts += ["by", *[each.name for each in others if not isinstance(each, Alias)]]
    made: RecordType = environment.identity("\n".join(parts), lambda: RecordType(shown, fields))
    return made


def kept_values(value: core.Expr, environment: Environment, names: Iterable[str]) -> core.Expr:
    """The same of `(values expression ...)`, an expression for each name."""
    names = list(names)
    match value:
        case core.Call(core.Const(procedure), operands, at) if procedure is builtins[
            "values"
        ] and len(operands) == len(names):
            each = zip(operands, names, strict=True)
            parts = tuple(kept(operand, environment, name) for operand, name in each)
            return core.Call(core.Const(procedure), parts, at)
    return value


def kept(value: core.Expr, environment: Environment, name: str) -> core.Expr:
    """The expression, whose value is what it was before where the definition is no new one."""
    match value:
        case core.Call(core.Global(Cell() as cell), _, _) if (cell.home, cell.name) in MAKERS:
            place = environment.identity(f"value\n{name}", lambda: new_box(UNSPECIFIED))
            return core.Call(core.Const(builtins["%kept"]), (core.Const(place), value))
        case core.Let(variables, values, body):
            return core.Let(variables, values, kept(body, environment, name))
        case core.Letrec(variables, values, body):
            return core.Letrec(variables, values, kept(body, environment, name))
        case core.Begin(body) if body:
            *others, last = body
            return core.Begin((*others, kept(last, environment, name)))
    return value
