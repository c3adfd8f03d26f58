"""Patterns of `syntax-rules`: matching a macro's use (R7RS 4.3.2).

A pattern is compiled once into nodes; matching fills a dict from the key of each
pattern variable to the syntax it stands for: a Syntax, or for a variable under an
ellipsis a sequence of such, nested as deep as its ellipses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from perdure.languages.scheme.expander.scopes import Scope, same_binding
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import (
    Alias,
    Atom,
    Identifier,
    List,
    Syntax,
    VectorForm,
    key_of,
    syntax_text,
    to_datum,
)
from perdure.vm.core.descent import Descent
from perdure.vm.objects.data import Bytevector, String
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numeric_vectors import NumericVector

Key: TypeAlias = "str | Alias"
Matches: TypeAlias = dict[Key, Any]

_LEVEL: Final = 3  #: Python frames from one pattern to the next within it, at most


class Pattern:
    """A compiled pattern; `match` says whether the syntax fits and fills `found`."""

    __slots__ = ()

    def match(self, stx: Syntax, scope: Scope, found: Matches) -> bool:
        raise NotImplementedError


class Anything(Pattern):
    """`_`."""

    __slots__ = ()

    def match(self, stx: Syntax, scope: Scope, found: Matches) -> bool:
        return True


class PatternVariable(Pattern):
    __slots__ = ("key",)

    def __init__(self, key: Key) -> None:
        self.key = key

    def match(self, stx: Syntax, scope: Scope, found: Matches) -> bool:
        found[self.key] = stx
        return True


class Literal(Pattern):
    """A name from the literals: fits what means the same."""

    __slots__ = ("home", "identifier")

    def __init__(self, identifier: Identifier, home: Scope) -> None:
        self.identifier = identifier
        self.home = home

    def match(self, stx: Syntax, scope: Scope, found: Matches) -> bool:
        return isinstance(stx, Identifier) and same_binding(self.identifier, self.home, stx, scope)


class Datum(Pattern):
    """A number, string, ...: fits an equal one of the same kind."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = _plain(value)

    def match(self, stx: Syntax, scope: Scope, found: Matches) -> bool:
        if not isinstance(stx, Atom):
            return False
        value = _plain(stx.value)
        return value is self.value or (type(value) is type(self.value) and value == self.value)


def _plain(value: Any) -> Any:
    """Strings and bytevectors by their contents, as they may come from data too."""
    if isinstance(value, String):
        return value.text
    if isinstance(value, Bytevector):
        return bytes(value.data)
    if isinstance(value, Text):
        return (value.letters,)
    if isinstance(value, NumericVector):
        return (value.kind, value.numbers.tobytes())
    return value


class Sequence(Pattern):
    """`(before ... repeated ellipsis after ... . tail)`, or the same as a vector."""

    __slots__ = ("after", "before", "fixed", "is_vector", "repeated", "repeated_keys", "tail")

    def __init__(
        self,
        before: tuple[Pattern, ...],
        repeated: Pattern | None,
        repeated_keys: tuple[Key, ...],
        after: tuple[Pattern, ...],
        tail: Pattern | None,
        is_vector: bool,
    ) -> None:
        self.before = before
        self.repeated = repeated
        self.repeated_keys = repeated_keys
        self.after = after
        self.tail = tail
        self.is_vector = is_vector
        self.fixed = len(before) + len(after)

    def match(self, stx: Syntax, scope: Scope, found: Matches, first: int = 0) -> bool:
        """Whether the syntax fits; of a list, its items from `first` on."""
        descent = scope.unit.session.descent
        if descent.left < _LEVEL:
            return descent.deeper(self.match, stx, scope, found, first)
        descent.left -= _LEVEL
        fits = self._match(stx, scope, found, first)
        descent.left += _LEVEL
        return fits

    def _match(self, stx: Syntax, scope: Scope, found: Matches, first: int) -> bool:
        rest: Syntax | None = None
        if self.is_vector:
            if not isinstance(stx, VectorForm):
                return False
            items = stx.items
        elif isinstance(stx, List):
            items = stx.items
            rest = stx.tail
        elif self.fixed == 0 and self.repeated is None:
            return False  # () and nothing else; a bare tail is compiled to itself
        elif self.fixed == 0 and self.tail is not None:
            items, rest = (), stx  # (x ... . tail) fits what is no list with no x at all
        else:
            return False
        count = len(items)
        if count - first < self.fixed:
            return False
        start = first + len(self.before)
        for pattern, item in zip(self.before, items[first:start], strict=True):
            if not pattern.match(item, scope, found):
                return False
        if self.repeated is not None:
            end = count - len(self.after)
            if not self._match_repeated(items[start:end], scope, found):
                return False
            for pattern, item in zip(self.after, items[end:], strict=True):
                if not pattern.match(item, scope, found):
                    return False
            start = count
        if self.tail is None:
            return rest is None and start == count
        if start == count and rest is not None:
            return self.tail.match(rest, scope, found)
        return self.tail.match(List(items[start:], rest, stx.at), scope, found)

    def _match_repeated(self, items: tuple[Syntax, ...], scope: Scope, found: Matches) -> bool:
        repeated = self.repeated
        assert repeated is not None
        if repeated.__class__ is PatternVariable:
            found[self.repeated_keys[0]] = items
            return True
        columns: list[list[Any]] = [[] for _ in self.repeated_keys]
        for item in items:
            one: Matches = {}
            if not repeated.match(item, scope, one):
                return False
            for key, column in zip(self.repeated_keys, columns, strict=True):
                column.append(one[key])
        found.update(zip(self.repeated_keys, columns, strict=True))
        return True


