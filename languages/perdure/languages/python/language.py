"""Regular Python as the image sees a language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.defining import definitions_in, names_in
from perdure.languages.python.foreseeing import foresee
from perdure.languages.python.machine.bases import base_for
from perdure.languages.python.machine.beginning import keeping, packed, program_code
from perdure.languages.python.machine.evaluating import end_of, looked_at
from perdure.languages.python.machine.looking import variables
from perdure.languages.python.machine.machine import PythonMachine
from perdure.languages.python.machine.never_raised import why_not_raised
from perdure.languages.python.machine.never_stopping import stops_in
from perdure.languages.python.machine.programs import MACHINE
from perdure.languages.python.machine.trying import fitting
from perdure.languages.python.writing import short_written, written
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.foreign_code import viewers
from perdure.vm.protocols import Defined, Finding, Fitting, Language, MakeMachine, Start


class Python(Language):
    """Unmodified `.py` files; each program is a process."""

    name = "python"
    endings = (".py",)

    def unreadable(self, text: str, name: str) -> str | None:
        try:
            tree_of(text, name)
        except SyntaxError as error:
            return f"SyntaxError: {error.msg} ({name}:{error.lineno}:{error.offset})"
        except ValueError as error:
            return f"{error} ({name})"
        return None

    def compile(self, text: str, name: str, environment: Environment) -> Value:
        return program_code(text, name, (), ())

    def start_program(
        self,
        libraries: Mapping[str, Environment],
        text: str,
        name: str,
        arguments: Sequence[str],
        search_path: Sequence[str],
    ) -> Start:
        return program_code(text, name, tuple(arguments), tuple(search_path)), ()

    def function_call(
        self,
        name: str,
        path: str,
        text: str,
        search_path: Sequence[str],
        function: str,
        arguments: tuple[Any, ...],
    ) -> Callable[[Any], Start] | None:
        given = packed(arguments)

        def start(kept: Any) -> Start:
            base = base_for(kept, name, path, text, tuple(search_path))
            return base.entry(function), (given,)

        return start

    def keeping_variables(self, libraries: Mapping[str, Environment], start: Start) -> Start:
        code, arguments = start
        return keeping(code), arguments

    def foresee(self, text: str, path: str, folders: Sequence[str]) -> list[Finding] | None:
        return foresee(text, path, folders)

    def machines(self) -> Mapping[str, MakeMachine]:
        return {MACHINE: PythonMachine}

    def end_of(self, text: str, start: int) -> int | None:
        return end_of(text, start)

    def stops_in(self, text: str, name: str, line: int) -> tuple[bool, str]:
        return stops_in(text, name, line)

    def why_not_raised(self, name: str, texts: Sequence[str]) -> str:
        return why_not_raised(name, texts)

    def fitting(
        self, text: str, arguments: Sequence[str], result: str, seconds: float
    ) -> Iterator[Fitting | None]:
        return fitting(text, arguments, result, seconds)

    def definitions_in(self, text: str) -> list[Defined]:
        return definitions_in(text)

    def names_in(self, text: str) -> frozenset[str]:
        return names_in(text)

    def look_at(self, text: str, variables: Mapping[str, Any]) -> str:
        return looked_at(text, variables)

    def write(self, value: Value) -> str:
        return written(value)

    def short(self, value: Value) -> str:
        return short_written(value)

    def failure_text(self, payload: Value) -> str:
        if isinstance(payload, Condition) and payload.kind == "python":
            return payload.message
        return super().failure_text(payload)


language = Python()
viewers[MACHINE] = variables
