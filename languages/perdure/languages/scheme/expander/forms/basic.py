"""quote, lambda, named-lambda, if, set!, begin, define (R7RS 4.1, 4.2.3, 5.3)."""

from __future__ import annotations

from perdure.languages.scheme.expander.definitions import Target, expand_body
from perdure.languages.scheme.expander.expressions import (
    NOTHING,
    begin,
    expand,
    formals,
    name_of,
    named,
    shape,
)
from perdure.languages.scheme.expander.keywords import CoreForm, definition, expression
from perdure.languages.scheme.expander.macros import Macro, Transformer
from perdure.languages.scheme.expander.scopes import Scope, meaning, own_cell, unbound_cell, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import Identifier, List, Syntax, to_datum
from perdure.vm import core
from perdure.vm.objects.procedures import Builtin, Cell


@expression("quote")
def expand_quote(form: List, scope: Scope) -> core.Expr:
    (datum,) = shape(form, "quote", "(quote datum)", 1, 1)
    return core.Const(to_datum(datum))


def make_lambda(
    parameters: Syntax, body: tuple[Syntax, ...], scope: Scope, who: str, name: str, form: List
) -> core.Lambda:
    """The procedure with these formals and body forms."""
    names, rest = formals(parameters, who)
    inner = Scope(scope)
    variables = tuple([inner.variable(name) for name in names])
    rest_variable = None if rest is None else inner.variable(rest)
    expanded = expand_body(body, inner, who, form)
    return core.Lambda(variables, rest_variable, expanded, name, where(form, scope))


@expression("lambda")
def expand_lambda(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "lambda", "(lambda (name ...) body ...)", 2)
    return make_lambda(parts[0], parts[1:], scope, "lambda", "", form)


@expression("named-lambda")
def expand_named_lambda(form: List, scope: Scope) -> core.Expr:
    """`(named-lambda (name parameter ...) body ...)`: the name is for messages only."""
    parts = shape(form, "named-lambda", "(named-lambda (name parameter ...) body ...)", 2)
    header = parts[0]
    if not (isinstance(header, List) and header.items):
        raise syntax_fault("named-lambda", "expected (name parameter ...)", header)
    name = name_of(header.items[0], "named-lambda").name
    parameters = rest_of(header)
    return make_lambda(parameters, parts[1:], scope, "named-lambda", name, form)


def rest_of(stx: List) -> Syntax:
    """The list without its first item."""
    if len(stx.items) == 1 and stx.tail is not None:
        return stx.tail
    return List(stx.items[1:], stx.tail, stx.at)


@expression("if")
def expand_if(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "if", "(if test then else)", 2, 3)
    test = expand(parts[0], scope)
    then = expand(parts[1], scope)
    return core.If(test, then, expand(parts[2], scope) if len(parts) == 3 else NOTHING)


@expression("set!")
def expand_set(form: List, scope: Scope) -> core.Expr:
    target, value_stx = shape(form, "set!", "(set! name value)", 2, 2)
    name = name_of(target, "set!")
    if scope.unit.session.open is scope.environment and name.name in scope.environment.imported:
        hide_import(name, scope)
    binding = meaning(name, scope)
    value = named(expand(value_stx, scope), name.name)
    if isinstance(binding, core.Variable):
        binding.assigned = True
        return core.SetLocal(binding, value, where(form, scope))
    if binding is None:
        binding = unbound_cell(name, scope)
    if isinstance(binding, CoreForm | Macro | Transformer):
        raise syntax_fault("set!", f"{name.name} is a keyword and cannot be assigned", name)
    if not isinstance(binding, Cell):
        raise syntax_fault(
            "set!", f"{name.name} is built in and cannot be assigned; define your own first", name
        )
    if name.__class__ is Identifier:
        library = scope.environment.imported.get(name.name)
        if library is not None and scope.environment.find(name.name) is binding:
            raise syntax_fault(
                "set!", f"{name.name} is imported from {library} and cannot be assigned here", name
            )
    scope.unit.session.assigned.add(binding)
    return core.SetGlobal(binding, value, where(form, scope))


def hide_import(name: Identifier, scope: Scope) -> None:
    """Give an open environment a variable of its own in place of an imported one."""
    binding = scope.environment.find(name.name)
    if name.__class__ is Identifier and meaning(name, scope) is binding:
        if isinstance(binding, Cell | Builtin):
            own_cell(name.name, scope)


@expression("begin")
def expand_begin(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "begin", "(begin expression ...)", 0)
    if not parts:
        raise syntax_fault("begin", "an empty (begin) is no expression", form)
    return begin([expand(part, scope) for part in parts])


@definition("begin")
def splice_begin(form: List, scope: Scope, target: Target) -> None:
    target.splice(shape(form, "begin", "(begin form ...)", 0))


@definition("define")
def expand_define(form: List, scope: Scope, target: Target) -> None:
    """`(define x e)`, `(define x)`, `(define (f p ...) body ...)`."""
    parts = shape(
        form, "define", "(define name value) or (define (name parameter ...) body ...)", 1
    )
    header = parts[0]
    if isinstance(header, Identifier):
        if len(parts) > 2:
            raise syntax_fault("define", f"{header.name} is given more than one value", form)
        if len(parts) == 1:
            target.define(header, lambda: NOTHING, form)
        else:
            target.define(header, lambda: expand(parts[1], scope), form)
        return
    if not (isinstance(header, List) and header.items):
        raise syntax_fault("define", "expected a name, or (name parameter ...)", header)
    name = name_of(header.items[0], "define")
    if len(parts) == 1:
        raise syntax_fault("define", f"the procedure {name.name} has no body", form)
    parameters = rest_of(header)
    target.define(
        name,
        lambda: make_lambda(parameters, parts[1:], scope, "define", name.name, form),
        form,
    )


@expression("%apply")
def expand_apply(form: List, scope: Scope) -> core.Expr:
    """`(%apply procedure operand ... list)`: what the procedure `apply` is written with."""
    parts = shape(form, "%apply", "(%apply procedure operand ... list)", 2)
    operator, *operands = (expand(part, scope) for part in parts)
    return core.Spread(operator, tuple(operands), where(form, scope))
