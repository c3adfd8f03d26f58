"""The process of a schedule, which waits for the next moment, and the deeds that it does then.

Its program is one builtin, `%keep-schedule`, called anew at each moment, so it keeps no frames. All
that is to be done is done as the wait begins, in the transaction that ends the slice: runs are
started, and the next moment is looked for. A change by a person wakes the process.

Runs that must not overlap have the schedule among their `locks`, by which it hears of their ends.

Read by: perdure.image.engine.schedule_builtins, perdure.image.api.scheduling, by deeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from BTrees.OOBTree import OOBTree

from perdure.image.calendar import NotATiming, jitter_of, last_until, next_after
from perdure.image.discovery import find_language
from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Indices, IsWanted, Outcome, Wait
from perdure.image.schema.processes import FAILED, INVOKE, RAISE, RETURN, WAITING, Process
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.schedules import (
    ALL,
    ALLOW,
    CANCEL,
    ONCE,
    QUEUE,
    SCHEDULES,
    SKIP,
    Program,
    Rules,
    Run,
    Schedule,
)
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.procedures import builtin_named
from perdure.vm.objects.singletons import UNSPECIFIED

KEEP = "%keep-schedule"  #: the builtin
SHOWN = 10  #: runs that are remembered
MOST_PENDING = 100  #: moments that wait for the end of a run
MOST_AT_ONCE = 100  #: moments that are dealt with in one slice
CLEANUP = 10.0  #: seconds that a run has which is cancelled for the next one


@register
@dataclass(slots=True)
class ScheduledTime(Wait):
    """Until the next moment of a schedule, or it is changed."""

    kind = "schedule"
    called = "a schedule"

    schedule: Schedule
    now: float  #: when it began to wait
    until: float | None = None  #: the next moment, once it has looked; None: none is to come

    def key(self) -> Schedule:
        return self.schedule

    def due(self) -> float | None:
        return self.until

    def text(self) -> str:
        return f"schedule {self.schedule.name}"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        schedule = self.schedule
        if find_schedule(ledger.root, schedule.name) is not schedule or schedule.pid != process.pid:
            return RETURN, UNSPECIFIED  # it was removed
        try:
            self.until = step(ledger, schedule, self.now)
        except NotATiming as error:
            told = f"schedule {schedule.name}: {error}"
            return RAISE, Condition(told, kind="range", who="schedule!")
        return None

    def timed_out(self) -> Outcome:
        return going_on(self.schedule)

    def wrong(self, indices: Indices, pid: int) -> str:
        found = find_schedule(indices.root, self.schedule.name)
        is_it = found is self.schedule and found.pid == pid
        return "" if is_it else "which is not that of this process"

    @classmethod
    def entries(cls, indices: Indices) -> Iterator[tuple[int, Wait]]:
        for schedule in (indices.root.kept or {}).get(SCHEDULES, {}).values():
            process = indices.root.find_process(schedule.pid)
            if process is None or process.state == WAITING:
                yield schedule.pid, ScheduledTime(schedule, 0.0)

    @classmethod
    def clear(cls, indices: Indices, is_wanted: IsWanted) -> None:
        """Nothing: one whose process is lost has another when it is resumed."""


def find_schedule(root: ImageRoot, name: str) -> Schedule | None:
    """The schedule of that name."""
    found: Schedule | None = (root.kept or {}).get(SCHEDULES, {}).get(name)
    return found


def going_on(schedule: Schedule) -> Outcome:
    """How its process goes on when there may be something to do."""
    return INVOKE, builtin_named(KEEP), (schedule,)


# What people and programs do. The pids are reserved for processes that may be wanted.


@deed("schedule:put")
def put(
    ledger: Any,
    name: str,
    given: tuple[Any, ...],
    rules: tuple[Any, ...],
    program: tuple[Any, ...],
    now: float,
    pid: int,
) -> None:
    """Have a schedule of that name, or change it. One with the same timing goes on with it."""
    schedule = find_schedule(ledger.root, name)
    if schedule is None:
        schedule = Schedule(name, 0)
        ledger.root.keep(SCHEDULES, OOBTree)[name] = schedule
    _change(schedule, given, rules, program, now)
    _wake(ledger, schedule, now, pid)


@deed("schedule:pause")
def pause(ledger: Any, name: str, now: float, pid: int) -> None:
    """Have no runs until it is resumed."""
    schedule = find_schedule(ledger.root, name)
    if schedule is not None and not schedule.is_paused:
        schedule.is_paused = True
        _wake(ledger, schedule, now, pid)


@deed("schedule:resume")
def resume(ledger: Any, name: str, now: float, pid: int) -> None:
    """Have runs again; what was missed meanwhile is dealt with as its rules say."""
    schedule = find_schedule(ledger.root, name)
    if schedule is not None:
        schedule.is_paused = False
        _wake(ledger, schedule, now, pid)


@deed("schedule:remove")
def remove(ledger: Any, name: str) -> None:
    """Forget it. Runs that have begun go on."""
    schedule = find_schedule(ledger.root, name)
    if schedule is not None:
        del ledger.root.kept[SCHEDULES][name]
        process = ledger.root.find_process(schedule.pid)
        if process is not None:
            ledger.kill(process)


@deed("schedule:trigger")
def trigger(ledger: Any, name: str, now: float, pid: int) -> None:
    """Start a run at once, by hand: whatever else runs, also while it is paused or has ended."""
    schedule = find_schedule(ledger.root, name)
    if schedule is not None:
        _start(ledger, schedule, now, now, pid)


@deed("schedule:ended")
def ended(ledger: Any, schedule: Schedule, process: Process) -> None:
    """A run has ended, or the schedule's own process, which had it among its `locks`."""
    if process.pid in schedule.running:
        schedule.running = tuple([pid for pid in schedule.running if pid != process.pid])
        if schedule.pending:
            _tell(ledger, schedule)
    elif process.pid == schedule.pid and process.state != FAILED:
        if find_schedule(ledger.root, schedule.name) is schedule:
            del ledger.root.kept[SCHEDULES][schedule.name]


