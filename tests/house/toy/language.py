"""The toy language as the image sees it, and its own builtins."""

from __future__ import annotations

from perdure.vm import Closure, Condition, Environment, Fault, Value, current
from perdure.vm.objects.data import new_string
from perdure.vm.objects.printer import display_text
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.primitives.registry import effectful, pure
from perdure.vm.protocols import Language
from tests.house.toy.compiling import Compiler
from tests.house.toy.reading import Reader


@effectful("toy:print")
def print_(value: Value) -> Value:
    current().host.write_output(f"{display_text(value)}\n")
    return UNSPECIFIED


@pure("toy:text")
def text_(*values: Value) -> Value:
    """One text of several values."""
    return new_string("".join(map(display_text, values)))


@effectful("toy:fail")
def fail(message: Value) -> Value:
    raise Fault(Condition(display_text(message), kind="toy"))


class Toy(Language):
    """`pauses`: the process waits before each statement."""

    def __init__(self, name: str, ending: str, *, pauses: bool = False) -> None:
        self.name = name
        self.endings = (ending,)
        self.pauses = pauses

    def compile(self, text: str, name: str, environment: Environment) -> Closure:
        compiler = Compiler(name, environment, pauses=self.pauses)
        return compiler.program(Reader(text, name).program(), text)

    def is_incomplete(self, text: str) -> bool:
        try:
            Reader(text, "").program()
        except Fault as error:
            return error.payload.message == "this wants an `end`"
        return False

    def failure_text(self, payload: Value) -> str:
        return f"toy error: {super().failure_text(payload)}"


TOY = Toy("toy", ".toy")
PAUSED = Toy("paused-toy", ".paused", pauses=True)
