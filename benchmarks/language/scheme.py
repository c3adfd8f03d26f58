"""Running a Scheme program's `main` the way a slice of a process does.

The program is compiled in a new image in memory and run by that image's machine,
within one transaction that is never committed: what is measured is the language,
not the database.

Read by: benchmarks.language.__main__.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from perdure.image import Image
from perdure.image.conversion.convert import to_python
from perdure.languages import scheme
from perdure.vm import Done, Execution, Failed, Invoke, Value
from perdure.vm.objects.conditions import Condition, report_text
from perdure.vm.objects.printer import write_text


class ProgramFailed(Exception):
    """A program ended in an error, or did something other than end."""


class Runner:
    """Compiles programs and calls their procedures."""

    def __init__(self, image: Image) -> None:
        self.machine = image.machine
        self.language = scheme.language

    def main_of(self, text: str, name: str, *, keeps_variables: bool = False) -> Value:
        """The procedure `main` that a program defines."""
        world = self.language.world(self.machine.libraries)
        world.keeps_variables = keeps_variables
        return self._call(self.language.compile_program(f"{text}\nmain\n", name, world))

    def call(self, procedure: Value, *arguments: Value) -> object:
        """The Python counterpart of what a procedure gives."""
        return to_python(self._call(procedure, *arguments))

    def _call(self, procedure: Value, *arguments: Value) -> Value:
        outcome = self.machine.run(Execution.start(), Invoke(procedure, arguments))
        if isinstance(outcome, Done):
            return outcome.value
        if isinstance(outcome, Failed):
            raise ProgramFailed(error_text(outcome.payload))
        raise ProgramFailed(f"it did not end: {outcome!r}")


def error_text(payload: Value) -> str:
    if isinstance(payload, Condition):
        return f"{report_text(payload)} ({payload.position})"
    return f"uncaught: {write_text(payload)}"


@contextmanager
def open_runner() -> Iterator[Runner]:
    """A runner in a new image in memory."""
    with Image.open(":memory:") as image:
        transactions = image.scheduler.transactions
        transactions.begin()
        try:
            yield Runner(image)
        finally:
            transactions.abort()
