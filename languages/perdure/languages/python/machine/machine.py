"""The machine of regular Python: a perdure.vm.protocols.Machine.

A process's stack is stored as frames of `(code, point, ())`; the outermost one's values are
its program's record, and the bytes of what its frames hold. While its worker has it, the
space that they were loaded to stays in memory, and is gone on with where the execution is
still the one that was stored of it. So a wait stores and does not load.

Reads: perdure.languages.python.machine.running, perdure.languages.python.machine.storing.
"""

from __future__ import annotations

import random
from functools import partial
from typing import Any

from perdure.languages.python.heap import CannotStore
from perdure.languages.python.machine.bases import keep_base
from perdure.languages.python.machine.beginning import begin, waiting_call
from perdure.languages.python.machine.capturing import NotCapturable
from perdure.languages.python.machine.dealing import KINDS as DEALINGS
from perdure.languages.python.machine.dealing import dealing
from perdure.languages.python.machine.effects import (
    FUNCTIONS,
    SECTION,
    Arrived,
    arrived,
    asked,
    asked_when_stored,
    began_with_outcome,
    gone_on_with,
    is_section,
    new_token,
)
from perdure.languages.python.machine.ends import End, Ended, Waits
from perdure.languages.python.machine.failing import (
    NOT_AGAIN,
    cannot_go_on,
    ended_before,
    exit_code,
    failure,
    has_failed,
    not_loaded,
    touched_again,
    warn_of_repetition,
)
from perdure.languages.python.machine.intact import StillChanging
from perdure.languages.python.machine.invoking import interrupted, is_at_most_once
from perdure.languages.python.machine.journal import Journal, Row, extended
from perdure.languages.python.machine.missing import missing_module
from perdure.languages.python.machine.pausing import moved
from perdure.languages.python.machine.programs import Program
from perdure.languages.python.machine.raising import Raises
from perdure.languages.python.machine.repairing import Repairing
from perdure.languages.python.machine.repeating import is_left, repeated
from perdure.languages.python.machine.resuming import READING, Prepared, reading
from perdure.languages.python.machine.running import TouchedOutside, run
from perdure.languages.python.machine.spaces import Space, is_none_wanted, pass_raised
from perdure.languages.python.machine.stepping import Stops
from perdure.languages.python.machine.stopping import (
    AGAIN,
    RESUME,
    Again,
    Began,
    Given,
    Line,
    Onward,
    began_with,
    is_before,
    onward,
    stopped_in,
)
from perdure.languages.python.machine.storing import (
    held_before,
    held_by,
    journal_of,
    loaded,
    stored,
    with_journal,
)
from perdure.languages.python.machine.switching import CALLS
from perdure.languages.python.machine.values import to_value
from perdure.languages.python.machine.volatile import called
from perdure.languages.python.runtime.console import (
    begin_reading,
    program_streams,
    unread,
)
from perdure.languages.python.runtime.exclusion import programs
from perdure.vm import (
    Done,
    Execution,
    ForeignCode,
    Invoke,
    Outcome,
    Preempted,
    Raise,
    Resumption,
    Waiting,
)
from perdure.vm.objects.singletons import UNSPECIFIED


