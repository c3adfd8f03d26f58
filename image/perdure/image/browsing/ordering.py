"""The order in which definitions can be loaded: as they came, but for what must stand before.

A definition whose value is computed where it stands is behind all that it uses, by way of
procedures too; one that makes a procedure just behind the macros of its body. Where definitions use
each other in a circle, they stay as they came.

Read by: perdure.image.browsing.filing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """The text of a definition, or of several that stand in one form."""

    text: str
    first: int  #: its place among the others, as they came
    names: frozenset[str]  #: that it defines
    uses: frozenset[str]  #: names that it refers to
    is_macro: bool
    runs_at_once: bool  #: whether its value is computed where it stands


def in_order(parts: Iterable[Part]) -> list[Part]:
    """These parts, each behind those that it needs."""
    ordered = sorted(parts, key=lambda part: (part.first, part.text))
    by_name = {name: part for part in ordered for name in part.names}
    found: dict[str, Part] = {}  #: by their texts
    complete: set[str] = set()  #: texts of those before which all that they use stands
    under_way: set[str] = set()
    waiting = [(part, False) for part in reversed(ordered)]
    while waiting:
        part, has_all = waiting.pop()
        if part.text in found or (not has_all and part.text in under_way):
            continue
        if has_all:
            found[part.text] = part
            under_way.discard(part.text)
            continue
        needed = _needed(part, by_name, complete)
        under_way.add(part.text)
        waiting.append((part, True))
        missing = [each for each in needed if each.text not in found]
        waiting += [(each, False) for each in sorted(missing, key=_place, reverse=True)]
        if part.runs_at_once and not missing:
            complete.update(each.text for each in needed)
    return list(found.values())


def _place(part: Part) -> tuple[int, str]:
    return part.first, part.text


def _needed(part: Part, by_name: Mapping[str, Part], complete: set[str]) -> list[Part]:
    """The parts that are to stand before one; not those before which all stands already."""
    seen = {part.text}
    found: list[Part] = []
    waiting = [part]
    while waiting:
        for name in sorted(waiting.pop().uses & by_name.keys()):
            each = by_name[name]
            if each.text in seen or (each.text in complete and part.runs_at_once):
                continue
            if each.is_macro or part.runs_at_once:
                seen.add(each.text)
                found.append(each)
                waiting.append(each)
    return found
