"""Where a function of one version of a text goes on in another.

Both are lowered to statements. Those are laid beside each other as `diff` lays lines, each with the
kinds of the blocks that it stands in, so an edit above, below or beside the place at which a frame
waits does not matter. An edit of the statement itself does not where it still calls the same. What
cannot be told is refused, with file, line and reason: CannotMove.

Read by: perdure.languages.python.machine.upgrading.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from perdure.languages.python.code import LoweredFunction, LoweredModule
from perdure.languages.python.code.data import blocks_of
from perdure.languages.python.code.marks import asks, cleared_by, held_by, pending_of, site_of

NOTHING: Mapping[str, Any] = MappingProxyType({})
NOTED = re.compile(r"\.e\d+")  #: the name that a handler has which notes what is pending
NUMBERED = re.compile(r"'(\.[a-z]+)\d+'")  #: a variable of the lowering, in a dump


class CannotMove(Exception):
    """A program does not go on in that version of its text: file, line and reason."""


class Place(NamedTuple):
    """A statement of a lowered body, with the blocks that it stands in."""

    statement: ast.stmt
    around: tuple[tuple[ast.stmt, int], ...]  #: statements, and the number of the block, from outer
    key: Any  #: equal where two say the same
    call: Any  #: the same of what a site calls; None where it is no site


class Move(NamedTuple):
    """The counterpart of a place where a frame stands."""

    point: int
    names: dict[str, str]  #: variables of the lowering there, by what they were called
    given: Mapping[str, Any] = NOTHING  #: those that it has there besides


class Moves:
    """The counterparts of the functions of one module, and of places in them."""

    def __init__(self, old: LoweredModule, new: LoweredModule) -> None:
        self.old = old
        self.new = new
        self._aligned: dict[int, Aligned] = {}

    @cached_property
    def functions(self) -> dict[int, int]:
        """By index, that of the function of the same name; or that which does the same."""
        found = {0: 0}
        by_name: dict[Any, list[int]] = {}
        for function in self.new.functions:
            by_name.setdefault(_name(function), []).append(function.index)
        own: Counter[Any] = Counter()
        for function in self.old.functions[1:]:
            number, others = own[_name(function)], by_name.get(_name(function), [])
            own[_name(function)] += 1
            if number < len(others):
                found[function.index] = others[number]
        taken = set(found.values())
        for function in self.old.functions:
            if function.index in found:
                continue
            same = [
                other.index
                for other in self.new.functions
                if other.index not in taken and _does_the_same(function, other)
            ]
            if len(same) == 1:
                found[function.index] = same[0]
        return found

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The new names of functions that do the same under another."""
        pairs = [
            (self.old.functions[old].name, self.new.functions[new].name)
            for old, new in self.functions.items()
        ]
        return {old: new for old, new in pairs if old != new}

    def function(self, index: int, line: int) -> int:
        """The counterpart of a function in which a frame stands. CannotMove."""
        found = self.functions.get(index)
        if found is None:
            name = self.old.functions[index].qualname
            raise CannotMove(
                f"{self.where(line)}: it stands in `{name}`, which the new version does not have"
            )
        if self.old.functions[index].kind != self.new.functions[found].kind:
            name = self.old.functions[index].qualname
            raise CannotMove(
                f"{self.where(line)}: it stands in `{name}`, which is another kind of function in "
                "the new version"
            )
        return found

    def where(self, line: int) -> str:
        return f"{self.old.filename}:{line}"

    def move(self, index: int, point: int) -> Move:
        """The counterpart of a point of a function that has one. CannotMove."""
        if point < 0:
            return Move(point, {})
        aligned = self._aligned.get(index)
        if aligned is None:
            new = self.new.functions[self.functions[index]]
            old = self.old.functions[index]
            aligned = self._aligned[index] = Aligned(old, new, self.renamed)
        site = self.old.sites[point >> 1]
        found, why = aligned.counterpart(site.number)
        if found is None:
            raise CannotMove(f"{self.where(site.line)}: {why}")
        there, names, given = found
        return Move(2 * there + (point & 1), names, given)


