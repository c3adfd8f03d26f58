"""The part of an open image for restarts, and for the policy that has processes wait for one.

docs/conditions.md shows them. Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.image.api.commands import Commands
from perdure.image.api.turns import gathered, in_turn
from perdure.image.engine.foreign_frames import value_of
from perdure.image.engine.going_back import note_going_on
from perdure.image.engine.restarting import Restart, choose, restarts_of
from perdure.image.processes.policies import (
    checked_policy,
    image_policy,
    policy_of,
    set_image_policy,
    set_policy,
)
from perdure.vm.objects.data import Value


class Restarting(Commands):
    """See `Image.restarts` and `Image.restart`."""

    @in_turn
    def restarts(self, pid: int) -> list[Restart]:
        """The ways in which a process can go on that has failed, or waits for one to be chosen.

        CannotRetry where it does neither.
        """
        self.refresh()
        return restarts_of(self.root.process(pid), self.machines)

    @in_turn
    def restart(self, pid: int, which: str | int, *values: Any) -> None:
        """Have it go on by one of its `restarts`, by name or number; CannotRetry.

        The values are what that takes: `restart(12, "use-value", 5)`.
        """
        given = self.conversion.copied(values)
        self._restart(pid, which, lambda: tuple(map(self.conversion.entered, given)))

    @in_turn
    def restart_value(self, pid: int, which: str | int, *values: Value) -> None:
        """The same with values of the program's own."""
        self._restart(pid, which, lambda: values)

    @in_turn
    def value_for(self, pid: int, text: str) -> Value | None:
        """The value of an expression in the language of a process, for one of its restarts.

        It is evaluated in the innermost frame of regular Python. None for a process whose machine
        evaluates nothing, such as Scheme's: there `spawn_eval` does. CannotDebug, CannotRetry.
        """
        process = self.root.process(self._known(pid).pid)
        restarts_of(process, self.machines)
        return value_of(process, self.machines, text) if process.machine else None

    def _restart(self, pid: int, which: str | int, values: Callable[[], tuple[Value, ...]]) -> None:
        self._known(pid)
        now, machines = self.clock.now(), self.machines

        def restart() -> None:
            choose(self.ledger, self.root.process(pid), which, values(), machines, now)
            note_going_on(self.scheduler.transactions, pid, f"restart {which}")

        self._change(restart)

    @in_turn
    def error_policy(self, pid: int | None = None) -> str:
        """The policy for errors that nobody handles, of the image or of one process.

        "park": the process waits until a restart is chosen; "fail": it fails.
        """
        self.refresh()
        return (
            image_policy(self.root) if pid is None else policy_of(self.root, self.root.process(pid))
        )

    @gathered
    def set_error_policy(self, policy: str | None, pid: int | None = None) -> Callable[[], None]:
        """Set that of the image, or of one process and those that it spawns from now on.

        None: let the process have none of its own. ImageError where there is no such policy.
        """
        wanted = "" if policy is None and pid is not None else checked_policy(policy)
        if pid is None:
            return lambda: set_image_policy(self.root, wanted)
        self._known(pid)
        return lambda: set_policy(self.ledger, pid, wanted)
