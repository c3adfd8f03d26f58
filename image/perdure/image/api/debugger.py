"""A debugger of one process: what is seen of it, what is changed in it, how it goes on.

    debugger = image.debug(12)
    for frame in debugger.frames(limit=10): ...
    debugger.evaluate("(+ x 1)", frame=0)
    debugger.restart_frame(0)

Looking runs nothing. Each change is one transaction, so it survives like all else, and so does
where the process stands: a debugger keeps nothing itself but the pid. docs/living.md shows it.

Reads: perdure.image.api.looking. Read by: perdure.image.api.image.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from time import monotonic, sleep
from typing import Any, TypeVar

from persistent import Persistent

from perdure.image.api.evaluating import finished
from perdure.image.api.looking import Looking
from perdure.image.debugging.frames import DebugFrame, shown_frames
from perdure.image.debugging.scopes import call_again, environment_of
from perdure.image.engine.foreign_frames import evaluate as foreign
from perdure.image.engine.foreign_frames import have_stops, leave, watched, why_not
from perdure.image.engine.going_back import UndoneStep, go_back, note_going_on
from perdure.image.engine.redirecting import check_stands, is_stopped, leave_to, stack_of
from perdure.image.engine.restarting import Restart, choose, restarts_of
from perdure.image.errors import CannotDebug, CannotRetry, NotDone
from perdure.image.host.dynamic import parameters_in
from perdure.image.host.machines import Machines
from perdure.image.host.probing import DEBUGGING
from perdure.image.processes.breakpoints import (
    INTO,
    MODES,
    UNTIL,
    WATCH,
    Step,
    Stored,
    add_breakpoint,
    begin_step,
    end_step,
)
from perdure.image.processes.waits import parts_of
from perdure.image.processes.waits.effect import Effect
from perdure.image.schema.processes import FAILED, INVOKE, PARKED, READY, RETURN, WAITING, Process
from perdure.image.seconds import until_of
from perdure.vm import Execution
from perdure.vm.dataclass import dataclass
from perdure.vm.machine.depth import Depths
from perdure.vm.machine.unwinding import frame_at, outside, variables_at, with_value
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Box, Value
from perdure.vm.objects.procedures import Cell, Code
from perdure.vm.objects.singletons import NIL, UNSPECIFIED
from perdure.vm.primitives.checks import items_of
from perdure.vm.protocols import Evaluation, Language, Start

T = TypeVar("T")

NAME = DEBUGGING  #: what errors call a text that is evaluated in a frame
LOOK_AGAIN = 0.01  #: seconds between two looks at a process that is driven elsewhere
SHORT = 1.0  #: seconds that a timer may take and is waited for
NEAR = 200  #: frames in whose code a step that enters no calls may end
AROUND = 2  #: lines of an excerpt before and after the place


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The value of a text that was evaluated in a frame."""

    value: Value  #: the program's own; that of the last of several
    text: str  #: the same as its language writes it; "" where it is unspecified
    changed: tuple[str, ...]  #: the frame's variables that have other values by that


