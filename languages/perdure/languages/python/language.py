"""Regular Python as the image sees a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perdure.languages.python.machine.beginning import program_code
from perdure.languages.python.machine.looking import variables
from perdure.languages.python.machine.machine import PythonMachine
from perdure.languages.python.machine.programs import MACHINE
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.foreign_code import viewers
from perdure.vm.protocols import Language, MakeMachine, Start


class Python(Language):
    """Unmodified `.py` files; each program is a process."""

    name = "python"
    endings = (".py",)

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

    def machines(self) -> Mapping[str, MakeMachine]:
        return {MACHINE: PythonMachine}

    def failure_text(self, payload: Value) -> str:
        if isinstance(payload, Condition) and payload.kind == "python":
            return payload.message
        return super().failure_text(payload)


language = Python()
viewers[MACHINE] = variables
