"""do (R7RS 4.2.4)."""

from __future__ import annotations

from perdure.languages.scheme.expander.expressions import (
    NOTHING,
    begin,
    distinct,
    expand,
    name_of,
    proper,
    shape,
)
from perdure.languages.scheme.expander.keywords import expression
from perdure.languages.scheme.expander.scopes import Scope, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import List, syntax_text
from perdure.vm import core


@expression("do")
def expand_do(form: List, scope: Scope) -> core.Expr:
    """`(do ((name init step) ...) (test result ...) command ...)` as a loop by letrec."""
    parts = shape(form, "do", "(do ((name init step) ...) (test result ...) command ...)", 2)
    names, inits, steps = [], [], []
    for binding in proper(parts[0], "do", "a list of (name init step)"):
        if not (isinstance(binding, List) and len(binding.items) in (2, 3) and not binding.tail):
            raise syntax_fault(
                "do",
                f"expected (name init) or (name init step), got {syntax_text(binding)}",
                binding,
            )
        names.append(name_of(binding.items[0], "do"))
        inits.append(expand(binding.items[1], scope))
        steps.append(binding.items[2] if len(binding.items) == 3 else binding.items[0])
    distinct(names, "do")
    ending = proper(parts[1], "do", "(test result ...)")
    if not ending:
        raise syntax_fault("do", "the test is missing", parts[1])

    inner = Scope(scope)
    parameters = tuple([inner.variable(name) for name in names])
    test = expand(ending[0], inner)
    result = begin([expand(stx, inner) for stx in ending[1:]]) if len(ending) > 1 else NOTHING
    commands = [expand(stx, inner) for stx in parts[2:]]
    at = where(form, scope)
    loop = core.Variable("do")
    again = core.Call(core.Local(loop), tuple([expand(step, inner) for step in steps]), at)
    body = core.If(test, result, begin([*commands, again]))
    procedure = core.Lambda(parameters, None, body, "do", at)
    return core.Letrec((loop,), (procedure,), core.Call(core.Local(loop), tuple(inits), at))
