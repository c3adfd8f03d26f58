"""A debugger of one process: what is seen of it, what is changed in it, how it goes on.

    debugger = image.debug(12)
    for frame in debugger.frames(limit=10): ...
    debugger.evaluate("(+ x 1)", frame=0)
    debugger.restart_frame(0)

Looking runs nothing. Each change is one transaction, so it survives like all else, and so does
where the process stands: a debugger keeps nothing itself but the pid. docs/living.md shows it.

Reads: perdure.image.api.in_frames. Read by: perdure.image.api.image.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from time import monotonic, sleep
from typing import Any, TypeVar

from perdure.image.api.evaluating import finished
from perdure.image.api.in_frames import NAME, InFrames
from perdure.image.debugging.frames import shown_frames
from perdure.image.debugging.scopes import call_again
from perdure.image.engine.foreign_frames import have_stops, leave
from perdure.image.engine.going_back import UndoneStep, go_back, note_going_on
from perdure.image.engine.redirecting import check_stands, is_stopped, leave_to, stack_of
from perdure.image.engine.restarting import Restart, choose, restarts_of
from perdure.image.errors import CannotDebug, CannotRetry, NotDone
from perdure.image.host.machines import Machines
from perdure.image.processes.breakpoints import (
    INTO,
    MODES,
    UNTIL,
    Step,
    begin_step,
    end_step,
)
from perdure.image.processes.waits import parts_of
from perdure.image.processes.waits.effect import Effect
from perdure.image.schema.processes import FAILED, INVOKE, PARKED, READY, RETURN, WAITING, Process
from perdure.image.seconds import until_of
from perdure.vm.machine.depth import Depths
from perdure.vm.machine.unwinding import outside
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Code
from perdure.vm.objects.singletons import UNSPECIFIED

T = TypeVar("T")

LOOK_AGAIN = 0.01  #: seconds between two looks at a process that is driven elsewhere
SHORT = 1.0  #: seconds that a timer may take and is waited for
NEAR = 200  #: frames in whose code a step that enters no calls may end


class Debugger(InFrames):
    """A debugger of one process. `Image.debug` makes it."""

    # Going on

    def restart(self, which: str | int, *texts: str) -> None:
        """Have it go on by one of its restarts, with the values of these texts.

        They are evaluated in its innermost frame, in its language.
        """
        if self._turn(lambda: self._process().machine):
            values = [self._value_for(text) for text in texts]
        else:
            values = [self.evaluate(text).value for text in texts]
        self._let_run()
        self._image.restart_value(self.pid, which, *values)

    def _value_for(self, text: str) -> Value:
        found = self._image.value_for(self.pid, text)
        return finished(self._image, self._image.spawn_eval(text, NAME)) if found is None else found

    def return_from(self, frame: int = 0, text: str = "") -> None:
        """Have a frame return the value of a text, evaluated there, and do nothing of its rest."""
        if self._turn(lambda: self._process().machine):
            self._leave("return", frame, text or "None")
            return
        value = self.evaluate(text, frame).value if text else UNSPECIFIED
        depth = self.frame(frame).depth
        self._go_on("return", depth, lambda process: (RETURN, value))

    def restart_frame(self, frame: int = 0) -> None:
        """Call the procedure of a frame again in its place, with the arguments that it had.

        It is the procedure as it is defined now: so one that was mended goes on with it.
        """
        if self._turn(lambda: self._process().machine):
            self._leave("again", frame, None)
            return
        depth = self.frame(frame).depth

        def call(process: Process) -> tuple[Any, ...]:
            linker = self._image.machine.linker
            procedure, given = call_again(self._image.root, stack_of(process), depth, linker)
            return INVOKE, procedure, given

        self._go_on("again", depth, call)

    def step(self, mode: str = INTO, line: int = 0) -> None:
        """Have it go on, and stop before the next statement; see `settle`.

        "into": whichever that is; "over": in this frame, or the one that it returns to; "out": in
        that; "until": at that line of this frame's text. It stops earlier where it is to stop
        anyway. What a step does is committed as always.
        """
        if mode not in MODES:
            raise CannotDebug(f"a step goes {', '.join(MODES)}, not {mode!r}")
        file = self.frame(0).position.rsplit(":", 2)[0] if mode == UNTIL else ""
        self._go_on_where_it_stands(mode, lambda process: self._step_of(process, mode, file, line))

    def _step_of(self, process: Process, mode: str, file: str, line: int) -> Step:
        if process.machine:
            level = have_stops(self._image.ledger, process, self._image.machines)
            return Step(mode, level, (), file, line)
        execution = stack_of(process)
        codes = (frame[0] for frame in islice(execution.all_frames(), NEAR))
        near = {id(code): code for code in codes if isinstance(code, Code)}
        level = 0 if mode in (INTO, UNTIL) else Depths().of(execution)
        first = next(shown_frames(execution, None), None)
        if first is not None and level:
            level -= first.depth  # what the libraries have within it is not stopped in
        return Step(mode, level, () if mode == INTO else tuple(near.values()), file, line)

    def go_on(self) -> None:
        """Have it go on where it stands: after a breakpoint, say, or where it was parked."""
        self._go_on_where_it_stands("continue", None)

    def undo_step(self) -> UndoneStep:
        """Go back to the moment before it was last made to go on, by a step or otherwise.

        Where the storage keeps history. What the process has changed since is as it was; what it
        has printed, and what was told to callers outside, stays told. CannotDebug where the step
        has called an effect, changed other processes, or where something else has changed since
        what it had changed; nothing is undone then. Again, it goes back by one more.
        """
        image = self._image

        def undo() -> UndoneStep:
            return go_back(image.scheduler.transactions, image.ledger, self.pid)

        def undone() -> UndoneStep:
            made: UndoneStep = image._change(undo)
            image.scheduler.forget()
            image.machines.refresh()
            return made

        return self._turn(undone)

    def _go_on_where_it_stands(self, name: str, step_of: Callable[[Process], Step] | None) -> None:
        """The same; in one transaction with what is noted of a step."""
        image = self._image

        def go() -> None:
            process = image.root.process(self.pid)
            note_going_on(image.scheduler.transactions, self.pid, name)
            if step_of is None:
                end_step(image.root, self.pid)
            else:
                check_stands(process)
                begin_step(image.root, self.pid, step_of(process))
            if process.state == PARKED:
                image.ledger.resume(process)
                return
            names = ("continue",) if step_of is None else ("continue", "retry")
            for each in _restarts_of(process, image.machines):
                if each.name in names and not each.is_of_program:
                    now = image.clock.now()
                    choose(image.ledger, process, each.number, (), image.machines, now)
                    return
            raise CannotDebug(f"process {self.pid} {self._why_not_stopped(process)}")

        self._let_run()
        self._turn(lambda: image._change(go))

    def _why_not_stopped(self, process: Process) -> str:
        """Why it does not go on where it stands, said of the process."""
        if process.state == READY:
            return "has not stopped: it runs"
        if process.state == WAITING and not is_stopped(process):
            waits_for = self._image.process(self.pid).waits_for
            return f"has not stopped: it waits for {waits_for}, and goes on by itself"
        if process.has_ended and process.state != FAILED:
            return f"has ended: it is {process.state}"
        ways = "choose a restart, return from a frame, or start one again"
        return f"cannot go on where it stands; {ways}"

    def settle(self, timeout: float | None = None) -> str:
        """Wait until it has stopped, has ended or waits for something that may take long.

        Timers that are due within SHORT seconds from now are waited for. Drives the image, where
        no other thread does. Gives its state. NotDone after `timeout` seconds.
        """
        image = self._image
        self._turn(self._take_up)
        end, soon = until_of(timeout), self._image.clock.now() + SHORT

        def is_over() -> bool:
            return self._has_settled(soon) or (end is not None and monotonic() > end)

        if image.owner.is_mine():
            image.driver.run(is_over, stays=True)
        elif image._background.is_running or not image.drives:
            while not self._turn(lambda: bool(self._process()) and is_over()):
                sleep(LOOK_AGAIN)
        else:
            image.drive(is_over)
        if not self.has_settled():
            raise NotDone(f"process {self.pid} still runs", self.pid)
        return self._turn(lambda: self._process().state)

    def has_settled(self, soon: float = 0.0) -> bool:
        """Whether `settle` would not wait, nor wait for a timer that is due before that moment."""
        return self._turn(lambda: bool(self._process()) and self._has_settled(soon))

    # Helpers

    def _has_settled(self, soon: float = 0.0) -> bool:
        process = self._image.root.process(self.pid)
        if process.state == READY:
            return False
        if process.state == WAITING and not is_stopped(process):
            due = self._image.process(self.pid).until
            if due is not None and due <= soon:
                return False
        if is_stopped(process) or not _is_in_an_effect(process):
            return True
        return not self._image.process(self.pid).is_provided

    def _go_on(self, name: str, depth: int, outcome: Callable[[Process], tuple[Any, ...]]) -> None:
        """Have it go on in place of the frame at that depth."""
        image = self._image

        def go(process: Process) -> None:
            note_going_on(image.scheduler.transactions, self.pid, name)
            end_step(image.root, self.pid)
            target = outside(stack_of(process), depth, image.machine.linker)
            given = outcome(process)
            leave_to(image.ledger, process, target, given, image.machine, image.clock.now())

        self._let_run()
        self._change(go)

    def _leave(self, name: str, frame: int, text: str | None) -> None:
        """The same of a frame of another machine's."""
        image, depth = self._image, self.frame(frame).depth

        def go(process: Process) -> None:
            note_going_on(image.scheduler.transactions, self.pid, name)
            end_step(image.root, self.pid)
            leave(image.ledger, process, image.machines, depth, text, image.clock.now())

        self._let_run()
        self._change(go)

    def _let_run(self) -> None:
        """Have it run here, also where the image resumes nothing."""
        only = self._image.ledger.only
        if only is not None:
            only.add(self.pid)

    def _take_up(self) -> None:
        """Have it run here that runs nowhere: its debugger was killed within a step, say."""
        ledger, process = self._image.ledger, self._process()
        if ledger.only is None or self.pid in ledger.only:
            return
        if process.state == READY and ledger.is_ours(process):
            ledger.only.add(self.pid)
            self._image.scheduler.ready.append(self.pid)


def _restarts_of(process: Process, machines: Machines) -> list[Restart]:
    try:
        return restarts_of(process, machines)
    except CannotRetry:
        return []


def _is_in_an_effect(process: Process) -> bool:
    """Whether a function of Python's runs for it, and no pause is between two attempts."""
    return any(isinstance(part, Effect) and not part.is_paused() for part in parts_of(process))
