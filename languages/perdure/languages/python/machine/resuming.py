"""The beginnings of slices: the space that a stack goes on in, and what it goes on with.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from perdure.languages.python.machine.bases import given_modules
from perdure.languages.python.machine.chunks import Stored
from perdure.languages.python.machine.effects import (
    asked,
    began_with_given,
    forget,
    forget_ended,
    is_section,
)
from perdure.languages.python.machine.journal import INPUT
from perdure.languages.python.machine.keeping import Spaces
from perdure.languages.python.machine.linking import Linked
from perdure.languages.python.machine.net import install as install_net
from perdure.languages.python.machine.pauses import Pauses
from perdure.languages.python.machine.pausing import link_for
from perdure.languages.python.machine.programs import MACHINE, Program
from perdure.languages.python.machine.repeating import begin_again, repeated
from perdure.languages.python.machine.running import new_space
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.stopping import LINE, RESUME, Again, Began, Given, Line
from perdure.languages.python.machine.storing import held_by, journal_of, loaded, loaded_with
from perdure.languages.python.machine.values import from_value, raised_by
from perdure.languages.python.runtime.console import line_as, line_of
from perdure.vm import Execution, ForeignCode, Outcome, Raise, Return, Waiting
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.protocols import Machine, Stop

READING = ("read",)  #: the content of the code by which a line is read

#: A space, the program's record, whether something is raised in it, and what it goes on with.
Prepared = tuple[Space, Program, bool, Any]


class Resuming(Machine):
    """The part of the machine that prepares slices."""

    def __init__(self, host: Any, passes: tuple[type[Exception], ...]) -> None:
        install_net()
        self.host = host
        self.passes = passes
        self._running: Space | None = None
        self._is_interrupted = False
        self._before: Stored | None = None  #: what the frames held that run now
        #: what they were, where that can stay in the image, as it waits for an effect
        self._may_stay: Execution | None = None
        self._began = Began(Execution.start(), (RESUME, False, UNSPECIFIED))  #: the slice that runs
        #: what is to be defined first: by module, (name, value)
        self._defined: dict[str, tuple[str, Value]] = {}
        self._shown: str | None = None  #: by the slice that is run again
        self._spaces = Spaces()
        self._stop: Stop | None = None  #: where the slices that follow end
        self._pauses: Pauses = ()  #: and where besides

    def _new_space(self, program: Program) -> Space:
        made = new_space(self.host)
        made.arguments, made.folders = program.arguments, program.folders
        made.given = given_modules(program)
        made.link = self._link(program)
        made.is_loading = program.is_loading
        return made

    def _link(self, program: Program) -> Callable[[str, str, str], Linked]:
        """The way to lower modules that the program has not met yet."""
        return link_for(() if program.is_loading else self._pauses)

    def _space(self, execution: Execution, program: Program, held: Stored) -> Space:
        """The space of an execution: in memory, where it is what was stored as that."""
        found = self._spaces.take(self._key_of(program))
        if found is not None:
            space, as_stored = found
            if as_stored is held and not space.is_spent:
                return space
            if space.pending is None:
                space.let_go()
            else:  # a thread has it
                space.is_gone = True
        return loaded(execution, partial(self._new_space, program))

    def _key_of(self, program: Program) -> Any:
        """The process that runs: by its program's record, if that is its own."""
        return (program, self.host.pid()) if program.is_shared else program

    def _keep(self, program: Program, space: Space, held: Stored) -> None:
        if self._spaces.keep(self._key_of(program), space, held, self.host.has_ended):
            forget_ended(self.host)

    def _given(self, space: Space, resumption: Return | Raise) -> tuple[bool, Any]:
        """The outcome of a wait: (whether it is raised, what)."""
        if isinstance(resumption, Raise):
            error = raised_by(resumption.payload)
            self._began = self._began._replace(errors=(error,))
            return True, error
        try:
            with space.in_sight():  # an object may be of a class of the program's
                return False, from_value(resumption.value, self.host)
        except TypeError as error:
            return True, error

    def _with_line(
        self, execution: Execution, learnt: set[str], read: Line | None = None
    ) -> Prepared | Outcome:
        """Go on with a line, as the program has asked for it; wait on where there is none."""
        line = line_of(self.host) if read is None else read.line
        if line is None:
            return Waiting("input", (reading(), ()), execution)
        self._began = Began(execution, (LINE, line))
        program, held, _ = held_by(execution)
        space = self._space(execution, program, held)
        space.learn(learnt)
        is_raised = False
        value: Any = None
        entry = journal_of(execution)
        how = space.call[0] if entry is None else entry.row.text.removeprefix(INPUT)
        try:
            value = line_as(how, line)
        except (EOFError, StopIteration) as error:
            is_raised, value = True, error
        if is_section(space.call):
            is_raised, value = repeated(space, execution, is_raised, value)
        return space, program, is_raised, value

    def _asked_again(
        self, execution: Execution, space: Space, number: int, *, is_repeated: bool
    ) -> Outcome:
        """Have the effect that a stack waits for begin again, under the key that it had."""
        program, held, token = held_by(execution)
        if is_section(space.call):
            begin_again(space, execution)
        pending = asked(space, token)
        pending.is_repeated = is_repeated
        self._keep(program, space, held)
        return Waiting("effect", (*pending.effect(), False, number), execution)

    def _anew(self, execution: Execution, again: Again, learnt: set[str]) -> Outcome:
        """Begin the effect again that has failed."""
        program, held, token = held_by(execution)
        forget(token)
        space = self._space(execution, program, held)
        space.learn(learnt)
        return self._asked_again(execution, space, again.number, is_repeated=False)

    def _with_given(self, execution: Execution, given: Given, learnt: set[str]) -> Prepared:
        """Go on with the outcome that is stored with a stack."""
        program, _, _ = held_by(execution)
        space, found = loaded_with(execution, partial(self._new_space, program))
        space.learn(learnt)
        self._began = began_with_given(execution, given, found)
        if given.without:
            outcomes, is_time = found
            found = [each for each in outcomes if each[0] not in given.without], is_time
        return space, program, given.is_raised, found

    def _define(self, space: Space) -> None:
        """Define what was chosen to be defined before the program goes on, and what is shown."""
        for unit, (name, value) in self._defined.items():
            with space.in_sight():
                space.namespace(unit)[name] = from_value(value, self.host)
        if self._shown is not None:
            space.shown = self._shown


def reading() -> ForeignCode:
    """The code that a process goes on with which waits for a line: each image has its own."""
    return ForeignCode(MACHINE, "input", READING)
