"""Core expressions written as text: how the machine's own procedures are written.

    (define (name x ...) expr ...)      at the outermost level

    expr ::= x | name | 12 | #t | #f | () | "text" | 'name
           | (lambda (x ...) expr ...)
           | (let ((x expr) ...) expr ...)
           | (if expr expr expr)
           | (begin expr ...)
           | (region kind ((role x) ...) expr ...)
           | (expr expr ...)

It is the core language (perdure.vm.core.nodes) and no other: there are no macros, and nothing of
the notation can be changed. A name means a local variable, else a procedure that is defined
in the same text, else a builtin.

Read by: perdure.vm.machine.procedures, tests of the VM.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from perdure.vm.core.control import Control, Role
from perdure.vm.core.nodes import (
    Begin,
    Call,
    Const,
    Expr,
    Global,
    If,
    Lambda,
    Let,
    Local,
    Position,
    Region,
    Variable,
)
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.data import literal_string
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell, builtins
from perdure.vm.objects.singletons import FALSE, NIL, TRUE

_TOKEN = re.compile(
    r"""(?P<space>\s+|;[^\n]*)|(?P<sign>[()'])|"(?P<text>[^"]*)"|(?P<word>[^\s()'";]+)"""
)
_CONSTANTS = {"#t": TRUE, "#f": FALSE}

Scope = dict[str, Variable]


@dataclass(frozen=True, slots=True)
class Form:
    """A list, a word, a text or a quoted name, with its place."""

    kind: str  #: "list", "word", "text", "quote"
    content: Any
    at: Position

    @property
    def head(self) -> str:
        """The word that a list begins with, or ""."""
        if self.kind == "list" and self.content and self.content[0].kind == "word":
            return str(self.content[0].content)
        return ""


def definitions(text: str, environment: Environment) -> Iterator[tuple[Cell, Lambda]]:
    """Each procedure that the text defines, with its cell, which the environment is given."""
    forms = [form.content for form in _forms(text)]
    cells = [environment.cell(_word(heading.content[0])) for _, heading, *_ in forms]
    for cell, (_, heading, *body) in zip(cells, forms, strict=True):
        yield (
            cell,
            _Reading(environment).procedure(heading.content[1:], body, cell.name, heading.at),
        )


def expression(text: str, environment: Environment) -> Expr:
    """The expression that a text consists of."""
    (form,) = _forms(text)
    return _Reading(environment).expr(form, {})


def _forms(text: str) -> list[Form]:
    """The outermost forms of a text."""
    open_lists: list[tuple[list[Form], Position]] = [([], None)]
    quoted: Position = None
    for found in _TOKEN.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        at = (line, found.start() - text.rfind("\n", 0, found.start()))
        if found["sign"] == "(":
            open_lists.append(([], at))
        elif found["sign"] == ")":
            items, begun = open_lists.pop()
            open_lists[-1][0].append(Form("list", items, begun))
        elif found["sign"] == "'":
            quoted = at
        elif found["text"] is not None:
            open_lists[-1][0].append(Form("text", found["text"], at))
        elif found["word"] is not None:
            kind = "word" if quoted is None else "quote"
            open_lists[-1][0].append(Form(kind, found["word"], quoted or at))
            quoted = None
    ((forms, _),) = open_lists
    return forms


def _word(form: Form) -> str:
    assert form.kind == "word", f"a name was expected at {form.at}"
    return str(form.content)


class _Reading:
    """Makes expressions of forms."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def procedure(self, names: list[Form], body: list[Form], name: str, at: Position) -> Lambda:
        return self.within({}, names, body, name, at)

    def within(
        self, scope: Scope, names: list[Form], body: list[Form], name: str, at: Position
    ) -> Lambda:
        parameters = tuple([Variable(_word(each)) for each in names])
        inner = {**scope, **{parameter.name: parameter for parameter in parameters}}
        return Lambda(parameters, None, self.body(body, inner), name, at)

    def body(self, forms: list[Form], scope: Scope) -> Expr:
        parts = tuple([self.expr(form, scope) for form in forms])
        return parts[0] if len(parts) == 1 else Begin(parts)

    def expr(self, form: Form, scope: Scope) -> Expr:
        match form.kind:
            case "text":
                return Const(literal_string(form.content))
            case "quote":
                return Const(symbol(form.content))
            case "word":
                return self.word(form, scope)
        if not form.content:
            return Const(NIL)
        match form.head, form.content[1:]:
            case "lambda", [names, *body]:
                return self.within(scope, names.content, body, "", form.at)
            case "let", [bindings, *body]:
                return self.let(bindings.content, body, scope)
            case "if", [test, then, otherwise]:
                return If(
                    self.expr(test, scope), self.expr(then, scope), self.expr(otherwise, scope)
                )
            case "begin", body:
                return self.body(body, scope)
            case "region", [kind, roles, *body]:
                pairs = [pair.content for pair in roles.content]
                return Region(
                    Control(_word(kind)),
                    tuple([Role(_word(role)) for role, _ in pairs]),
                    tuple([self.expr(held, scope) for _, held in pairs]),
                    self.body(body, scope),
                    form.at,
                )
        operator, *operands = [self.expr(part, scope) for part in form.content]
        return Call(operator, tuple(operands), form.at)

    def let(self, bindings: list[Form], body: list[Form], scope: Scope) -> Expr:
        names, values = zip(*[binding.content for binding in bindings], strict=True)
        variables = tuple([Variable(_word(name)) for name in names])
        inner = {**scope, **{variable.name: variable for variable in variables}}
        bound = tuple([self.expr(value, scope) for value in values])
        return Let(variables, bound, self.body(body, inner))

    def word(self, form: Form, scope: Scope) -> Expr:
        name = _word(form)
        if name in scope:
            return Local(scope[name], form.at)
        if name in _CONSTANTS:
            return Const(_CONSTANTS[name])
        if name.isdigit():
            return Const(int(name))
        cell = self.environment.find(name)
        if isinstance(cell, Cell):
            return Global(cell, form.at)
        return Const(builtins[name])