def as_noted(ledger: Any, name: str) -> Schedule | None:
    """The schedule of that name as a slice has to see it that is run apart, to be looked at."""
    found = find_schedule(ledger.root, name)
    for deed_name, its_name, *arguments in ledger.noted_of("schedule"):
        if its_name != name:
            continue
        doing = deed_name.partition(":")[2]
        if doing == "remove":
            found = None
        elif doing == "put":
            given, rules, program, now, _ = arguments
            found = Schedule(name, 0) if found is None else found.copy()
            _change(found, given, rules, program, now)
        elif found is not None:
            found = found.copy()
            if doing == "trigger":
                _note_run(found, *arguments)
            else:
                found.is_paused = doing == "pause"
    return found


def _change(
    schedule: Schedule,
    given: tuple[Any, ...],
    rules: tuple[Any, ...],
    program: tuple[Any, ...],
    now: float,
) -> None:
    if schedule.given != given:
        schedule.given = given
        schedule.timing = tuple([now if each is None else each for each in given])
        schedule.last = now
        schedule.pending = ()
    schedule.rules = Rules(*rules)
    schedule.program = Program(*program)


def _note_run(schedule: Schedule, moment: float, pid: int) -> None:
    schedule.recent = (*schedule.recent, Run(moment, pid))[-SHOWN:]


def _wake(ledger: Any, schedule: Schedule, now: float, pid: int) -> None:
    """Have its process look, or a new one, of that pid, where it has none."""
    process = ledger.root.find_process(schedule.pid)
    if process is not None and not process.has_ended:
        _tell(ledger, schedule)
        return
    _, procedure, arguments = going_on(schedule)
    schedule.pid = pid
    ledger.create(
        procedure, arguments, name=f"schedule {schedule.name}", parent=0, now=now, pid=pid
    )
    ledger.add_lock(pid, schedule)


def _tell(ledger: Any, schedule: Schedule) -> None:
    process = ledger.root.find_process(schedule.pid)
    if process is None or process.has_ended:
        return
    if not ledger.fire(process, ScheduledTime, *going_on(schedule), key=schedule):
        ledger.claim(process)  # which may begin to wait at this moment, in another member


# The course of a schedule