class Debugger(Looking):
    """A debugger of one process. `Image.debug` makes it."""

    # Evaluating

    def evaluate(self, text: str, frame: int = 0, timeout: float | None = None) -> Evaluated:
        """The value of a text where the variables of a frame are in scope.

        It is evaluated by a process of its own; what it assigns to a variable is the frame's from
        then on. ProcessFailed; CannotDebug where the frame's language has nothing of the kind.
        """
        shown = self.frame(frame)
        process = self._turn(self._process)
        if process.machine:
            return self._evaluated(text, shown)
        if not text.strip() or self._turn(lambda: self._language(process).is_incomplete(text)):
            raise CannotDebug(f"{text!r} is no whole expression")
        before = {name: value for name, value in shown.variables.items() if value is not None}
        begun = self._turn(lambda: self._begin(text, shown, before))
        given = finished(self._image, begun, timeout)

        def written() -> Evaluated:
            values, *after = given.items
            now = dict(zip(before, after, strict=True))
            changed = {name: value for name, value in now.items() if value is not before[name]}
            if changed:
                self._change(lambda stands: self._assign(stands, shown, changed))
            found = items_of("eval", values)
            value = found[-1] if found else UNSPECIFIED
            language = self._language(self._process())
            said = "" if value is UNSPECIFIED else language.write(value)
            return Evaluated(value, said, tuple(changed))

        return self._turn(written)

    def _evaluated(self, text: str, shown: DebugFrame, name: str = "") -> Evaluated:
        """The same in a frame of another machine's, which evaluates it within one transaction.

        While the process runs, or where its machine is not here, what is shown is looked at.
        """
        image = self._image
        if not name and self._turn(lambda: why_not(self._process(), image.machines)):
            return self._looked_at(text, shown)

        def change(process: Process) -> Evaluation:
            return foreign(image.ledger, process, image.machines, shown.depth, text, name)

        found = self._change(change)
        return Evaluated(found.value, found.text, found.changed)

    def _looked_at(self, text: str, shown: DebugFrame) -> Evaluated:
        """The same of nothing but what is shown of the frame's variables."""

        def looked() -> Evaluated:
            language = self._language(self._process())
            try:
                said = language.look_at(text, shown.variables)
            except Exception as error:  # noqa: BLE001  (whatever it raises is told)
                raise CannotDebug(f"{type(error).__name__}: {error}") from None
            if said is None:
                raise CannotDebug(f"nothing can be evaluated in a frame of {language.name!r}")
            return Evaluated(UNSPECIFIED, said, ())

        return self._turn(looked)

    def set(self, name: str, text: str, frame: int = 0) -> None:
        """Give a variable of a frame the value of a text, which is evaluated there."""
        shown = self.frame(frame)
        if self._turn(lambda: self._process().machine):
            self._evaluated(text, shown, name)
            return
        value = self.evaluate(text, frame).value
        shown = self.frame(frame)
        if name not in shown.variables:
            known = ", ".join(shown.variables) or "none"
            raise CannotDebug(f"frame {frame} has no variable {name}; it has {known}")
        self._change(lambda process: self._assign(process, shown, {name: value}))

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

    def define(self, text: str, frame: int = 0, *, file: str = NAME, line: int = 1) -> None:
        """Evaluate definitions in the environment that the text of a frame was compiled in.

        Calls of the procedure by its variable call the new one from then on. Where the frame has
        it within itself, as a small procedure of a program was put in place of its calls, the
        frame's own definition is evaluated anew, too.
        """
        shown = self.frame(frame)
        around = self.definition(frame)
        self._evaluate_definition(shown, text, file, line)
        own = self._turn(lambda: self._own_definition(shown))
        if own is not None and around is not None and own != around and file == own[1]:
            self._evaluate_definition(shown, *own)

    def _own_definition(self, shown: DebugFrame) -> tuple[str, str, int] | None:
        """The text that defines a frame's procedure, its file and first line."""
        source = shown.source
        if source is None or not shown.name:
            return None
        found = self._language(self._process()).definition_of(source.text, shown.name)
        if found is None:
            return None
        first = source.line + source.text.count("\n", 0, found[0])
        return source.text[slice(*found)], source.name, first

    def _evaluate_definition(self, shown: DebugFrame, text: str, file: str, line: int) -> None:
        def begin() -> int:
            process = self._process()
            check_stands(process)
            code = _code_at(stack_of(process), shown.depth)
            environment = environment_of(self._image.root, stack_of(process), code)
            language = self._language(process)
            start = language.start_evaluation(
                self._image.root.libraries, text, file, environment, [], line
            )
            return self._spawn(start, language)

        finished(self._image, self._turn(begin))

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

    def watch(self, text: str, frame: int = 0) -> int:
        """Have every process stop once that has changed; gives the breakpoint's number.

        It is a variable's name, of the frame or global, or a text whose value is an object with
        fields: a pair, a vector, a record. CannotDebug where it is nothing that changes. Of regular
        Python it is a variable, a field or an item of this process, with what is in the object
        that it is; a variable of a function is watched in the frame.
        """
        shown = self.frame(frame)
        if self._turn(lambda: self._process().machine):
            return self._watch_other(text, shown)

        def found() -> Value:
            linker, execution = self._image.machine.linker, stack_of(self._process())
            innermost = frame_at(execution, shown.depth)
            assert innermost is not None
            for _, name, held in variables_at(innermost, linker):
                if name == text and isinstance(held, Box):
                    return held
            cell = environment_of(self._image.root, execution, innermost[0]).find(text)
            return cell if isinstance(cell, Cell) and text not in shown.variables else None

        thing = self._turn(found)
        if thing is None:
            thing = self.evaluate(text, frame).value
            if not isinstance(thing, Persistent) or isinstance(thing, Symbol):
                raise CannotDebug(
                    f"{text} is {self._image.language.short(thing)}, which never changes; a "
                    "variable can be watched that the program assigns, or an object with fields"
                )
        watch = Stored(WATCH, text, 0, "", thing)
        root = self._image.root
        return self._turn(lambda: self._image._change(lambda: add_breakpoint(root, watch)))

    def _watch_other(self, text: str, shown: DebugFrame) -> int:
        """The same of a process of another machine's."""
        image, pid = self._image, self.pid

        def add(process: Process) -> int:
            scope = watched(process, image.machines, shown.depth, text)
            watch = Stored(WATCH, text, 0, "", None, pid, scope)
            return add_breakpoint(image.root, watch)

        return self._change(add)

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

    def _begin(self, text: str, shown: DebugFrame, variables: dict[str, Value]) -> int:
        """The pid of a process that evaluates a text in a frame."""
        image, process = self._image, self._process()
        language, execution = self._language(process), stack_of(process)
        environment = environment_of(image.root, execution, _code_at(execution, shown.depth))
        start = language.start_in_scope(image.root.libraries, text, NAME, environment, variables)
        if start is None:
            raise CannotDebug(f"nothing can be evaluated in a frame of {language.name!r}")
        parameters = parameters_in(execution, shown.depth, image.machine)
        return self._spawn(start, language, parameters)

    def _spawn(self, start: Start, language: Language, parameters: Value = NIL) -> int:
        image = self._image
        begin = image._spawn_with(start, NAME, language, parameters=parameters)
        pid: int = image._change(begin)
        return pid

    def _assign(self, process: Process, shown: DebugFrame, values: dict[str, Value]) -> None:
        linker = self._image.machine.linker
        for name, value in values.items():
            here = stack_of(process)
            there = with_value(here, shown.depth, name, value, linker)
            if there is None:
                raise CannotDebug(f"the frame has no variable {name} any more")
            if there is not here:
                self._image.ledger.restack(process, there)


def _restarts_of(process: Process, machines: Machines) -> list[Restart]:
    try:
        return restarts_of(process, machines)
    except CannotRetry:
        return []


def _is_in_an_effect(process: Process) -> bool:
    """Whether a function of Python's runs for it, and no pause is between two attempts."""
    return any(isinstance(part, Effect) and not part.is_paused() for part in parts_of(process))


def _code_at(execution: Execution, depth: int) -> Code:
    code = next(islice(execution.all_frames(), depth, None))[0]
    assert isinstance(code, Code)
    return code
