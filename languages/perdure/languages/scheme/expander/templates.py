"""Templates of `syntax-rules`: what a macro's use becomes (R7RS 4.3.2).

A template is compiled once into nodes. Filling one replaces pattern variables by
what they matched and every other identifier by an alias, made once per name and
expansion. New lists get the position of the macro's use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from perdure.languages.scheme.expander.patterns import Key, Matches
from perdure.languages.scheme.expander.scopes import Scope
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import (
    Alias,
    Identifier,
    List,
    Place,
    Syntax,
    VectorForm,
    key_of,
    list_with_tail,
    syntax_text,
)
from perdure.vm.core.descent import Descent

_LEVEL: Final = 4  #: Python frames from one template to the next within it, at most


class Filling:
    """One expansion: what was matched, and the aliases made so far."""

    __slots__ = ("aliases", "at", "descent", "home")

    def __init__(self, home: Scope, at: Place, descent: Descent) -> None:
        self.home = home
        self.at = at
        self.descent = descent
        self.aliases: dict[Key, Alias] = {}

    def alias(self, identifier: Identifier) -> Alias:
        key = key_of(identifier)
        made = self.aliases.get(key)
        if made is None:
            made = self.aliases[key] = Alias(identifier, self.home, self.at)
        return made


class Template:
    """A compiled template."""

    __slots__ = ()

    def fill(self, found: Matches, filling: Filling) -> Syntax:
        raise NotImplementedError


class Insert(Template):
    """A pattern variable."""

    __slots__ = ("key",)

    def __init__(self, key: Key) -> None:
        self.key = key

    def fill(self, found: Matches, filling: Filling) -> Syntax:
        return found[self.key]


class Rename(Template):
    """Any other identifier."""

    __slots__ = ("identifier",)

    def __init__(self, identifier: Identifier) -> None:
        self.identifier = identifier

    def fill(self, found: Matches, filling: Filling) -> Syntax:
        return filling.alias(self.identifier)


class Same(Template):
    """A datum with no identifier in it."""

    __slots__ = ("stx",)

    def __init__(self, stx: Syntax) -> None:
        self.stx = stx

    def fill(self, found: Matches, filling: Filling) -> Syntax:
        return self.stx


class Repeat:
    """`element ...`, with one or more ellipses; `keys` vary, an ellipsis a tuple."""

    __slots__ = ("depth", "element", "keys", "stx")

    def __init__(
        self, element: Template, depth: int, keys: tuple[tuple[Key, ...], ...], stx: Syntax
    ):
        self.element = element
        self.depth = depth
        self.keys = keys  #: outermost ellipsis first
        self.stx = stx

    def variable(self) -> Key | None:
        """The variable, where this is nothing but `variable ...`."""
        if self.depth == 1 and isinstance(self.element, Insert) and len(self.keys[0]) == 1:
            return self.element.key
        return None

    def fill_into(
        self, result: list[Syntax], found: Matches, filling: Filling, level: int = 0
    ) -> None:
        if level == self.depth:
            result.append(self.element.fill(found, filling))
            return
        keys = self.keys[level]
        columns: list[list[Any]] = [found[key] for key in keys]
        length = len(columns[0])
        if any(len(column) != length for column in columns):
            names = " and ".join(k if isinstance(k, str) else k.name for k in keys)
            raise syntax_fault(
                "syntax-rules",
                f"{names} matched different numbers of forms in {syntax_text(self.stx)} ...",
                _At(filling.at),
            )
        if level + 1 == self.depth and isinstance(self.element, Insert) and len(keys) == 1:
            result += columns[0]
            return
        inner = dict(found)
        for row in zip(*columns, strict=True):
            inner.update(zip(keys, row, strict=True))
            self.fill_into(result, inner, filling, level + 1)


class _At(Syntax):
    """A mere position."""

    __slots__ = ()

    def __init__(self, at: Place) -> None:
        self.at = at


class Compound(Template):
    """`(part ... . tail)` or `#(part ...)`."""

    __slots__ = ("is_vector", "last", "parts", "tail")

    def __init__(
        self, parts: tuple[Template | Repeat, ...], tail: Template | None, is_vector: bool
    ) -> None:
        self.last: Key | None = None  #: the variable of a last part `name ...`
        if parts and isinstance(parts[-1], Repeat):
            self.last = parts[-1].variable()
            if self.last is not None:
                parts = parts[:-1]
        self.parts = parts
        self.tail = tail
        self.is_vector = is_vector

    def fill(self, found: Matches, filling: Filling) -> Syntax:
        descent = filling.descent
        if descent.left < _LEVEL:
            return descent.deeper(self.fill, found, filling)
        descent.left -= _LEVEL
        filled = self._fill(found, filling)
        descent.left += _LEVEL
        return filled

    def _fill(self, found: Matches, filling: Filling) -> Syntax:
        items: list[Syntax] = []
        for part in self.parts:
            if part.__class__ is Repeat:
                assert isinstance(part, Repeat)
                part.fill_into(items, found, filling)
            else:
                items.append(part.fill(found, filling))  # type: ignore[union-attr]
        filled = tuple(items)
        if self.last is not None:  # copied once: a macro may take one form off at each step
            filled += tuple(found[self.last])
        if self.is_vector:
            return VectorForm(filled, filling.at)
        if self.tail is None:
            return List(filled, None, filling.at)
        tail = self.tail.fill(found, filling)
        return list_with_tail(filled, tail, filling.at) if filled else tail


class TemplateCompiler:
    """Compiles a template against the variables, with their depths, of its pattern.

    A variable under more ellipses than its depth varies with the outermost of them
    (SRFI 149).
    """

    def __init__(
        self,
        depths: dict[Key, int],
        is_ellipsis: Callable[[Syntax], bool],
        descent: Descent,
    ) -> None:
        self.descent = descent
        self.depths = depths
        self.is_ellipsis = is_ellipsis
        self.levels: list[list[Key]] = []  # what varies with each enclosing ellipsis

    def compile(self, stx: Syntax, escaped: bool = False) -> Template:
        if isinstance(stx, Identifier):
            return self._identifier(stx, escaped)
        if not isinstance(stx, List | VectorForm):
            return Same(stx)
        descent = self.descent
        if descent.left < _LEVEL:
            return descent.deeper(self.compile, stx, escaped)
        descent.left -= _LEVEL
        items = stx.items
        made: Template
        if isinstance(stx, VectorForm):
            made = self._compound(items, None, escaped, True)
        elif not escaped and len(items) == 2 and not stx.tail and self.is_ellipsis(items[0]):
            made = self.compile(items[1], escaped=True)
        else:
            made = self._compound(items, stx.tail, escaped, False)
        descent.left += _LEVEL
        return made

    def _identifier(self, stx: Identifier, escaped: bool) -> Template:
        key = key_of(stx)
        depth = self.depths.get(key)
        if depth is None:
            if not escaped and self.is_ellipsis(stx):
                raise syntax_fault("syntax-rules", "an ellipsis must follow what it repeats", stx)
            return Rename(stx)
        if depth > len(self.levels):
            missing = depth - len(self.levels)
            raise syntax_fault(
                "syntax-rules", f"{stx.name} needs {missing} more ... after it in the template", stx
            )
        for level in self.levels[:depth]:
            if key not in level:
                level.append(key)
        return Insert(key)

    def _compound(
        self, items: tuple[Syntax, ...], tail: Syntax | None, escaped: bool, is_vector: bool
    ) -> Compound:
        parts: list[Template | Repeat] = []
        index = 0
        while index < len(items):
            stx = items[index]
            index += 1
            count = 0
            while not escaped and index < len(items) and self.is_ellipsis(items[index]):
                count += 1
                index += 1
            if count:
                parts.append(self._repeat(stx, count))
            else:
                parts.append(self.compile(stx, escaped))
        end = None if tail is None else self.compile(tail, escaped)
        return Compound(tuple(parts), end, is_vector)

    def _repeat(self, stx: Syntax, count: int) -> Repeat:
        outside = len(self.levels)
        self.levels += [[] for _ in range(count)]
        element = self.compile(stx)
        own = self.levels[outside:]
        del self.levels[outside:]
        if not all(own):
            raise syntax_fault(
                "syntax-rules",
                f"nothing in {syntax_text(stx)} varies with the ellipsis after it",
                stx,
            )
        return Repeat(element, count, tuple(tuple(keys) for keys in own), stx)
