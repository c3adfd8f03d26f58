"""Macros: what `syntax-rules` makes, and how one that is stored is written.

A `Transformer` is the working form, in memory only; a local macro is bound to
one. A macro defined at top level is bound to a `Macro`, which the image stores:
its rules as nested tuples, with an index of the aliases in them (a macro that a
macro defined). It makes its transformer when it is first used.

    encoded ::= str                       an identifier
              | int                       the alias of that index
              | (0, items, tail or None)  a list
              | (1, items)                a vector
              | (2, value)                an atom
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent

from perdure.languages.scheme.expander.keywords import ELLIPSIS, UNDERSCORE
from perdure.languages.scheme.expander.patterns import Key, Matches, Pattern, PatternCompiler
from perdure.languages.scheme.expander.scopes import Scope, is_keyword
from perdure.languages.scheme.expander.templates import Filling, Template, TemplateCompiler
from perdure.languages.scheme.faults import syntax_fault
from perdure.languages.scheme.syntax import (
    Alias,
    Atom,
    Identifier,
    List,
    Shared,
    Syntax,
    VectorForm,
    key_of,
    syntax_text,
)
from perdure.vm.values.environments import Environment


class Transformer:
    """`(syntax-rules (literal ...) (pattern template) ...)`, closed over its scope."""

    __slots__ = ("form", "home", "rules")

    def __init__(self, form: List, home: Scope) -> None:
        self.form = form
        self.home = home
        self.rules: list[tuple[Pattern, Template]] = _compile_rules(form, home)

    def expand(self, use: List, scope: Scope) -> Syntax:
        """What the use stands for; the first rule that fits decides."""
        for pattern, template in self.rules:
            found: Matches = {}
            if pattern.match(use, scope, found):
                return template.fill(found, Filling(self.home, use.at))
        head = use.items[0]
        name = head.name if isinstance(head, Identifier) else "macro"
        raise syntax_fault(name, f"no rule of this macro fits {syntax_text(use)}", use)


class Macro(Persistent):
    """A macro defined at top level. Immutable."""

    __module__ = "perdure.languages.scheme"
    __slots__ = ("_v_transformer", "aliases", "environment", "name", "rules")

    name: str
    environment: Environment  #: where it was defined
    rules: Any  #: the syntax-rules form, encoded
    #: (name or index of the base, environment, Alias.defined)
    aliases: tuple[tuple[str | int, Environment, Any], ...]
    _v_transformer: Transformer | None

    def __init__(self, transformer: Transformer, name: str) -> None:
        encoder = _Encoder(name)
        self.name = name
        self.environment = transformer.home.environment
        self.rules = encoder.encode(transformer.form)
        self.aliases = tuple(encoder.table)
        self._v_transformer = transformer

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.name, self.environment, self.rules, self.aliases)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.name, self.environment, self.rules, self.aliases = state[:5]
        self._v_transformer = None

    def transformer(self) -> Transformer:
        made = self._v_transformer
        if made is None:
            form = _decode(self.rules, _decode_aliases(self.aliases))
            assert isinstance(form, List)
            made = self._v_transformer = Transformer(form, Scope.root(self.environment))
        return made


#: Steps that one form may take before it is no macro's use any more.
MOST_STEPS = 20_000


def transform(macro: Any, use: List, scope: Scope, steps: int = 0) -> Syntax:
    """The expansion of a macro's use by one step; `steps` were taken before."""
    if steps > MOST_STEPS:
        raise syntax_fault("", f"this macro has no end: {syntax_text(use)}", use)
    transformer: Transformer = macro if isinstance(macro, Transformer) else macro.transformer()
    return transformer.expand(use, scope)


# --- compiling ------------------------------------------------------------------


