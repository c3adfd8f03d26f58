"""Core forms: the keywords whose meaning is written in Python.

A core form is an interned object, stored by its name alone, so an image written
by one version of Perdure is expanded by the code of another. What it does is
given by decorators:

    @expression("if")
    def expand_if(form: List, scope: Scope) -> Expr: ...

    @definition("define")
    def expand_define(form: List, scope: Scope, target: Target) -> None: ...

An auxiliary keyword (`else`, `=>`, `...`) has neither and is only compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from perdure.languages.scheme.reader.syntax import List
from perdure.vm.core import Expr
from perdure.vm.objects.fixed import Fixed, stored_function

#: Both are given the Scope in which the form stands, the second also the Target of its definitions.
Expression: TypeAlias = Callable[[List, Any], Expr]
Definition: TypeAlias = Callable[[List, Any, Any], None]


class CoreForm(Fixed):
    """A keyword of the language. Make one with `core_form(name)`."""

    __module__ = "perdure.languages.scheme"
    __slots__ = ("define", "expand", "name")

    name: str
    expand: Expression | None  #: what it is as an expression
    define: Definition | None  #: what it is where definitions may stand

    def __init__(self, name: str) -> None:
        self.name = name
        self.expand = None
        self.define = None

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return keyword_named, (self.name,)

    def __repr__(self) -> str:
        return f"#<keyword {self.name}>"


core_forms: dict[str, CoreForm] = {}  #: every keyword, by name


def core_form(name: str) -> CoreForm:
    """The keyword of that name, made where it is new."""
    found = core_forms.get(name)
    return found if found is not None else core_forms.setdefault(name, CoreForm(name))


@stored_function("perdure.languages.scheme")
def keyword_named(name: str) -> CoreForm:
    """The form that a stored keyword is loaded as. One that this version lacks fails in use."""
    return core_forms.get(name) or CoreForm(name)


def expression(*names: str) -> Callable[[Expression], Expression]:
    """Decorator: this function expands uses of the form as an expression."""

    def register(function: Expression) -> Expression:
        for name in names:
            core_form(name).expand = function
        return function

    return register


def definition(*names: str) -> Callable[[Definition], Definition]:
    """Decorator: this function handles the form where definitions may stand."""

    def register(function: Definition) -> Definition:
        for name in names:
            core_form(name).define = function
        return function

    return register


ELSE = core_form("else")
ARROW = core_form("=>")
ELLIPSIS = core_form("...")
UNDERSCORE = core_form("_")
UNQUOTE = core_form("unquote")
UNQUOTE_SPLICING = core_form("unquote-splicing")
