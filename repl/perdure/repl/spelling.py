"""Names that are spelled nearly as another.

The distance is that of Damerau ("A technique for computer detection and correction of spelling
errors", 1964): letters put in, left out, changed, and neighbours exchanged.

Read by: perdure.repl.main, perdure.repl.interaction.
"""

from __future__ import annotations

from collections.abc import Iterable

MOST = 3  #: names that are given


def near(name: str, candidates: Iterable[str]) -> list[str]:
    """The nearest few, if they are near enough for somebody to have meant them."""
    limit = min(3, (len(name) + 1) // 3)
    found: list[tuple[int, int, str]] = []
    for candidate in set(candidates):
        if candidate != name and abs(len(candidate) - len(name)) <= limit:
            far = distance(name, candidate, limit)
            if far <= limit:
                is_other_start = int(candidate[:1] != name[:1])
                found.append((far, is_other_start, candidate))
    found.sort()
    best = found[0][0] if found else 0
    return [candidate for far, _, candidate in found if far == best][:MOST]


def distance(one: str, other: str, limit: int) -> int:
    """How many changes make one name the other; more than `limit` where it is more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before = before, row
        row = [i]
        for j, letter_of_other in enumerate(other, start=1):
            cost = int(letter != letter_of_other)
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + cost)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == letter_of_other:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
        if min(row) > limit:
            return limit + 1
    return row[-1]
