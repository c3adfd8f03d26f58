"""Dictionaries: memoised Collatz lengths under integers, counts under strings."""

SIZE = 50_000


def collatz_length(n: int, known: dict[int, int]) -> int:
    if n == 1:
        return 1
    length = known.get(n)
    if length is None:
        length = 1 + collatz_length(n // 2 if n % 2 == 0 else 3 * n + 1, known)
        known[n] = length
    return length


def longest_collatz(limit: int) -> int:
    known: dict[int, int] = {}
    longest = 0
    for n in range(1, limit + 1):
        longest = max(longest, collatz_length(n, known))
    return longest + len(known)


def count_endings(limit: int) -> int:
    counts: dict[str, int] = {}
    for i in range(limit):
        ending = str(i * i % 1000)
        counts[ending] = counts.get(ending, 0) + 1
    return max(counts.values())


def main(n: int) -> int:
    return longest_collatz(n) + count_endings(n)
