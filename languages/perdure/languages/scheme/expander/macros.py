"""Macros: what `syntax-rules` makes, and how one that is stored is written.

A `Transformer` is the working form, in memory only; a local macro is bound to
one. A macro defined at top level is bound to a `Macro`, which the image stores:
its rules as one flat tuple, however deep they are nested, with an index of the aliases
in them (a macro that a macro defined). It makes its transformer when it is first used.

    rules ::= (token ...)

    token ::= str                       an identifier
            | int                       the alias of that index
            | (0, number, has_tail)     a list: its items follow, then its tail
            | (1, number)               a vector: its items follow
            | (2, value)                an atom
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from persistent import Persistent

from perdure.languages.scheme.expander.keywords import ELLIPSIS, UNDERSCORE
from perdure.languages.scheme.expander.patterns import (
    Key,
    Matches,
    Pattern,
    PatternCompiler,
    Sequence,
)
from perdure.languages.scheme.expander.scopes import Scope, is_keyword
from perdure.languages.scheme.expander.templates import Filling, Template, TemplateCompiler
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import (
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
from perdure.vm.core.descent import Descent
from perdure.vm.objects.environments import Environment


class Transformer:
    """`(syntax-rules (literal ...) (pattern template) ...)`, closed over its scope."""

    __slots__ = ("form", "home", "rules")

    def __init__(self, form: List, home: Scope) -> None:
        self.form = form
        self.home = home
        self.rules: list[tuple[Pattern, Template]] = _compile_rules(form, home)

    def expand(self, use: List, scope: Scope) -> Syntax:
        """The syntax that the use stands for; the first rule that fits decides."""
        for pattern, template in self.rules:
            found: Matches = {}
            if pattern.match(use, scope, found):
                return template.fill(found, Filling(self.home, use.at, scope.unit.session.descent))
        head = use.items[0]
        name = head.name if isinstance(head, Identifier) else "macro"
        raise syntax_fault(name, f"no rule of this macro fits {syntax_text(use)}", use)


class Macro(Persistent):
    """A macro defined at top level. Immutable."""

    __module__ = "perdure.languages.scheme"
    __slots__ = ("_v_transformer", "aliases", "environment", "name", "rules")

    name: str
    environment: Environment  #: where it was defined
    rules: tuple[Any, ...]  #: the syntax-rules form, encoded
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
        return (2, self.name, self.environment, self.rules, self.aliases)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        version, self.name, self.environment, self.rules, self.aliases = state[:5]
        if version == 1:
            self.rules = tuple(_tokens_of_nested(self.rules))
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
    descent = Descent()
    for rule in parts[1:]:
        if not (isinstance(rule, List) and len(rule.items) == 2 and rule.tail is None):
            raise syntax_fault(who, f"expected (pattern template), got {syntax_text(rule)}", rule)
        whole, template = rule.items
        if not (isinstance(whole, List) and whole.items):
            raise syntax_fault(
                who, f"a pattern is a list that starts with a name, got {syntax_text(whole)}", whole
            )
        compiler = PatternCompiler(literals, is_ellipsis, is_underscore, home, descent)
        # What stands for the keyword itself is ignored, whatever it is.
        rest = compiler.compile(List(whole.items[1:], whole.tail, whole.at))
        compiled = TemplateCompiler(compiler.depths, is_ellipsis, descent).compile(template)
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
        if isinstance(self.rest, Sequence):
            return self.rest.match(stx, scope, found, 1)
        return self.rest.match(List(stx.items[1:], stx.tail, stx.at), scope, found)


# --- storing --------------------------------------------------------------------


class _Encoder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.indices: dict[Alias, int] = {}
        self.table: list[tuple[str | int, Environment, Any]] = []

    def encode(self, form: Syntax) -> tuple[Any, ...]:
        tokens: list[Any] = []
        waiting = [form]
        while waiting:
            stx = waiting.pop()
            if isinstance(stx, Identifier):
                tokens.append(self.identifier(stx))
            elif isinstance(stx, List):
                tokens.append((0, len(stx.items), stx.tail is not None))
                if stx.tail is not None:
                    waiting.append(stx.tail)
                waiting.extend(reversed(stx.items))
            elif isinstance(stx, VectorForm):
                tokens.append((1, len(stx.items)))
                waiting.extend(reversed(stx.items))
            elif isinstance(stx, Shared):
                raise syntax_fault("define-syntax", "a stored macro may not use datum labels", stx)
            else:
                assert isinstance(stx, Atom)
                tokens.append((2, stx.value))
        return tuple(tokens)

    def identifier(self, identifier: Identifier) -> str | int:
        """The name, or for an alias its index; what it stands for comes before it."""
        aliases: list[Alias] = []
        while isinstance(identifier, Alias) and identifier not in self.indices:
            aliases.append(identifier)
            identifier = identifier.base
        known = self.indices[identifier] if isinstance(identifier, Alias) else identifier.name
        for alias in reversed(aliases):
            base, known = known, len(self.table)
            self.indices[alias] = known
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


def _decode(tokens: tuple[Any, ...], aliases: list[Alias]) -> Syntax:
    made: list[Syntax] = []  # what follows the token, the nearest last
    for token in reversed(tokens):
        if isinstance(token, str):
            made.append(Identifier(token))
        elif isinstance(token, int):
            made.append(aliases[token])
        elif token[0] == 2:
            made.append(Atom(token[1]))
        else:
            items = tuple([made.pop() for _ in range(token[1])])
            if token[0] == 1:
                made.append(VectorForm(items))
            else:
                made.append(List(items, made.pop() if token[2] else None))
    return made.pop()


def _tokens_of_nested(encoded: Any) -> Iterator[Any]:
    """The tokens of rules as version 1 stored them: `(0, items, tail)`, `(1, items)`."""
    if not isinstance(encoded, tuple) or encoded[0] == 2:
        yield encoded
        return
    yield (0, len(encoded[1]), encoded[2] is not None) if encoded[0] == 0 else (1, len(encoded[1]))
    for item in encoded[1]:
        yield from _tokens_of_nested(item)
    if encoded[0] == 0 and encoded[2] is not None:
        yield from _tokens_of_nested(encoded[2])
