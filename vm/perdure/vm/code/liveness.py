"""The site table: which variables a frame must keep at each site.

Backward data flow over the structured form; a loop is gone through until its
head is stable, beginning with what its head was when it was gone through last, for
the loops around it are gone through again too. A variable that is dead at a site is
not kept, so a frame holds on to no object that the program cannot reach (safe for space).

Code that is compiled for people to look into keeps more at each site: every variable that
has a name and is in scope there (`with_variables_in_scope`). A frame's own code says what it
keeps, so both kinds run beside each other (docs/decisions/057).

A table grows with the sites and with the variables, so that of a long procedure, such as a
call with thousands of calls for its operands, is not stored but worked out where it is
asked for. Both are the least solution of the same equations, and must stay so: frames that
are stored were kept by it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from perdure.vm.code.instructions import (
    Again,
    Body,
    Branch,
    Break,
    Continue,
    Loop,
    Statement,
)

Live = set[int]
#: Variables in scope, the innermost first: (variable, those around it), or None.
InScope: TypeAlias = "tuple[int, InScope] | None"
#: By label of a loop: what is live where it is left, and at its head.
Targets = dict[str, tuple[frozenset[int], frozenset[int]]]
MOST_ENTRIES: Final = 50_000  #: of a table that is stored
AT_ONCE: Final = 128  #: sites of a table that is not stored
MOST_KNOWN: Final = 1024  #: sites of which such a table is kept in memory, about
MOST_IN_SCOPE: Final = 20_000  #: of one that has the variables in scope, too


class _TooLarge(Exception):
    """A table comes to more than MOST_ENTRIES."""


def site_table(body: Body) -> dict[int, list[int]] | Derived:
    """site -> variables live after it, ascending (without the statement's own dest)."""
    table: dict[int, list[int]] = {}
    entries = 0

    def record(site: int, live: Live) -> None:
        nonlocal entries
        table[site] = sorted(live)
        entries += len(live)
        if entries > MOST_ENTRIES:
            raise _TooLarge

    try:
        _Liveness(record).body(body, set(), {})
    except _TooLarge:
        return Derived(body)
    return {site: live for site, live in table.items() if live}


def with_variables_in_scope(
    table: dict[int, list[int]] | Derived, body: Body, scopes: dict[int, InScope]
) -> dict[int, list[int]] | Derived:
    """The table with the variables in scope at each site; as it is where that is too long.

    One in scope has its value on every way to the site: what binds it stands around the
    site, so that it is bound between any site outside and this one, and kept at all others.
    """
    if not scopes or isinstance(table, Derived):
        return table
    found: dict[int, list[int]] = {}
    entries = 0
    bodies = [body]
    while bodies:
        for statement in bodies.pop():
            site = statement.site
            bodies += statement.bodies()
            kept = set(table.get(site, ()))
            scope = scopes.get(site)
            while scope is not None:
                variable, scope = scope
                kept.add(variable)
            kept.difference_update(statement.sets())
            entries += len(kept)
            if entries > MOST_IN_SCOPE:
                return table
            if kept:
                found[site] = sorted(kept)
    return found


class Derived:
    """The table of a long body, worked out for some sites at a time: those that come next, too."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._known: dict[int, list[int]] = {}

    def __getitem__(self, site: int) -> list[int]:
        known = self._known.get(site)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known = {}
            self._find(site)
            known = self._known.setdefault(site, [])
        return known

    def get(self, site: int, otherwise: list[int]) -> list[int]:
        return self[site] or otherwise

    def _find(self, first: int) -> None:
        wanted = range(first, first + AT_ONCE)

        def record(site: int, live: Live) -> None:
            if site in wanted:  # the last time that a loop is gone through says it
                self._known[site] = sorted(live)

        _Liveness(record).body(self._body, set(), {})


class _Liveness:
    """One analysis. The sets that are handed on are changed in place."""

    def __init__(self, record: Callable[[int, Live], None]) -> None:
        self.record = record  #: told what is live after a site
        self.heads: dict[int, Live] = {}  #: of loops, by site

    def body(self, body: Body, live: Live, targets: Targets) -> Live:
        """Live variables before `body`."""
        for statement in reversed(body):
            live = self.statement(statement, live, targets)
        return live

    def statement(self, statement: Statement, live: Live, targets: Targets) -> Live:
        match statement:
            case Branch(then=then, otherwise=otherwise):
                live = self.choice(then, otherwise, live, targets)
            case Loop():
                return self.loop(statement, live, targets)
            case _ if not statement.leaves:
                live.difference_update(statement.sets())
            case Break(label=label):
                return set(targets[label][0])
            case Continue(label=label, dests=dests) | Again(label=label, dests=dests):
                live = set(targets[label][1].difference(dests))
            case _:
                live = set()
        self.record(statement.site, live)
        live |= statement.uses()
        return live

    def choice(self, then: Body, otherwise: Body, live: Live, targets: Targets) -> Live:
        if _leaves(otherwise):
            then, otherwise = otherwise, then
        first = self.body(then, set() if _leaves(then) else set(live), targets)
        second = self.body(otherwise, live, targets)
        second |= first
        return second

    def loop(self, loop: Loop, live: Live, targets: Targets) -> Live:
        head = self.heads.get(loop.site, set())
        while True:
            around = {**targets, loop.label: (frozenset(live), frozenset(head))}
            found = self.body(loop.body, set(), around)
            if found == head:
                break
            head = found
        self.heads[loop.site] = head
        self.record(loop.site, head)
        return set(head)


def _leaves(body: Body) -> bool:
    """Whether a body plainly does not come to its end."""
    return bool(body) and body[-1].leaves
