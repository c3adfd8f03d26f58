"""Waiting for an effect: a function of Python's that runs outside the transaction.

The wait is the intent: once it is committed a driver runs the function; see
perdure.image.effects.runner for its life, and perdure.image.engine.starting for its beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from perdure.image.effects.provided import Provided
from perdure.image.effects.runner import Completion, Job
from perdure.image.effects.signatures import misfit_text
from perdure.image.effects.telling import Told, progress_text
from perdure.image.processes.waits.kinds import find_part, parts_of, register, set_wait, wait_of
from perdure.image.processes.waits.wait import Changes, Outcome, Wait, Wanted
from perdure.image.schema.given import Given, stored
from perdure.image.schema.processes import PARKED, RAISE, WAITING, Process
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition

LONGEST = 200  #: characters of an error that are kept


class Course(NamedTuple):
    """The state of a call by now. Stored as a plain tuple."""

    attempt: int = 1  #: which it is, or will be after the pause
    next_at: float | None = None  #: when the pause is over; None where there is none
    until: float | None = None  #: when all attempts together must be over
    error: str = ""  #: of the last attempt
    details: Any = None  #: plain data, of the last heartbeat
    progress: tuple[float, float | None, str] | None = None  #: see perdure.image.effects.telling

    def told(self) -> Told | None:
        if self.details is None and self.progress is None:
            return None
        return Told(self.details, self.progress)

    def having(self, told: Told | None) -> Course:
        """The same with what a function has told."""
        return self if told is None else self._replace(details=told.details, progress=told.progress)


@register
@dataclass(slots=True)
class Effect(Wait):
    """Until a provided function has an outcome."""

    kind = "effect"
    called = "the call of an effect"
    is_run = True

    library: str
    name: str
    arguments: tuple[Any, ...] | Given  #: plain data, see perdure.image.conversion.convert
    is_started: bool = False  #: noted before one begins that must not be repeated
    #: which of the process's effects it is, from 1 on; with the pid it makes the key
    number: int = 0
    course: tuple[Any, ...] | None = None  #: a Course; None: nothing is known

    step: tuple[str, int] | None = None  #: where it is to draw from a stream: see Job

    def count(self) -> int:
        """How many arguments the function is called with."""
        return len(self.arguments) - (self.step is not None)  # the last value comes with them

    @property
    def driven_in(self) -> tuple[str, ...]:  # type: ignore[override]
        if self.is_paused():
            return ()
        return WAITING, PARKED  # it goes on while the process is parked

    def standing(self) -> Course:
        return Course() if self.course is None else Course(*self.course)

    def is_paused(self) -> bool:
        """Whether its next attempt is still to come."""
        return self.course is not None and self.course[1] is not None

    def key(self) -> int:
        return self.number

    @property
    def function(self) -> tuple[str, str]:
        return self.library, self.name

    def call_arguments(self) -> tuple[Any, ...]:
        """The arguments that the function is to be called with."""
        found = self.arguments
        return found.arguments() if type(found) is Given else found

    def text(self) -> str:
        text = f"effect {self.name} (python {self.library})"
        if self.step is not None:
            text = f"value {self.step[1] + 1} of {text}"
        if self.course is None:
            return text
        course = self.standing()
        if course.attempt > 1:
            text += f", {'next is ' if self.is_paused() else ''}attempt {course.attempt}"
        if course.error:
            text += f" after {course.error}"
        return f"{text}: {progress_text(course.progress)}" if course.progress else text

    def due(self) -> float | None:
        if self.course is None:
            return None
        course = self.standing()
        return course.until if course.next_at is None else course.next_at

    def shortfall(
        self, provided: Mapping[tuple[str, str], Provided] | None, root: ImageRoot
    ) -> tuple[str, bool]:
        given = None if provided is None else provided.get(self.function)
        signature = None if given is None else given.signature
        misfit = misfit_text(root, self.function, self.count(), signature)
        if provided is not None and given is None:
            return f", not provided{misfit}", True
        return misfit, bool(misfit) and given is not None

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        if not self.number:  # else it is begun again, under the same key
            process.effects += 1
            self.number = process.effects
        self.is_started = False
        self.arguments = stored(self.arguments, process.given)
        process.given = self.arguments if type(self.arguments) is Given else None
        return None

    def must_end(self, ledger: Changes) -> bool:
        return not self.is_paused() and ledger.is_transactional(self.function)

    def attempt(self, ledger: Changes, process: Process) -> Outcome | None:
        return None  # one that has not begun has no outcome

    def want(self, wanted: Wanted, process: Process) -> None:
        if not self.is_paused():
            wanted.intents.append(process)

    def goes_on(self, ledger: Changes, process: Process) -> bool:
        if not self.is_paused():
            self.given_up(ledger, process)  # its time is over
            return False
        self._set(ledger, process, self.standing()._replace(next_at=None))
        self.want(ledger, process)
        return True

    def timed_out(self) -> Outcome:
        course = self.standing()
        last = f"; the last error: {course.error}" if course.error else ""
        text = f"no outcome in the time that all attempts have{last}"
        return RAISE, Condition(text, kind="timeout", who=self.name)

    def again(self) -> Effect:
        told = self.standing().told()
        return replace(self, course=None if told is None else tuple(Course().having(told)))

    def _set(self, ledger: Changes, process: Process, course: Course) -> None:
        def change() -> None:
            self.course = tuple(course)

        ledger.alter(process, self, change)

    def given_up(self, ledger: Changes, process: Process) -> None:
        ledger.withdrawn.append((process.pid, self.number))


def effects_of(process: Process) -> list[Effect]:
    """The effects that it waits for."""
    return [part for part in parts_of(process) if isinstance(part, Effect)]


def is_one_of_several(process: Process) -> bool:
    """Whether another thing than its effect may have it go on: it selects."""
    return len([part for part in parts_of(process) if not part.interrupts]) > 1


def refusal(name: str) -> str:
    """Why a transactional function is not called so."""
    return (
        f"{name} is transactional, and its database might have a call that another operation has "
        "overtaken; call it by itself, within with-timeout where it may take too long"
    )


def is_waiting_for(process: Process, number: int) -> bool:
    """Whether it still waits for its effect of that number."""
    return find_part(wait_of(process), Effect, number) is not None


def note_started(process: Process, number: int, is_started: bool) -> None:
    """Note durably whether that effect is about to begin; see perdure.image.effects.runner."""
    wait = wait_of(process)
    found = find_part(wait, Effect, number)
    if wait is not None and found is not None:
        found.is_started = is_started
        set_wait(process, wait)


def pause(ledger: Changes, process: Process, failed: Completion, moment: float) -> bool:
    """Have that effect of the process, which has failed, be tried again at that moment.

    False where its time is over by then.
    """
    effect = find_part(wait_of(process), Effect, failed.number)
    if effect is None:
        return False
    course = effect.standing()
    if course.until is not None and course.until <= moment:
        return False
    error = failed.outcome.text[:LONGEST]
    course = course._replace(attempt=course.attempt + 1, next_at=moment, error=error)
    effect._set(ledger, process, course.having(failed.told))
    return True


def hear(ledger: Changes, job: Job) -> None:
    """Take note of what the function has told, if its outcome is still awaited."""
    process = ledger.find_process(job.pid)
    effect = None if process is None else find_part(wait_of(process), Effect, job.number)
    if process is None or effect is None or not ledger.is_ours(process):
        return
    course = effect.standing()
    if course.attempt == job.attempt and not effect.is_paused():
        effect._set(ledger, process, course.having(job.told))


def limit(ledger: Changes, now: float, process: Process, number: int, seconds: float) -> None:
    """Give all attempts together so many seconds, where they have no end yet."""
    effect = find_part(wait_of(process), Effect, number)
    if effect is not None and effect.standing().until is None:
        effect._set(ledger, process, effect.standing()._replace(until=now + seconds))


def interrupt(ledger: Changes, process: Process, effect: Effect) -> None:
    """Raise `effect-interrupted` where an at-most-once effect was cut off."""
    condition = Condition(
        "the effect was cut off, and whether it happened is not known",
        kind="effect-interrupted",
        who=effect.name,
    )
    ledger.fire(process, Effect, RAISE, condition, key=effect.number)


def refuse(ledger: Changes, process: Process, effect: Effect) -> None:
    """Raise an error where a transactional function is to be called in a `select`."""
    condition = Condition(refusal(effect.name), kind="transactional", who="on-call")
    ledger.fire(process, Effect, RAISE, condition, key=effect.number)
