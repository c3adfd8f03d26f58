"""Starting effects: those that processes have begun to wait on, and those found on opening.

An effect that is found may have run, or not: it runs again, under the same key, or is an
`effect-interrupted` error where it must not. See perdure.image.effects.runner for what that rests
on, and perdure.image.engine.trials for effects over which drivers have died.

Reads: perdure.image.processes.waits.effect. Read by: perdure.image.engine.driver, which owns it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from perdure.image.clock import Clock
from perdure.image.effects.provided import Provided, is_fit
from perdure.image.effects.runner import EffectRunner, Job
from perdure.image.engine.scheduler import Scheduler
from perdure.image.engine.trials import Trials, crash
from perdure.image.processes.waits.effect import (
    Effect,
    effects_of,
    hear,
    interrupt,
    is_one_of_several,
    limit,
    note_started,
    refuse,
)
from perdure.image.schema.processes import Process


class Starting:
    """The beginning of one driver's effects; its thread alone uses it."""

    def __init__(
        self,
        scheduler: Scheduler,
        runner: EffectRunner,
        clock: Clock,
        change: Callable[[Callable[[], Any]], Any],
        await_provider: Callable[[int], None],
    ) -> None:
        self._scheduler = scheduler
        self._ledger = scheduler.ledger
        self._runner = runner
        self._change = change
        self._clock = clock
        self._await_provider = await_provider  #: of a pid whose function is not given here
        self.told: list[Job] = []  #: that have told something, which is not in the image yet
        self._unstarted: list[Process] = []  #: those found on opening
        self.trials = Trials(scheduler, clock, change, self.start, self._is_busy)

    def __bool__(self) -> bool:
        """Whether effects are still to be started that were found."""
        return bool(self._unstarted)

    def found(self, processes: list[Process]) -> None:
        """These were waiting on effects when this driver came to them."""
        self._unstarted += processes

    def start_found(self) -> None:
        """Run unfinished effects again, or say they were cut off."""
        doubts = self._scheduler.doubts
        if doubts.has_any:
            doubts.settle(self._change)
        if self._unstarted:
            unstarted, self._unstarted = self._unstarted, []
            self.start_again(unstarted)

    def start(self, processes: list[Process]) -> None:
        """Start the effects that these processes wait on, where they were provided."""
        if self._scheduler.is_leaving or self._ledger.only_asks:
            return  # whoever drives the image next does
        if self.trials.is_lined_up():
            self._unstarted += processes
            return
        jobs: list[Job] = []
        to_mark: list[tuple[Process, int, bool]] = []
        to_limit: list[tuple[Process, int, float]] = []
        to_refuse: list[tuple[Process, Effect]] = []  # it was not transactional when selected
        image_id = self._ledger.root.id
        # One that has begun to wait on several, one after the other, in one transaction is named
        # as often; it waits on the last.
        for pid, process in {process.pid: process for process in processes}.items():
            for effect in effects_of(process):  # none where it was cancelled at the same time
                if effect.is_paused():
                    continue
                provided = self._provided_for(process, effect)
                number = effect.number
                if provided is None:
                    self._await_provider(pid)
                elif provided.is_transactional and is_one_of_several(process):
                    to_refuse.append((process, effect))
                elif (pid, number) not in self._runner.in_flight:
                    course = effect.standing()
                    if provided.at_most_once:
                        to_mark.append((process, number, True))
                    if provided.within is not None and course.until is None:
                        to_limit.append((process, number, provided.within))
                    step = effect.step
                    key = f"{image_id}-{pid}-{number}" if step is None else step[0]
                    arguments = effect.call_arguments()
                    attempt, told = course.attempt, course.told()
                    job = Job(pid, number, provided, arguments, key, step, attempt, told)
                    if provided.is_stream and step is None:
                        self._runner.open_stream(job, effect.library)
                    elif provided.is_transactional:
                        self._runner.let_call(job)
                    else:
                        jobs.append(job)
        if to_refuse:
            self._change(lambda: each(partial(refuse, self._ledger), to_refuse))
        if to_mark:
            self._scheduler.change(lambda: each(note_started, to_mark))
        if to_limit:
            now = self._clock.now()
            limit_it = partial(limit, self._ledger, now)
            self._scheduler.change(lambda: each(limit_it, to_limit))
        if jobs:
            self._runner.start(jobs)

    def start_again(self, unfinished: list[Process]) -> None:
        """Start effects that may have been begun before, but are not running here."""
        if self._ledger.only is not None:
            return
        again: list[tuple[Process, Effect]] = []
        cut_off: list[tuple[Process, Effect]] = []
        arrived = {(found.pid, found.number) for found in self._scheduler.completions}
        for process in {process.pid: process for process in unfinished}.values():
            for effect in effects_of(process):
                if effect.is_paused():
                    continue
                provided = self._provided_for(process, effect)
                number = process.pid, effect.number
                if number in self._runner.in_flight or number in arrived:
                    continue
                is_cut_off = provided is not None and provided.at_most_once and effect.is_started
                (cut_off if is_cut_off else again).append((process, effect))
        if cut_off:
            self._change(lambda: each(partial(interrupt, self._ledger), cut_off))
        free, crashed = self.trials.sort_out(again, self._provided_for)
        if crashed:
            self._change(lambda: each(partial(crash, self._ledger), crashed))
        self.start(free)

    def note_told(self) -> bool:
        """Put what running functions have told into the image; whether there was anything."""
        if not self.told:
            return False
        jobs, self.told = self.told, []
        self._change(lambda: each(partial(hear, self._ledger), [(job,) for job in jobs]))
        return True

    def _provided_for(self, process: Process, effect: Effect) -> Provided | None:
        """The function that runs the effect, if that was given here."""
        if process.machine:
            self._scheduler.machines.of(process)  # some bring functions of their own
        provided = self._scheduler.host.provided.get(effect.function)
        if provided is None:
            return None
        count = effect.count()
        return provided if is_fit(self._ledger.root, effect.function, provided, count) else None

    def _is_busy(self) -> bool:
        return bool(self._runner.in_flight) or self._scheduler.has_work()


def each(do: Callable[..., None], all_of: Iterable[tuple[Any, ...]]) -> None:
    """Call it with each."""
    for arguments in all_of:
        do(*arguments)
