"""Deeds: what a program does to processes by a builtin of an application's, or of a kind of wait.

A builtin may run in a slice that is run apart (perdure.image.engine.apart), which must not touch
other processes or their indices before it is merged. So it does not change them itself but has a
deed done, by its name: `host.do("turnstile:turn", name)`. The ledger of a transaction does it at
once, that of a slice apart when the slice is merged.

A deed that is done to one thing, a channel, may give an outcome, which the program goes on with:
`ledger.act("channel:take", channel)`. See perdure.image.host.trying for slices apart.

Read by: perdure.image.processes.ledger, perdure.image.host.deferred.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Overtaken(Exception):
    """A slice that was run apart has tried something that has another outcome by now.

    It is run again.
    """


deeds: dict[str, Callable[..., Any]] = {}  #: by name

#: The modules that register deeds once they are met, by what these begin with.
LATE = {
    "lock": "perdure.image.processes.waits.lock_names",
    "lock-name": "perdure.image.processes.waits.lock_names",
    "queue": "perdure.image.processes.waits.job",
    "schedule": "perdure.image.processes.waits.schedule",
}


def deed(name: str) -> Callable[[F], F]:
    """Decorator of a function that takes the ledger, then what is given to `do`."""

    def register(function: F) -> F:
        deeds[name] = function
        return function

    return register


def do_deed(ledger: Any, name: str, arguments: tuple[Any, ...]) -> Any:
    if name not in deeds:
        import_module(LATE[name.partition(":")[0]])
    return deeds[name](ledger, *arguments)
