"""define-syntax, let-syntax, letrec-syntax, syntax-rules, syntax-error (R7RS 4.3, 5.4)."""

from __future__ import annotations

from perdure.languages.scheme.expander.definitions import Target, expand_body
from perdure.languages.scheme.expander.expressions import distinct, name_of, shape
from perdure.languages.scheme.expander.forms.bindings import bindings
from perdure.languages.scheme.expander.keywords import CoreForm, core_form, definition, expression
from perdure.languages.scheme.expander.macros import Macro, Transformer, transform
from perdure.languages.scheme.expander.scopes import Scope, meaning
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import (
    Identifier,
    List,
    Syntax,
    syntax_text,
    text_of,
    to_datum,
)
from perdure.vm import core

_SYNTAX_RULES = core_form("syntax-rules")
_ER = "expected (syntax-rules ...) or the name of a keyword"


def keyword_of(stx: Syntax, scope: Scope, who: str) -> object:
    """The keyword to bind that the right side of a syntax definition makes."""
    whole = stx
    steps = 0
    while isinstance(stx, List) and stx.items and isinstance(stx.items[0], Identifier):
        binding = meaning(stx.items[0], scope)
        if binding is _SYNTAX_RULES:
            return Transformer(stx, scope)
        if not isinstance(binding, Macro | Transformer):
            break
        stx = transform(binding, stx, scope, steps)
        steps += 1
    if isinstance(stx, Identifier):
        binding = meaning(stx, scope)
        if isinstance(binding, CoreForm | Macro | Transformer):
            return binding
    raise syntax_fault(who, f"{_ER}, got {syntax_text(whole)}", whole)


@definition("define-syntax")
def expand_define_syntax(form: List, scope: Scope, target: Target) -> None:
    name, rules = shape(form, "define-syntax", "(define-syntax name (syntax-rules ...))", 2, 2)
    identifier = name_of(name, "define-syntax")
    target.define_syntax(identifier, keyword_of(rules, scope, "define-syntax"))


@expression("let-syntax")
def expand_let_syntax(form: List, scope: Scope) -> core.Expr:
    return _local_syntax(form, scope, "let-syntax", is_recursive=False)


@expression("letrec-syntax")
def expand_letrec_syntax(form: List, scope: Scope) -> core.Expr:
    return _local_syntax(form, scope, "letrec-syntax", is_recursive=True)


def _local_syntax(form: List, scope: Scope, who: str, is_recursive: bool) -> core.Expr:
    parts = shape(form, who, f"({who} ((name (syntax-rules ...)) ...) body ...)", 2)
    names, rules = bindings(parts[0], who)
    distinct(names, who)
    inner = Scope(scope)
    home = inner if is_recursive else scope
    keywords = [keyword_of(stx, home, who) for stx in rules]
    for name, keyword in zip(names, keywords, strict=True):
        inner.bind(name, keyword)
    return expand_body(parts[1:], Scope(inner), who, form)


@expression("syntax-rules")
def refuse_syntax_rules(form: List, scope: Scope) -> core.Expr:
    raise syntax_fault(
        "syntax-rules", "this may only stand in define-syntax, let-syntax or letrec-syntax", form
    )


@expression("syntax-error")
def expand_syntax_error(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "syntax-error", '(syntax-error "message" form ...)', 1)
    message = text_of(parts[0])
    if message is None:
        raise syntax_fault("syntax-error", "the message must be a string", form)
    raise syntax_fault("", message, form, *(to_datum(part) for part in parts[1:]))
