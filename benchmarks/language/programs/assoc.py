"""Lists of pairs, searched from the front."""

from collections.abc import Sequence

SIZE = 30_000

symbols = [
    ("alpha", 1),
    ("beta", 2),
    ("gamma", 3),
    ("delta", 4),
    ("epsilon", 5),
    ("zeta", 6),
    ("eta", 7),
    ("theta", 8),
]
numbers = [(10, 1), (20, 2), (30, 3), (40, 4), (50, 5), (60, 6), (70, 7), (80, 8)]


def value_in(key: object, table: Sequence[tuple[object, int]]) -> int:
    for found, value in table:
        if found == key:
            return value
    return 0


def main(n: int) -> int:
    total = 0
    for _ in range(n):
        total += (
            value_in("gamma", symbols)
            + value_in("theta", symbols)
            + value_in(50, numbers)
            + value_in(90, numbers)
            + value_in("delta", symbols)
            + value_in("iota", symbols)
        )
    return total
