"""The part that the builtins of channels, semaphores and their like share.

Read by: perdure.image.engine.channel_builtins, .lock_builtins, .select_builtins.
"""

from __future__ import annotations

from typing import Any, TypeVar

from perdure.image.engine.builtins import host, seconds_of
from perdure.image.processes.waits import Outcome, Wait
from perdure.image.schema.meeting import Meeting
from perdure.image.schema.processes import RAISE
from perdure.vm import Capture
from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT

M = TypeVar("M", bound=Meeting)


def checked(who: str, kind: type[M], what: str, given: Value) -> M:
    """The value, which must be of that kind."""
    if type(given) is not kind:
        raise wrong_type(who, what, given)
    return given


def until_of(who: str, seconds: Value) -> float | None:
    """The moment until which to wait: None where no time is given, 0 for no time at all."""
    if seconds is DEFAULT:
        return None
    found = seconds_of(who, seconds)
    return host().now() + found if found else 0.0


def count_of(who: str, given: Value, least: int = 0) -> int:
    if type(given) is not int:
        raise wrong_type(who, "an exact integer", given)
    if given < least:
        raise fault(who, f"expected an exact integer from {least}, got {given}", kind="range")
    return given


def wait_for(wait: Wait, thing: Meeting | None = None) -> Value:
    """The value that the wait gives; where that is not there now, the process waits."""
    ledger: Any = host().ledger
    if ledger.is_direct(thing):
        outcome = wait.attempt(ledger, host().running())
        if outcome is None and getattr(wait, "until", None) == 0:
            outcome = wait.timed_out()
        if outcome is not None:
            return given(outcome)
    raise Capture(*wait.to_stored())


def act(deed: str, thing: Meeting, *arguments: Any) -> Value:
    """The value of a deed that never waits."""
    outcome = host().ledger.act(deed, thing, *arguments)
    assert outcome is not None
    return given(outcome)


def look(thing: M) -> M:
    """The thing as the program has to see it, to be read only."""
    found: M = host().ledger.look(thing)
    return found


def given(outcome: Outcome) -> Value:
    if outcome[0] == RAISE:
        raise Fault(outcome[1])
    return outcome[1]