class Aligned:
    """The statements of two versions of a function, beside each other."""

    def __init__(self, old: LoweredFunction, new: LoweredFunction, renamed: dict[str, str]) -> None:
        self.old = [with_names(each, renamed) for each in places_in(old.body)]
        self.new = list(places_in(new.body))
        self.equal: dict[int, int] = {}
        self.replaced: dict[int, int] = {}
        old_keys, new_keys = [each.key for each in self.old], [each.key for each in self.new]
        matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind == "equal":
                self.equal.update(zip(range(a, b), range(c, d), strict=True))
            elif kind == "replace":
                sites = [n for n in range(a, b) if self.old[n].call is not None]
                others = [n for n in range(c, d) if self.new[n].call is not None]
                self.replaced.update(self._by_calls(sites, others))
        self.counts = Counter(old_keys), Counter(new_keys)
        #: those that say what no other does, by what that is
        self.only = {key: n for n, key in enumerate(new_keys) if self.counts[1][key] == 1}
        self.numbers = {
            site: number
            for number, each in enumerate(self.old)
            if (site := site_of(each.statement)) is not None
        }

    def _by_calls(self, sites: list[int], others: list[int]) -> dict[int, int]:
        """Sites whose statements have changed, and which call the same, each as often."""
        before, now = [self.old[n].call for n in sites], [self.new[n].call for n in others]
        counts = Counter(before), Counter(now)
        matcher = SequenceMatcher(None, before, now, autojunk=False)
        return {
            sites[a + n]: others[c + n]
            for a, c, size in matcher.get_matching_blocks()
            for n in range(size)
            if counts[0][before[a + n]] == counts[1][before[a + n]]
        }

    def counterpart(
        self, site: int
    ) -> tuple[tuple[int, dict[str, str], dict[str, Any]] | None, str]:
        """The other's site, the names there, and what is given there; or None, and why."""
        number = self.numbers[site]
        there = self.equal.get(number, self.replaced.get(number))
        key = self.old[number].key
        if there is None and self.counts[0][key] == 1:
            there = self.only.get(key)
        if there is None:
            return None, "the new version has no statement that goes on from what it waits for here"
        if number in self.equal and not self.is_certain(number, there):
            return None, (
                "the new version says the same as this statement at another number of places; "
                "which of them it is cannot be told"
            )
        old, new = self.old[number], self.new[there]
        names, given = self.names_at(number), dict[str, Any]()
        for (one, _), (other, _) in zip(old.around, new.around, strict=True):
            if isinstance(one, ast.For) and key_of(one) != key_of(other):
                return None, f"the loop around it, at line {one.lineno}, is another one"
            names.update(paired(one, other))
            k = pending_of(other) if isinstance(other, ast.Try) else None
            if k is not None and isinstance(one, ast.Try) and pending_of(one) is None:
                given |= {f".why{k}": 0, f".rv{k}": None}
        found = site_of(new.statement)
        assert found is not None
        return (found, names, given), ""

    def is_certain(self, number: int, there: int) -> bool:
        """Whether no other statement of the new version may be meant."""
        key = self.old[number].key
        if self.counts[0][key] == self.counts[1][key]:
            return True
        before = number == there == 0 or self.equal.get(number - 1) == there - 1
        is_last = number + 1 == len(self.old) and there + 1 == len(self.new)
        return before and (is_last or self.equal.get(number + 1) == there + 1)

    def names_at(self, last: int) -> dict[str, str]:
        """The variables of the lowering as they are called at a statement, by those before it."""
        found: dict[str, str] = {}
        for number in range(last + 1):
            statement = self.old[number].statement
            for name in _stored(statement):
                found.pop(name, None)  # it is another value from here on
            there = self.equal.get(number)
            if there is not None:
                found.update(paired(statement, self.new[there].statement))
        return found


def places_in(
    body: list[ast.stmt], around: tuple[tuple[ast.stmt, int], ...] = ()
) -> Iterator[Place]:
    """The statements of a body, inner ones too, in the order of the text.

    A `try` that stands for none is not among them: texts that older Perdures lowered have none.
    """
    path = tuple((type(each).__name__, block) for each, block in around)
    for statement in body:
        if isinstance(statement, ast.Try) and cleared_by(statement):
            yield from places_in(statement.body, around)
            continue
        if isinstance(statement, ast.Try) and asks(statement):
            yield from places_in(statement.body, around)
            yield from places_in(statement.handlers[-1].body, (*around, (statement, 1)))
            continue
        is_site = site_of(statement) is not None
        call = (path, _callee(statement)) if is_site else None
        yield Place(statement, around, (path, key_of(statement)), call)
        for number, block in enumerate(blocks_of(statement)):
            inside = (*around, (statement, number))
            yield from places_in(guarded(block) if number == 0 else block, inside)


