"""Where tests in the language run: on a machine alone, in an image, or without either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perdure.image import Image, ProcessCancelled, ProcessFailed, SimulatedClock
from perdure.languages import scheme
from perdure.languages.scheme import Reader, expand_form
from perdure.vm import (
    Condition,
    Done,
    Execution,
    Failed,
    Fault,
    Invoke,
    Return,
    Source,
    Value,
    Waiting,
)
from perdure.vm.objects.conditions import report_text
from perdure.vm.objects.printer import write_text
from tests.languages.core_interpreter import Scheme, run
from tests.vm.session import Session

if TYPE_CHECKING:
    from tests.scheme.expectations import Form


@dataclass(frozen=True)
class Outcome:
    """The outcome of a form.

    Texts, for the objects are gone when the place is closed.
    """

    shown: str  #: `=> value`, `error: message (position)` or `raises object`
    printed: str


def shown_value(value: Value) -> str:
    return f"=> {write_text(value)}".rstrip()


def shown_failure(payload: Value) -> str:
    if isinstance(payload, Condition):
        return f"error: {report_text(payload)} ({payload.position})"
    return f"raises {write_text(payload)}"


class InSession:
    """A machine without an image."""

    def __init__(self) -> None:
        self.session = Session.fresh()

    def evaluate(self, source_text: str, form: Form, name: str) -> Outcome:
        session = self.session
        session.host.text = ""
        return Outcome(self._run(Source(name, source_text), form.offset), session.host.text)

    def _run(self, source: Source, offset: int) -> str:
        session = self.session
        try:
            step = scheme.compile_next(source, offset, session.user, session.world)
        except Fault as fault:
            return shown_failure(fault.payload)
        assert step is not None
        outcome = session.machine.run(Execution.start(), Invoke(step[0]))
        while isinstance(outcome, Waiting):  # (test-pause x) gives x
            outcome = session.machine.run(outcome.execution, Return(outcome.arguments[0]))
        match outcome:
            case Done(value):
                return shown_value(value)
            case Failed(payload, _):
                return shown_failure(payload)
        raise AssertionError(f"the machine stopped with {outcome}")

    def close(self) -> None:
        self.session.close()


class InInterpreter:
    """The front end alone: a direct interpreter runs what the expander makes."""

    def __init__(self) -> None:
        self.scheme = Scheme()

    def evaluate(self, source_text: str, form: Form, name: str) -> Outcome:
        reader = Reader(source_text, name, form.offset)
        stx = reader.read()
        assert stx is not None
        try:
            value = run(expand_form(stx, self.scheme.environment, self.scheme.world), {})
        except Fault as fault:
            return Outcome(shown_failure(fault.payload), "")
        return Outcome(shown_value(value), "")

    def close(self) -> None:
        pass


class InImage:
    """An image that is thrown away, with a clock that jumps to the next timer."""

    def __init__(self) -> None:
        self.image = Image.open(":memory:", clock=SimulatedClock())

    def evaluate(self, source_text: str, form: Form, name: str) -> Outcome:
        # Lines before the form, so that positions are those of the file.
        pid = self.image.spawn_load("\n" * (form.line - 1) + form.text, name)
        try:
            shown = shown_value(self.image.finished(pid))
        except ProcessFailed:
            outcome = self.image.root.process(pid).outcome
            assert outcome is not None
            shown = shown_failure(outcome[0])
        except ProcessCancelled:
            shown = "raises cancelled"
        return Outcome(shown, self.image.transcript(pid))

    def close(self) -> None:
        self.image.close()