def _compile_rules(form: List, home: Scope) -> list[tuple[Pattern, Template]]:
    who = "syntax-rules"
    parts = form.items[1:]
    custom: Key | None = None
    if parts and isinstance(parts[0], Identifier):
        custom = key_of(parts[0])
        parts = parts[1:]
    if form.tail is not None or not parts or not _is_names(parts[0]):
        raise syntax_fault(
            who, f"expected (syntax-rules (literal ...) rule ...), got {syntax_text(form)}", form
        )
    names = parts[0]
    assert isinstance(names, List)
    literals = {key_of(name) for name in names.items if isinstance(name, Identifier)}

    def is_ellipsis(stx: Syntax) -> bool:
        if not isinstance(stx, Identifier):
            return False
        if key_of(stx) in literals:
            return False
        if custom is not None:
            return key_of(stx) == custom
        return is_keyword(stx, ELLIPSIS, home)

    def is_underscore(stx: Syntax) -> bool:
        return is_keyword(stx, UNDERSCORE, home)

    rules = []
    for rule in parts[1:]:
        if not (isinstance(rule, List) and len(rule.items) == 2 and rule.tail is None):
            raise syntax_fault(who, f"expected (pattern template), got {syntax_text(rule)}", rule)
        whole, template = rule.items
        if not (isinstance(whole, List) and whole.items):
            raise syntax_fault(
                who, f"a pattern is a list that starts with a name, got {syntax_text(whole)}", whole
            )
        compiler = PatternCompiler(literals, is_ellipsis, is_underscore, home)
        # What stands for the keyword itself is ignored, whatever it is.
        rest = compiler.compile(List(whole.items[1:], whole.tail, whole.at))
        compiled = TemplateCompiler(compiler.depths, is_ellipsis).compile(template)
        rules.append((_AfterKeyword(rest), compiled))
    return rules  # type: ignore[return-value]


def _is_names(stx: Syntax) -> bool:
    return (
        isinstance(stx, List)
        and stx.tail is None
        and all(isinstance(item, Identifier) for item in stx.items)
    )


class _AfterKeyword(Pattern):
    """The pattern of a whole use, whose first item is the keyword."""

    __slots__ = ("rest",)

    def __init__(self, rest: Pattern) -> None:
        self.rest = rest

    def match(self, stx: Syntax, scope: Scope, found: Matches) -> bool:
        assert isinstance(stx, List)
        return self.rest.match(List(stx.items[1:], stx.tail, stx.at), scope, found)


# --- storing --------------------------------------------------------------------


class _Encoder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.indices: dict[Alias, int] = {}
        self.table: list[tuple[str | int, Environment, Any]] = []

    def encode(self, stx: Syntax) -> Any:
        if isinstance(stx, Alias):
            return self.alias(stx)
        if isinstance(stx, Identifier):
            return stx.name
        if isinstance(stx, List):
            tail = None if stx.tail is None else self.encode(stx.tail)
            return (0, tuple([self.encode(item) for item in stx.items]), tail)
        if isinstance(stx, VectorForm):
            return (1, tuple([self.encode(item) for item in stx.items]))
        if isinstance(stx, Shared):
            raise syntax_fault("define-syntax", "a stored macro may not use datum labels", stx)
        assert isinstance(stx, Atom)
        return (2, stx.value)

    def alias(self, alias: Alias) -> int:
        known = self.indices.get(alias)
        if known is None:
            base = self.encode(alias.base)
            known = self.indices[alias] = len(self.table)
            self.table.append((base, alias.home.environment, alias.defined))
        return known


def _decode_aliases(table: tuple[tuple[str | int, Environment, Any], ...]) -> list[Alias]:
    aliases: list[Alias] = []
    for base, environment, defined in table:
        identifier = aliases[base] if isinstance(base, int) else Identifier(base)
        alias = Alias(identifier, Scope.root(environment))
        alias.defined = defined
        aliases.append(alias)
    return aliases


def _decode(encoded: Any, aliases: list[Alias]) -> Syntax:
    if isinstance(encoded, str):
        return Identifier(encoded)
    if isinstance(encoded, int):
        return aliases[encoded]
    if encoded[0] == 0:
        tail = None if encoded[2] is None else _decode(encoded[2], aliases)
        return List(tuple([_decode(item, aliases) for item in encoded[1]]), tail)
    if encoded[0] == 1:
        return VectorForm(tuple([_decode(item, aliases) for item in encoded[1]]))
    return Atom(encoded[1])
