"""The site table: which variables a frame must keep at each site.

Backward data flow over the structured form; a loop is gone through until its
head is stable. A variable that is dead at a site is not kept, so a frame holds
on to no object that the program cannot reach (safe for space).
"""

from __future__ import annotations

from perdure.vm.lowering.lowered import Body, Statement, uses_of

Live = frozenset[int]
_NOTHING: Live = frozenset()


def site_table(body: Body) -> dict[int, list[int]]:
    """site -> variables live after it, ascending (without the statement's own dest)."""
    table: dict[int, Live] = {}
    _body(body, _NOTHING, {}, table)
    return {site: sorted(live) for site, live in table.items() if live}


def _body(body: Body, live: Live, targets: dict[str, Live], table: dict[int, Live]) -> Live:
    """Live variables before `body`; `targets`: at "continue L" and "break L"."""
    for statement in reversed(body):
        live = _statement(statement, live, targets, table)
    return live


def _statement(
    statement: Statement, live: Live, targets: dict[str, Live], table: dict[int, Live]
) -> Live:
    kind, site = statement[0], statement[1]
    match statement:
        case ["=" | "box", _, dest, _] | ["call" | "do", _, _, dest, *_]:
            live = live - {dest}
        case ["fix", _, closures]:
            live = live - {dest for dest, _, _ in closures}
        case ["return" | "tail", *_]:
            live = _NOTHING
        case ["break", _, label]:
            return targets[f"break {label}"]
        case ["continue", _, label, dests, _]:
            live = targets[f"continue {label}"] - frozenset(dests)
        case ["again", _, _, _, label, dests, _]:
            live = targets[f"continue {label}"] - frozenset(dests)
        case ["if", _, _, then, otherwise]:
            live = _body(then, live, targets, table) | _body(otherwise, live, targets, table)
        case ["loop", _, label, inner]:
            head: Live = _NOTHING
            while True:
                around = {**targets, f"break {label}": live, f"continue {label}": head}
                found = _body(inner, _NOTHING, around, table)
                if found == head:
                    break
                head = found
            table[site] = head
            return head
    if kind != "break":
        table[site] = live
    return live | uses_of(statement)