class PatternCompiler:
    """Compiles the patterns of one rule; `depths` maps its variables to ellipsis depths."""

    def __init__(
        self,
        literals: set[Key],
        is_ellipsis: Callable[[Syntax], bool],
        is_underscore: Callable[[Syntax], bool],
        home: Scope,
        descent: Descent,
    ) -> None:
        self.descent = descent
        self.literals = literals
        self.is_ellipsis = is_ellipsis
        self.is_underscore = is_underscore
        self.home = home
        self.depths: dict[Key, int] = {}

    def compile(self, stx: Syntax, depth: int = 0) -> Pattern:
        if isinstance(stx, Identifier):
            return self._identifier(stx, depth)
        if isinstance(stx, Atom):
            return Datum(stx.value)
        if not isinstance(stx, List | VectorForm):
            return Datum(to_datum(stx))
        descent = self.descent
        if descent.left < _LEVEL:
            return descent.deeper(self.compile, stx, depth)
        descent.left -= _LEVEL
        made: Pattern
        if isinstance(stx, VectorForm):
            made = self.sequence(stx.items, None, depth, True, stx)
        elif not stx.items and stx.tail is not None:
            made = self.compile(stx.tail, depth)
        else:
            made = self.sequence(stx.items, stx.tail, depth, False, stx)
        descent.left += _LEVEL
        return made

    def _identifier(self, stx: Identifier, depth: int) -> Pattern:
        key = key_of(stx)
        if key in self.literals:
            return Literal(stx, self.home)
        if self.is_ellipsis(stx):
            raise syntax_fault("syntax-rules", "an ellipsis must follow what it repeats", stx)
        if self.is_underscore(stx):
            return Anything()
        if key in self.depths:
            raise syntax_fault(
                "syntax-rules", f"the pattern variable {stx.name} stands twice in a pattern", stx
            )
        self.depths[key] = depth
        return PatternVariable(key)

    def sequence(
        self,
        items: tuple[Syntax, ...],
        tail: Syntax | None,
        depth: int,
        is_vector: bool,
        stx: Syntax,
    ) -> Sequence:
        before: list[Pattern] = []
        after: list[Pattern] = []
        repeated: Pattern | None = None
        keys: tuple[Key, ...] = ()
        index = 0
        while index < len(items):
            item = items[index]
            if index + 1 < len(items) and self.is_ellipsis_here(items[index + 1]):
                if repeated is not None:
                    raise syntax_fault(
                        "syntax-rules",
                        f"only one ellipsis may stand at a level of a pattern: {syntax_text(stx)}",
                        items[index + 1],
                    )
                known = set(self.depths)
                repeated = self.compile(item, depth + 1)
                keys = tuple(key for key in self.depths if key not in known)
                index += 2
                continue
            (before if repeated is None else after).append(self.compile(item, depth))
            index += 1
        end = None if tail is None else self.compile(tail, depth)
        return Sequence(tuple(before), repeated, keys, tuple(after), end, is_vector)

    def is_ellipsis_here(self, stx: Syntax) -> bool:
        return (
            isinstance(stx, Identifier)
            and key_of(stx) not in self.literals
            and self.is_ellipsis(stx)
        )
