"""Functions as values: composed, curried, with counters that they share, as keys and filters."""

from collections.abc import Callable

SIZE = 25_000
ANSWER = (3_126_500_000, 25_000, 1_870, 1_004)

Step = Callable[[int], int]


def compose(*steps: Step) -> Step:
    def run(x: int) -> int:
        for step in steps:
            x = step(x)
        return x

    return run


def plus(n: int) -> Step:
    return lambda x: x + n


def meter() -> tuple[Callable[[], None], Callable[[], int]]:
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    def read() -> int:
        return ticks

    return tick, read


def counted(f: Step, tick: Callable[[], None]) -> Step:
    def wrapper(x: int) -> int:
        tick()
        return f(x)

    return wrapper


def main(n: int) -> tuple[int, int, int, int]:
    tick, read = meter()
    pipeline = counted(compose(plus(7), lambda x: x * 10, plus(-5), lambda x: x + 0), tick)
    total = 0
    for i in range(n):
        total += pipeline(i)
    highest = max(range(2_000), key=lambda x: (x * 31) % 1_999)
    kept = len(list(filter(lambda x: x % 3 or x % 2, map(plus(1), range(1_204)))))
    return total, read(), highest, kept
