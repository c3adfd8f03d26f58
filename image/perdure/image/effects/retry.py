"""When a call of a provided function is tried again, and after how long.

An attempt fails when the function raises, or takes longer than its `timeout`. Then its process
waits, durably, and the function is called again with the same arguments and the same key. The
error of the last attempt is the error of the call.

What ends without a word, by the death of the worker, is no failed attempt: it is done again
and counts once.

Read by: perdure.image.effects.provided.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from math import inf, isfinite
from typing import Any

from perdure.image.conversion.foreign import attempt
from perdure.image.errors import CannotProvide
from perdure.vm.dataclass import dataclass

#: Which errors are worth another attempt: those of a class or of several, or those of which a
#: function says so.
Worth = type[BaseException] | tuple[type[BaseException], ...] | Callable[[BaseException], bool]


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a provided function is tried: `@effect(retry=Retry(attempts=3))`.

    The pauses, in seconds, begin with `delay`, and each is `factor` times the one before, but no
    longer than `longest`; each is varied by up to `jitter` of it, either way. `on` says which
    exceptions are worth another attempt. `within`: the seconds that all attempts have together,
    pauses, restarts and waiting for room included.
    """

    attempts: int | None = 5  #: at most; None: any number
    delay: float = 1.0
    factor: float = 2.0
    longest: float = 100.0
    jitter: float = 0.1
    on: Worth = Exception
    within: float | None = None

    def __post_init__(self) -> None:
        is_whole = type(self.attempts) is int and self.attempts > 0
        if not (self.attempts is None or is_whole):
            raise CannotProvide(f"Retry: attempts={self.attempts!r} is not a whole number above 0")
        for option in ("delay", "longest", "jitter"):
            _check(option, getattr(self, option), 0)
        _check("factor", self.factor, 1)
        if self.within is not None:
            _check("within", self.within, 0)
        is_class = all(map(_is_error_class, self.on if type(self.on) is tuple else (self.on,)))
        if not (is_class or (callable(self.on) and not isinstance(self.on, type))):
            raise CannotProvide(
                f"Retry: on={self.on!r} is neither a class of exceptions, nor several, "
                "nor a function of one"
            )

    def pause_after(self, number: int, error: BaseException) -> float | None:
        """Seconds until the next attempt, attempt `number` having failed; None: there is none."""
        if self.attempts is not None and number >= self.attempts:
            return None
        if not self.is_worth(error):
            return None
        try:
            pause = min(self.longest, self.delay * self.factor ** (number - 1))
        except OverflowError:
            pause = self.longest if self.delay else 0.0
        return max(0.0, pause * (1 + self.jitter * random.uniform(-1, 1)))

    def is_worth(self, error: BaseException) -> bool:
        on: Any = self.on
        if isinstance(on, type | tuple):
            return isinstance(error, on)
        is_answer, found = attempt(lambda: bool(on(error)))
        return is_answer and found is True


def _is_error_class(x: object) -> bool:
    return isinstance(x, type) and issubclass(x, BaseException)


def _check(option: str, given: Any, least: float) -> None:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not (is_number and isfinite(given) and least <= given < inf):
        raise CannotProvide(f"Retry: {option}={given!r} is not a number from {least} on")