class PythonMachine(Repairing):
    """Runs lowered Python, for one connection."""

    functions = FUNCTIONS

    # ---- the face of a machine

    def interrupt(self) -> None:
        self._is_interrupted = True
        running = self._running
        if running is not None:
            running.builtins[".stop"] = True

    @staticmethod
    def lacks(execution: Execution) -> str:
        missing = missing_module(execution)
        return f"the module {missing}" if missing else ""

    def clear_interrupt(self) -> None:
        self._is_interrupted = False

    def run(self, execution: Execution, resumption: Resumption) -> Outcome:
        learnt: set[str] = set()
        stopped = stopped_in(execution)
        onwards: Onward = resumption
        self._defined, self._shown = {}, None
        if stopped is not None:
            self._defined = stopped.defined()
            self._shown = stopped.printed if is_before(execution) else None
            execution, onwards = onward(stopped, execution, resumption)
        self._began = began_with(execution, onwards)
        self._before, self._may_stay = held_before(execution), None
        go_on = self._go_on
        begin_reading()
        while True:
            space = None
            try:
                unread()
                prepared = self._prepared(execution, onwards, learnt)
                if not isinstance(prepared, tuple):
                    return prepared
                space = prepared[0]
                if self._pauses:
                    prepared = self._able_to_stop(*prepared)
                space, program, is_raised, value = prepared
                self._define(space)
                given = [value]  # what goes on takes it: nothing else is to keep it
                del prepared, value
                return go_on(space, program, is_raised, given)
            except self.passes:
                raise
            except (CannotStore, NotCapturable) as obstacle:
                if go_on == self._begin_section:
                    return cannot_go_on(obstacle, self._began)
                undo_set_up(space)
                go_on = self._begin_section
            except TouchedOutside as touched:
                undo_set_up(space)
                if touched.home not in learnt:
                    learnt.add(touched.home)
                elif go_on == self._begin_section:
                    return cannot_go_on(touched_again(touched), self._began)
                else:  # by an operator, or from under C: it is no call that could be an effect
                    warn_of_repetition(touched.home)
                    go_on = self._begin_section
            except Exception as error:  # noqa: BLE001  (a text that is no Python, or does not load)
                return cannot_go_on(error, self._began)

    # ---- a slice

    def _begin_section(
        self, space: Space, program: Program, is_raised: bool, given: list[Any]
    ) -> Outcome:
        """Have a slice whose wait cannot be stored run as an effect: a volatile section."""
        rows: list[Row] = []
        if space.journal is None:
            space.settle_output()
            space.call = (SECTION, is_raised, given.pop(), random.getstate())
        else:  # it has been one before
            space.journal.settle()
            rows = space.journal.rows
        token = new_token()
        before = stored(space, program, token, self._before, is_explained=True)
        if rows:
            before = with_journal(before, token, extended(None, rows))
        self._print(space)
        space.journal = Journal(space, rows)
        program, held, _ = held_by(before)
        self._keep(program, space, held)
        return Waiting("effect", asked(space, token).effect(), before)

    def _prepared(
        self, execution: Execution, resumption: Onward, learnt: set[str]
    ) -> Prepared | Outcome:
        """A space with how it goes on; or an outcome, where nothing is to be run."""
        if isinstance(resumption, Line):
            return self._with_line(execution, learnt, resumption)
        if isinstance(resumption, Given):
            return self._with_given(execution, resumption, learnt)
        if isinstance(resumption, Again):
            return self._anew(execution, resumption, learnt)
        if isinstance(resumption, Invoke):
            return self._begun(execution, resumption.procedure, resumption.arguments, learnt)
        if not execution.frames:
            return ended_before(resumption)
        waiting = waiting_call(execution)
        if waiting is not None:
            obstacle = not_loaded(*waiting, resumption)
            return self._begun(execution, *waiting, learnt) if obstacle is None else obstacle
        if has_failed(execution):
            return cannot_go_on(RuntimeError(NOT_AGAIN), self._began)
        program, held, token = held_by(execution)
        if token and not isinstance(resumption, Raise):
            self._may_stay = execution
            return self._with_outcome(execution, token, resumption.value, learnt)
        space = self._space(execution, program, held)
        space.learn(learnt)
        is_raised, value = self._given(space, resumption)
        if is_section(space.call):
            is_raised, value = repeated(space, execution, is_raised, value)
        return space, program, is_raised, value

    def _begun(
        self,
        execution: Execution,
        code: ForeignCode,
        arguments: tuple[Any, ...],
        learnt: set[str],
    ) -> Prepared | Outcome:
        """Begin with a code; or go on with a line, where that is the one for reading."""
        if code.content == READING:
            return self._with_line(execution, learnt)
        found = begin(code, arguments, self.host, self._new_space)
        if not isinstance(found, tuple):
            return found
        found[0].learn(learnt)
        return *found, False, None

    def _with_outcome(
        self, execution: Execution, token: str, value: Any, learnt: set[str]
    ) -> Prepared | Outcome:
        """Go on with what an effect has given; where it was not begun here, have it begin."""
        outcome = arrived(token)
        program, held, _ = held_by(execution)
        if outcome is not None and (outcome.following is not None or is_left(outcome.end)):
            return self._with_part(execution, outcome)
        if outcome is not None:
            number = abs(value) if type(value) is int else 0
            before = self._spaces.take(self._key_of(program))
            space, found = outcome.taken(execution, partial(self._new_space, program))
            if before is not None and before[0] is not space:
                before[0].let_go()
            self._began = began_with_outcome(execution, outcome, found, number, space)
            space.learn(learnt)
            space.output[:] = [outcome.output]
            if outcome.end is not None:  # it went on in memory
                space.host = self.host
                ended = self._outcome(space, program, outcome.end)
                if isinstance(ended, Waiting) and ended.kind == "input":
                    prepared = self._with_line(ended.execution, learnt)  # one may be there
                    if isinstance(prepared, tuple):
                        prepared[0].output[:] = [outcome.output]
                        return prepared
                self._print(space)
                return ended
            return space, program, outcome.is_raised, found
        number = value if type(value) is int else 0  # True: by an older version
        space = self._space(execution, program, held)
        if number < 0 and is_at_most_once(
            space.call[0]
        ):  # it was made, and what came of it is lost
            error = interrupted(space.call[0])
            self._began = Began(execution, (RESUME, False, value), (error,), (AGAIN, abs(number)))
            return space, program, True, error
        return self._asked_again(execution, space, abs(number), is_repeated=True)

    def _with_part(self, execution: Execution, outcome: Arrived) -> Any:
        """Keep what a section has got so far, and wait for what it waits for."""
        if outcome.output:
            self.host.write_output(outcome.output)
        entry = extended(journal_of(execution), outcome.rows)
        following = outcome.following
        if following is not None:
            execution = with_journal(execution, following.token, entry)
            return Waiting("effect", following.effect(), execution)
        assert isinstance(outcome.end, Waits)
        kind, *arguments = outcome.end.arguments
        execution = with_journal(execution, "", entry)
        if kind == "input":
            return self._with_line(execution, set())
        if kind in DEALINGS and outcome.space is not None:
            wanted = Waits(kind, arguments[0])
            return dealing(outcome.space, held_by(execution)[0], wanted, execution)
        return Waiting(kind, arguments[0], execution)

    def _able_to_stop(
        self, space: Space, program: Program, is_raised: bool, value: Any
    ) -> Prepared:
        """The program as it can stop at breakpoints, where it is possible."""
        given = value, self._began.errors
        found = moved(space, program, given, self._pauses, self._new_space)
        if found is None:
            return space, program, is_raised, value
        space, program, (value, errors) = found
        self._began = self._began._replace(errors=errors)
        return space, program, is_raised, value

    def _go_on(self, space: Space, program: Program, is_raised: bool, given: list[Any]) -> Outcome:
        space.host = self.host
        space.set_up.stretches = []
        space.call = space.pending = None
        space.builtins[".stop"] = self._is_interrupted
        space.link = self._link(program)
        space.is_stop_wanted = is_none_wanted
        placed = tuple([pause for pause in self._pauses if not pause.is_raised])
        raised = tuple([pause for pause in self._pauses if pause.is_raised])
        is_to_stop = space.builtins[".stepping"] = self._stop is not None or bool(placed)
        space.builtins[".raising"] = bool(raised)
        space.note_raised = Raises(space, raised).met if raised else pass_raised
        space.is_showing = bool(raised)
        self._spaces.take(self._key_of(program))
        self._running = space
        try:
            with programs, program_streams(), space.in_sight():
                if is_to_stop:
                    space.is_stop_wanted = Stops(space, self._stop, placed).is_wanted
                end = run(space, is_raised, given.pop())
                if not isinstance(end, Waits):
                    space.flush_files()
                outcome = self._outcome(space, program, end)
        except BaseException:
            space.drop_files()
            raise
        finally:
            self._running = None
        self._print(space)
        return outcome

    def _print(self, space: Space) -> None:
        """Show what the space has printed, once its slice is not run again."""
        if space.pending is not None and space.pending.is_held:
            return
        if space.journal is None:
            space.settle_output()
            text = "".join(space.output)
        else:
            text = space.journal.shown()
        if text:
            self.host.write_output(text)
        space.output.clear()
        space.journal = None

    def _outcome(self, space: Space, program: Program, end: End) -> Outcome:
        if isinstance(end, Waits):
            return self._waiting(space, program, end)
        if isinstance(end, Ended):
            if program.is_loading:
                return self._loaded_base(program, space)
            try:
                with space.in_sight():
                    return Done(to_value(end.value, self.host))
            except TypeError as error:
                return cannot_go_on(error, self._began)
        if isinstance(end.error, SystemExit):
            code = exit_code(end.error, space.output)
            return Waiting("exit", (code,), Execution())
        failed = failure(space, program, end.error, self._began)
        space.let_go()
        return failed

    def _loaded_base(self, program: Program, space: Space) -> Outcome:
        """The bodies of a program's modules have ended: calls can begin."""
        try:
            keep_base(program.base, program, space)
        except CannotStore as obstacle:
            return cannot_go_on(obstacle, self._began)
        return Done(UNSPECIFIED)

    def _waiting(self, space: Space, program: Program, end: Waits) -> Outcome:
        is_effect = end.kind in ("effect", CALLS)
        if is_effect and space.call is None:  # else it was loaded with the space
            space.call = called(end)
        elif end.kind == "input":
            space.call = end.arguments  # how it has asked
        token = new_token() if is_effect else ""
        may_stay = self._may_stay if end.kind == CALLS and not space.shown else None
        space.settle_output()
        try:
            execution = stored(space, program, token, self._before, is_patient=may_stay is None)
        except StillChanging:
            return gone_on_with(space, token, may_stay)
        dealt = None
        if end.kind in DEALINGS:
            dealt = dealing(space, held_by(execution)[0], end, execution)
        if space.is_stale:
            space.let_go()
            if is_effect:  # the call runs on the objects that the process will go on with
                space = loaded(execution, partial(self._new_space, program))
        if not space.is_stale:
            program, held, _ = held_by(execution)  # it may have one of its own by now
            self._keep(program, space, held)
        if is_effect:
            return Waiting("effect", asked_when_stored(space, token).effect(), execution)
        if dealt is not None:
            return dealt
        if end.kind == "over":
            return Preempted(execution)
        if end.kind == "input":
            return Waiting("input", (reading(), ()), execution)
        return Waiting(end.kind, end.arguments, execution)


def undo_set_up(space: Space | None) -> None:
    """Have the interpreter as it was before a slice that was thrown away."""
    if space is not None:
        space.set_up.undo()
