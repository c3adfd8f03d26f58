"""A driver's treatment of suspects: it counts the deaths it finds, and runs some alone.

See perdure.image.processes.suspects. Deaths are counted once, before the driver's first step, in
one transaction; to the suspects that are marked, or to all where none is.

What one transaction does to several processes hides which of them it was. So after a death
those that are ready are lined up, and run one by one (perdure.image.engine.line_up). Due
timers are fired before, and until it is over no effect is begun and nothing is run apart.

A suspect over which CROWD drivers have died all the same is set aside and then tried by
itself, when nothing else runs, no effect either, or after LONG seconds. A process that was
running is not tried before HOLD seconds have gone by, so that a command that comes and goes
does not meet it at all. The outcome of an effect that was tried is committed before the
process goes on with it.

Read by: perdure.image.engine.starting, which owns it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from heapq import heappop, heappush
from itertools import islice
from typing import Any

from perdure.image.clock import Clock
from perdure.image.effects.provided import Provided
from perdure.image.engine.scheduler import Scheduler
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.suspects import (
    ATTEMPTS,
    CROWD,
    RUNS,
    RUNS_ALONE,
    Step,
    count_death,
    deaths_of,
    is_marked,
    mark,
    step_of,
    unmark,
)
from perdure.image.processes.timers import MOST_AT_ONCE, fire_due
from perdure.image.processes.waits.effect import Effect
from perdure.image.schema.deaths import Suspects
from perdure.image.schema.processes import RAISE, READY, Process
from perdure.image.schema.shards import Shard
from perdure.vm.objects.conditions import Condition

HOLD = 1.0  #: seconds of driving before a process that was running is tried
LONG = 10.0  #: seconds after which effects, those that are tried too, are waited for no more

FARTHEST_PID = 1 << 62

logger = logging.getLogger("perdure")


class Trials:
    """The suspects of one driver; its thread alone uses them."""

    def __init__(
        self,
        scheduler: Scheduler,
        clock: Clock,
        change: Callable[[Callable[[], Any]], Any],
        start: Callable[[list[Process]], None],
        is_busy: Callable[[], bool],
    ) -> None:
        self._scheduler = scheduler
        self._ledger: Ledger = scheduler.ledger
        self._clock = clock
        self._change = change
        self._start = start  #: begins effects
        self._is_busy = is_busy  #: whether anything else runs, or would
        self._found: list[tuple[Any, bool]] = []  #: shards not seen to yet; whether one has died
        self._is_uncounted = False  #: whether there are deaths that nobody has counted
        self._aside: dict[int, Step] = {}  #: pids that are to be tried, and what of them
        #: those pids, with some that are not among them any more, the least suspect first:
        #: (deaths, whether it is not in an effect, pid)
        self._order: list[tuple[int, bool, int]] = []
        self._begun = 0.0  #: when something was last set aside
        self._on_trial: tuple[int, Step] | None = None
        self._on_trial_until = 0.0
        self._tried = 0  #: the pid that was tried last
        self._line_up = scheduler.line_up

    # What is found on opening, and what is left behind

    def found(self, shards: Iterable[Any], dead: Collection[int] | None = None) -> None:
        """These shards are driven here from now on.

        `dead`: the numbers of those whose holder has died, where the image is shared.
        Otherwise nobody else drives it, and what a death leaves is what no rest was taken from.
        """
        suspects = self._ledger.root.suspects
        has_rested = suspects is not None and suspects.has_rested
        for shard in shards:
            if dead is None:
                is_death = not has_rested or (isinstance(shard, Shard) and shard.lease.holder != "")
            else:
                is_death = not has_rested or shard.number in dead
            is_death &= bool(shard.active or due_pids(shard, self._clock.now()))
            if shard.active or is_death:
                self._found.append((shard, is_death))
                self._is_uncounted |= is_death

    def begin(self) -> None:
        """Count the deaths, and set suspects aside. Before anything that was found is run."""
        if not self._found or self._ledger.only is not None:
            return
        found, self._found = self._found, []
        parked: list[Process] = self._change(lambda: self._count(found))
        self._is_uncounted = False
        for process in parked:
            logger.warning(
                "process %d is parked: %d drivers have died while it ran; "
                "`perdure retry %d` lets it go on",
                process.pid,
                self.deaths_of(process),
                process.pid,
            )
        self._begun = self._clock.now()
        suspects = self._sort_ready(has_died=any(is_death for _, is_death in found))
        if suspects:
            self._line_up.begin(suspects)
            self._change(lambda: self._line_up.mark_next(self._scheduler.has_arrived))
            self._line_up.committed()

    def _sort_ready(self, *, has_died: bool) -> list[int]:
        """Set aside those that are to be tried, and take out those to be lined up; gives these."""
        ready = self._scheduler.ready
        found = list(ready)
        ready.clear()
        suspects: list[int] = []
        for pid in found:
            process = self._ledger.root.find_process(pid)
            if process is None or process.state != READY:
                self._line_up.withdraw(pid)
                continue
            deaths = self.deaths_of(process)
            if deaths >= CROWD:
                self._line_up.withdraw(pid)  # the turn may have been its
                self._set_aside(process)
            elif deaths and has_died and pid != self._line_up.turn:
                suspects.append(pid)
            else:
                ready.append(pid)
        return suspects

    def is_lined_up(self) -> bool:
        """Whether suspects are run one by one, and nothing must be run beside them."""
        return bool(self._line_up)

    def _count(self, found: list[tuple[Any, bool]]) -> list[Process]:
        ledger = self._ledger
        suspects = suspects_of(ledger)
        concerned: dict[int, Process] = {}
        for shard, is_death in found:
            if is_death:
                due = due_pids(shard, self._clock.now())
                fire_due(ledger, self._clock.now())
                found_there = (ledger.root.find_process(pid) for pid in (*shard.active, *due))
                concerned.update(
                    (process.pid, process)
                    for process in found_there  # a timer may be left of one that is another's now
                    if process is not None and ledger.is_ours(process)
                )
        marked = [each for each in concerned.values() if is_marked(suspects, each)]
        for process in marked or concerned.values():
            count_death(suspects, process)
        is_shared = self._scheduler.members.is_shared
        others_wait = any(shard.timers or shard.waiters for shard, _ in found)
        is_alone = not is_shared and len(concerned) == 1 and not others_wait
        most = RUNS_ALONE if is_alone else RUNS
        parked = [
            process
            for process in marked
            if process.state == READY and deaths_of(suspects, process) >= most
        ]
        for process in parked:
            ledger.park(process)
        if suspects.has_rested != is_shared:
            suspects.has_rested = is_shared
        if not is_shared:
            for shard, _ in found:
                if isinstance(shard, Shard) and shard.lease.holder:
                    shard.lease.holder = ""  # its death is counted
        return parked

    def rest(self) -> None:
        """The driver ends in good order: what it leaves is suspect of nothing. In a transaction."""
        if self._is_uncounted:
            return
        ledger = self._ledger
        suspects: Suspects | None = ledger.root.suspects
        if suspects is not None:
            self._line_up.rest(suspects)
            unmark(suspects, self._tried, ledger.root.find_process(self._tried))
        is_full = any(shard.active for shard in ledger.owned.values())
        if is_full != (suspects is not None and suspects.has_rested):
            if is_full or not self._scheduler.members.is_shared:
                suspects_of(ledger).has_rested = is_full

    # Trials

    def deaths_of(self, process: Process) -> int:
        return deaths_of(self._ledger.root.suspects, process)

    def sort_out(
        self,
        effects: Iterable[tuple[Process, Effect]],
        provided_for: Callable[[Process, Effect], Provided | None],
    ) -> tuple[list[Process], list[tuple[Process, Effect]]]:
        """Sort effects that are to be begun again: (processes whose may, those that crash).

        The others are set aside.
        """
        free: dict[int, Process] = {}
        crashed: list[tuple[Process, Effect]] = []
        for process, effect in effects:
            deaths = self.deaths_of(process)
            provided = provided_for(process, effect)
            if deaths and provided is not None and deaths >= (provided.attempts or ATTEMPTS):
                crashed.append((process, effect))
            elif deaths >= CROWD and provided is not None:
                self._set_aside(process)
            else:
                free[process.pid] = process
        return list(free.values()), crashed

    def has_any(self) -> bool:
        """Whether suspects wait for their turn."""
        self._drop_stale()
        return bool(self._order)

    def due(self) -> float | None:
        """When the next is to be tried; None where none waits."""
        if not self.has_any():
            return None
        if self._is_trying():
            return self._on_trial_until
        if self._is_busy():
            return self._begun + LONG
        is_in_effect = not self._order[0][1]
        return self._begun if is_in_effect else self._begun + HOLD

    def next(self) -> bool:
        """Try the next, if it is time for that; whether it is."""
        if not self._aside or self._line_up:
            return False
        due, now = self.due(), self._clock.now()
        if due is None or due > now:
            return False
        root = self._ledger.root
        _, _, pid = heappop(self._order)
        step = self._aside.pop(pid)
        process = root.process(pid)
        logger.info("process %d is tried by itself", pid)
        before, self._tried = self._tried, pid

        def mark_it() -> None:
            suspects = suspects_of(self._ledger)
            unmark(suspects, before, root.find_process(before))
            mark(suspects, process)

        self._change(mark_it)
        self._on_trial = pid, step
        self._on_trial_until = now + LONG
        if step[0]:
            self._start([process])
        else:
            self._scheduler.run_alone(pid)
        return True

    def is_suspect(self, pid: int) -> bool:
        """Whether its effect is tried by itself, or was to be."""
        root = self._ledger.root
        process = None if root.suspects is None else root.find_process(pid)
        return process is not None and self.deaths_of(process) >= CROWD

    def _set_aside(self, process: Process) -> None:
        step = step_of(process)
        if step is None:
            return
        if self._on_trial == (process.pid, step):
            self._on_trial = None  # it was thrown back, and has its turn again
        self._aside[process.pid] = step
        heappush(self._order, (self.deaths_of(process), not step[0], process.pid))

    def _drop_stale(self) -> None:
        """Have the first be one that is still where it was when it was set aside."""
        ledger, order = self._ledger, self._order
        while order:
            pid = order[0][2]
            step = self._aside.get(pid)
            if step is not None:
                process = ledger.root.find_process(pid)
                if process is not None and ledger.is_ours(process) and step_of(process) == step:
                    return
                del self._aside[pid]
            heappop(order)

    def _is_trying(self) -> bool:
        if self._on_trial is None:
            return False
        pid, step = self._on_trial
        process = self._ledger.root.find_process(pid)
        now = None if process is None else step_of(process)
        # What follows an effect is part of the trial, until it is committed.
        is_there = now is not None and now[1:] == step[1:]
        if not is_there or self._clock.now() >= self._on_trial_until:
            self._on_trial = None
        return is_there


def due_pids(shard: Any, now: float) -> list[int]:
    """The processes of a shard whose timers ring next, if there are any now."""
    keys = shard.timers.keys(None, (now, FARTHEST_PID))
    return [pid for _, pid in islice(keys, MOST_AT_ONCE)]


def suspects_of(ledger: Ledger) -> Suspects:
    """The image's record of suspects; made in this transaction if need be."""
    root = ledger.root
    if root.suspects is None:
        root.suspects = Suspects()
    return root.suspects


def crash(ledger: Ledger, process: Process, effect: Effect) -> None:
    """Raise `effect-crashed` where drivers have died over an effect too often."""
    deaths = deaths_of(ledger.root.suspects, process)
    drivers = "1 driver has" if deaths == 1 else f"{deaths} drivers have"
    condition = Condition(
        f"{drivers} died in this effect, and whether it happened is not known; "
        f"`perdure retry {process.pid}` begins it again",
        kind="effect-crashed",
        who=effect.name,
    )
    ledger.fire(process, Effect, RAISE, condition, key=effect.number)
