"""Core IR as text, for tests of its shape. Variables print by their names."""

from __future__ import annotations

from perdure.vm import core
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Builtin


def core_text(expr: core.Expr) -> str:
    match expr:
        case core.Const(value):
            return value.name if isinstance(value, Builtin) else f"'{short_text(value)}"
        case core.Local(variable):
            return variable.name
        case core.Global(cell):
            return f"@{cell.name}"
        case core.SetLocal(variable, value):
            return f"(set! {variable.name} {core_text(value)})"
        case core.SetGlobal(cell, value):
            return f"(set! @{cell.name} {core_text(value)})"
        case core.DefineGlobal(cell, value):
            return f"(define @{cell.name} {core_text(value)})"
        case core.If(test, then, otherwise):
            return f"(if {core_text(test)} {core_text(then)} {core_text(otherwise)})"
        case core.Begin(body):
            return f"(begin {' '.join(map(core_text, body))})"
        case core.Lambda(parameters, rest, body):
            names = [parameter.name for parameter in parameters]
            if rest is not None:
                names += [".", rest.name]
            name = f" {expr.name}" if expr.name else ""
            return f"(lambda{name} ({' '.join(names)}) {core_text(body)})"
        case core.Let(variables, values, body) | core.Letrec(variables, values, body):
            bindings = " ".join(
                f"({variable.name} {core_text(value)})"
                for variable, value in zip(variables, values, strict=True)
            )
            kind = "let" if isinstance(expr, core.Let) else "letrec"
            return f"({kind} ({bindings}) {core_text(body)})"
        case core.Call(operator, operands):
            return f"({' '.join(map(core_text, (operator, *operands)))})"
        case core.Region(kind, roles, variables, body):
            held = " ".join(
                f"({role.value} {core_text(variable)})"
                for role, variable in zip(roles, variables, strict=True)
            )
            return f"(region {kind.value} ({held}) {core_text(body)})"
        case core.Spread(operator, operands):
            return f"(spread {' '.join(map(core_text, (operator, *operands)))})"
    raise AssertionError(f"unknown node {expr}")
