"""The half of a debugger that works in the frames of a process where it stands.

Texts are evaluated in them, their variables are changed, and watched.

Reads: perdure.image.api.looking. Read by: perdure.image.api.debugger.
"""

from __future__ import annotations

from itertools import islice

from persistent import Persistent

from perdure.image.api.evaluating import finished
from perdure.image.api.looking import Looking
from perdure.image.debugging.frames import DebugFrame
from perdure.image.debugging.scopes import environment_of
from perdure.image.engine.foreign_frames import evaluate as foreign
from perdure.image.engine.foreign_frames import watched, why_not
from perdure.image.engine.redirecting import check_stands, stack_of
from perdure.image.errors import CannotDebug
from perdure.image.host.dynamic import parameters_in
from perdure.image.host.probing import DEBUGGING
from perdure.image.processes.breakpoints import (
    WATCH,
    Stored,
    add_breakpoint,
)
from perdure.image.schema.processes import Process
from perdure.vm import Execution
from perdure.vm.dataclass import dataclass
from perdure.vm.machine.unwinding import frame_at, variables_at, with_value
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Box, Value
from perdure.vm.objects.procedures import Cell, Code
from perdure.vm.objects.singletons import NIL, UNSPECIFIED
from perdure.vm.primitives.checks import items_of
from perdure.vm.protocols import Evaluation, Language, Start

NAME = DEBUGGING  #: what errors call a text that is evaluated in a frame


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The value of a text that was evaluated in a frame."""

    value: Value  #: the program's own; that of the last of several
    text: str  #: the same as its language writes it; "" where it is unspecified
    changed: tuple[str, ...]  #: the frame's variables that have other values by that


class InFrames(Looking):
    """A process in whose frames something is evaluated; see Debugger."""

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

    def watch(self, text: str, frame: int = 0) -> int:
        """Have every process stop once that has changed; gives the breakpoint's number.

        It is a variable's name, of the frame or global, with the fields of the object that it
        holds, or a text whose value is an object with fields: a pair, a vector, a record, a hash
        table. CannotDebug where it is nothing that changes. Of regular
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

    # Helpers

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


def _code_at(execution: Execution, depth: int) -> Code:
    code = next(islice(execution.all_frames(), depth, None))[0]
    assert isinstance(code, Code)
    return code
