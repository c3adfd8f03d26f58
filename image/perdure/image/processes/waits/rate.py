"""Waiting for one's turn at a rate limiter: `(rate-limiter-wait! limiter)`.

A turn is a moment, which is given when the wait begins: the wait is a timer. One that comes later
has a later moment, so turns are in order. That of a cancelled process is nobody's.
"""

from __future__ import annotations

from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Outcome, Wait
from perdure.image.schema.locks import RateLimiter
from perdure.image.schema.processes import RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.singletons import TRUE


@register
@dataclass(slots=True)
class Turn(Wait):
    """Until its turn has come."""

    kind = "rate"
    called = "rate-limiter-wait!"

    limiter: RateLimiter
    now: float  #: when it was asked for
    until: float | None = None  #: its moment, once it has one

    def key(self) -> RateLimiter:
        return self.limiter

    def due(self) -> float | None:
        return self.until

    def text(self) -> str:
        return "its turn at a rate limiter"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        if self.until is None:
            self.until = next_turn(ledger, self.limiter, self.now)
        return (RETURN, TRUE) if self.until <= self.now else None

    def attempt(self, ledger: Changes, process: Process) -> Outcome | None:
        return ledger.act("rate:turn", self.limiter, self.now)

    def timed_out(self) -> Outcome:
        return RETURN, TRUE


def next_turn(ledger: Changes, limiter: RateLimiter, now: float) -> float:
    """The moment of the next turn, which is given away; not before now."""
    seen = ledger.view(limiter)
    moment = now
    turns = seen.turns
    if len(turns) >= seen.count:
        place, first = turns.first()
        turns.take(place)
        moment = max(now, first + seen.seconds)
    turns.append(moment)
    seen.changed()
    return moment


@deed("rate:turn")
def take_turn(ledger: Changes, limiter: RateLimiter, now: float) -> Outcome | None:
    """Have the turn that is there at once; None where there is none."""
    seen = ledger.view(limiter)
    if len(seen.turns) >= seen.count and seen.turns.first()[1] + seen.seconds > now:
        return None
    next_turn(ledger, limiter, now)
    return RETURN, TRUE