def step(ledger: Any, schedule: Schedule, now: float) -> float | None:
    """Start what is due; gives the moment at which there may be more to do."""
    if schedule.is_paused:
        return None
    _start_pending(ledger, schedule, now)
    for _ in range(MOST_AT_ONCE):
        moment = upcoming(schedule)
        if moment is None:
            return None
        due = due_at(schedule, moment)
        if due > now:
            return due
        if now - due > schedule.rules.late and schedule.rules.missed != ALL:
            found = _newest_missed(schedule, moment, now)
            if schedule.rules.missed == SKIP:
                schedule.last = found
                schedule.skipped += 1
                continue
            moment = found
        schedule.last = moment
        _come(ledger, schedule, moment, now)
    return now  # the rest in the next slice, with what has been started between


def upcoming(schedule: Schedule) -> float | None:
    """The next moment, without the jitter; None where none is to come."""
    rules = schedule.rules
    if rules.times is not None and schedule.done + len(schedule.pending) >= rules.times:
        return None
    moment = next_after(schedule.timing, schedule.last)
    if moment is None or (rules.until is not None and moment > rules.until):
        return None
    return moment


def next_run(schedule: Schedule) -> float | None:
    """When the next run is started; None where none is to come, or it is paused."""
    moment = None if schedule.is_paused else upcoming(schedule)
    return None if moment is None else due_at(schedule, moment)


def due_at(schedule: Schedule, moment: float) -> float:
    """When the run of that moment is started."""
    return moment + jitter_of(schedule.name, moment, schedule.rules.jitter)


def _newest_missed(schedule: Schedule, moment: float, now: float) -> float:
    """The newest of those from the moment on, which is missed, that one run stands for.

    For ONCE all that are due; for SKIP those that are late.
    """
    rules = schedule.rules
    end = now if rules.missed == ONCE else now - rules.late
    last = last_until(schedule.timing, _at_most(end - rules.jitter, rules.until))
    if last is not None and last > moment:
        moment = last  # of those after it some may be due, too
    for _ in range(MOST_AT_ONCE if rules.jitter else 0):
        later = next_after(schedule.timing, moment)
        if later is None or later > _at_most(later, rules.until) or due_at(schedule, later) > end:
            break
        moment = later
    return moment


def _at_most(moment: float, until: float | None) -> float:
    return moment if until is None else min(moment, until)


def _come(ledger: Any, schedule: Schedule, moment: float, now: float) -> None:
    """The moment has come: start its run, or do what the rule for overlaps says."""
    overlap = schedule.rules.overlap
    if overlap == CANCEL:
        for pid in schedule.running:
            process = ledger.root.find_process(pid)
            if process is not None:
                ledger.cancel(process, now + CLEANUP)  # which may end it here and now
        schedule.skipped += len(schedule.pending)
        schedule.pending = ()
    if overlap == ALLOW or not (schedule.running or schedule.pending):
        schedule.done += 1
        _start(ledger, schedule, moment, now, 0)
    elif overlap == CANCEL:
        schedule.pending = (moment,)
    elif overlap == QUEUE and len(schedule.pending) < MOST_PENDING:
        schedule.pending = (*schedule.pending, moment)
    else:
        schedule.skipped += 1


def _start_pending(ledger: Any, schedule: Schedule, now: float) -> None:
    if schedule.pending and not schedule.running:
        moment, *rest = schedule.pending
        schedule.pending = tuple(rest)
        schedule.done += 1
        _start(ledger, schedule, moment, now, 0)


def _start(ledger: Any, schedule: Schedule, moment: float, now: float, pid: int) -> None:
    """Start a run for that moment, under that pid where one was reserved."""
    program = schedule.program
    procedure, arguments = program.procedure, program.arguments
    if program.wants_moment:
        arguments = (*arguments, moment)
    if type(procedure) is str:
        root = ledger.root
        language = find_language(program.language)
        start = language.start_call(
            root.libraries, procedure, f"<{schedule.name}>", root.interaction, arguments
        )
        assert start is not None, "it was declared with a text of that language"
        procedure, arguments = start
    process = ledger.create(
        procedure,
        arguments,
        name=schedule.name,
        parent=0,
        now=now,
        parameters=program.parameters,
        language=program.language,
        pid=pid,
    )
    if schedule.rules.overlap != ALLOW:
        schedule.running = (*schedule.running, process.pid)
        ledger.add_lock(process.pid, schedule)
    _note_run(schedule, moment, process.pid)
