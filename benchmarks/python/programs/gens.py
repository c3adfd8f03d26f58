"""Generators: pipelines, trees by `yield from`, values sent in, generator expressions."""

from collections.abc import Generator, Iterator

SIZE = 25_000
ANSWER = 421_541_667


def count(n: int) -> Iterator[int]:
    i = 0
    while i < n:
        yield i
        i += 1


def odd(source: Iterator[int]) -> Iterator[int]:
    for x in source:
        if x % 2:
            yield x


def pairs(source: Iterator[int]) -> Iterator[tuple[int, int]]:
    for x in source:
        for y in source:
            yield x, y
            break


def balanced(low: int, high: int) -> Iterator[int]:
    if low < high:
        middle = (low + high) // 2
        yield from balanced(low, middle)
        yield middle
        yield from balanced(middle + 1, high)


def averager() -> Generator[float, float, None]:
    total, n = 0.0, 0
    while True:
        total += yield total / n if n else 0.0
        n += 1


def main(n: int) -> int:
    total = 0
    for x, y in pairs(odd(count(2 * n))):
        total += y - x
    for x in balanced(0, n // 8):
        total += x
    total += sum(x * 2 for x in count(n) if x % 3)
    mean = averager()
    next(mean)
    for i in range(n // 2):
        mean.send(float(i))
    return total + int(mean.send(0.0)) // 3