def guarded(block: list[ast.stmt]) -> list[ast.stmt]:
    """The first block of a statement, without the `try` that a `finally` may have in it.

    It is there where something in the `finally` may wait, and notes what that is to go on with.
    """
    match block:
        case [ast.Try(body=body, handlers=[_, ast.ExceptHandler(name=str(name))]), *more]:
            if NOTED.fullmatch(name):
                return [*body, *more]
    return block


def with_names(place: Place, renamed: dict[str, str]) -> Place:
    """The same with functions called as they are in the new version."""
    if not renamed:
        return place

    def named(text: str) -> str:
        for old, new in renamed.items():
            text = text.replace(f"id='{old}'", f"id='{new}'")
            text = text.replace(f"Def {old}", f"Def {new}") if text.endswith(f"Def {old}") else text
        return text

    path, key = place.key
    call = None if place.call is None else (place.call[0], named(place.call[1]))
    return place._replace(key=(path, named(key)), call=call)


def key_of(statement: ast.stmt) -> str:
    """The text of a statement; of one with blocks, what stands before them."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return f"{type(statement).__name__} {statement.name}"
        case ast.Try() | ast.TryStar():
            return "try"
    parts = [
        _dumped(value)
        for name, value in ast.iter_fields(statement)
        if name not in ("body", "orelse", "cases")
    ]
    return f"{type(statement).__name__} {' '.join(parts)}"


def _dumped(value: Any) -> str:
    if isinstance(value, list):
        return f"[{' '.join(map(_dumped, value))}]"
    return NUMBERED.sub(r"'\1'", ast.dump(value)) if isinstance(value, ast.AST) else repr(value)


def _callee(statement: ast.stmt) -> str:
    """The kind of a site, and what it calls."""
    value = vars(statement).get("value")
    if isinstance(statement, ast.For):
        return key_of(statement)
    while isinstance(value, ast.Await):
        value = value.value
    if isinstance(value, ast.IfExp):
        value = value.body
    called = _dumped(value.func) if isinstance(value, ast.Call) else type(value).__name__
    return f"{type(statement).__name__} {called}"


def paired(old: ast.stmt, new: ast.stmt) -> dict[str, str]:
    """The variables of the lowering in two statements that say the same."""
    found: dict[str, str] = {}
    if isinstance(old, ast.Try | ast.TryStar) and isinstance(new, ast.Try | ast.TryStar):
        k, other = pending_of(old), pending_of(new)
        if k is not None and other is not None:
            found.update({f".{w}{k}": f".{w}{other}" for w in ("why", "rv", "exc", "e", "hit")})
        for one, two in zip(old.handlers, new.handlers, strict=False):
            held, holds = held_by(one), held_by(two)
            if held is not None and holds is not None:
                found[held] = holds
                found |= {f"{held}{part}": f"{holds}{part}" for part in "tc"}
        return found
    for name, other_name in zip(_names(old), _names(new), strict=False):
        if name.startswith(".") and other_name.startswith("."):
            found[name] = other_name
    return found


def _stored(statement: ast.stmt) -> Iterator[str]:
    """The variables of the lowering that a statement assigns; not those of its blocks."""
    for name, value in ast.iter_fields(statement):
        if name in ("body", "orelse", "cases", "handlers", "finalbody"):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                for node in ast.walk(part):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        yield node.id


def _names(statement: ast.stmt) -> Iterator[str]:
    for name, value in ast.iter_fields(statement):
        if name in ("body", "orelse", "cases"):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                yield from (node.id for node in ast.walk(part) if isinstance(node, ast.Name))


def _name(function: LoweredFunction) -> tuple[str, bool]:
    return function.qualname, function.kind == "native"


def _does_the_same(old: LoweredFunction, new: LoweredFunction) -> bool:
    if old.kind != new.kind or old.qualname.rpartition(".")[0] != new.qualname.rpartition(".")[0]:
        return False
    one, other = ([each.key for each in places_in(f.body)] for f in (old, new))
    return one == other and _dumped(old.parameters) == _dumped(new.parameters)
