"""Which variables an expression refers to without binding them.

Results are remembered on the nodes' identity for the length of one compilation
(see `forget`), since `letrec` fixing asks again at every level.
"""

from __future__ import annotations

from perdure.vm.core import (
    Begin,
    Call,
    DefineGlobal,
    Expr,
    If,
    Lambda,
    Let,
    Letrec,
    Local,
    SetGlobal,
    SetLocal,
    Spread,
    Variable,
)

_known: dict[Expr, frozenset[Variable]] = {}
_NONE: frozenset[Variable] = frozenset()


def forget() -> None:
    """Drop what is remembered; called when a compilation ends."""
    _known.clear()


def free_variables(expr: Expr) -> frozenset[Variable]:
    """The local variables that `expr` reads or assigns and does not bind."""
    found = _known.get(expr)
    if found is None:
        found = _known[expr] = _free(expr)
    return found


def _union(*parts: Expr) -> frozenset[Variable]:
    return _NONE.union(*(free_variables(part) for part in parts))


def _free(expr: Expr) -> frozenset[Variable]:
    match expr:
        case Local(variable):
            return frozenset((variable,))
        case SetLocal(variable, value):
            return free_variables(value) | {variable}
        case SetGlobal(_, value) | DefineGlobal(_, value):
            return free_variables(value)
        case If(test, then, otherwise):
            return _union(test, then, otherwise)
        case Begin(body):
            return _union(*body)
        case Lambda(parameters, rest, body):
            return free_variables(body) - {*parameters, rest}
        case Let(variables, values, body):
            return _union(*values) | (free_variables(body) - set(variables))
        case Letrec(variables, values, body):
            return _union(body, *values) - set(variables)
        case Call(operator, operands) | Spread(operator, operands):
            return _union(operator, *operands)
        case _:
            fields = getattr(expr, "lambdas", None)
            if fields is not None:  # a Fix; named here to keep imports one way
                return _union(expr.body, *fields) - set(expr.variables)  # type: ignore[attr-defined]
            return _NONE
