from __future__ import annotations

from perdure.repl.interaction.bursts import FEW, QUIET, Burst


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_first_of_a_burst_are_told_and_then_their_number_as_it_doubles() -> None:
    clock = Clock()
    burst = Burst(clock)
    told: dict[int, str] = {}
    for pid in range(1, 1001):
        line = burst.line(pid, lambda: "car: expected a pair")
        if line is not None:
            told[pid] = line
        clock.now += QUIET / 1000
    assert list(told) == [*range(1, FEW + 1), 10, 20, 40, 80, 160, 320, 640]
    assert told[1] == "[1] failed: car: expected a pair; ,bt 1"
    assert told[640] == "[640] failed, with 639 more before it; ,ps failed"


def test_after_a_while_the_next_is_told_as_the_first() -> None:
    clock = Clock()
    burst = Burst(clock)
    for pid in range(50):
        burst.line(pid, lambda: "no")
    clock.now += QUIET
    assert burst.line(50, lambda: "no") is None
    clock.now += QUIET + 0.1
    assert burst.line(51, lambda: "no") == "[51] failed: no; ,bt 51"


def test_one_that_has_been_retried_since_is_not_told() -> None:
    assert Burst(Clock()).line(1, lambda: None) is None
