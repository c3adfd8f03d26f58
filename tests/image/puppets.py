"""A stand-in for the virtual machine, for tests of what surrounds it.

A puppet's procedure is a symbol that names a Python function in `PUPPETS`. It is
called as `function(stage, keep, value)`: at first with stage 0; `keep(stage)` is
what it remembers of itself across a wait. Whatever `Capture` and `Fault` do to a
real machine they do to this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest

import perdure.image.effects.provided
import perdure.image.engine.builtins
import perdure.image.storage.creation
from perdure.image import Image
from perdure.vm import Capture, Done, Execution, Failed, Invoke, Raise, Waiting
from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.conditions import Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell

PUPPETS: dict[str, Callable[..., Any]] = {}


class PuppetMachine:
    """Runs puppets."""

    def __init__(self, host: Any) -> None:
        self.host = host
        self.functions: Mapping[str, Mapping[str, Any]] = {}
        self.parameters = Execution.start().parameters
        self.refreshed = 0

    def clear_interrupt(self) -> None:
        pass

    def interrupt(self) -> None:
        pass

    def library_value(self, library: str, name: str) -> Any:
        raise KeyError(library)

    def changed(self, things: Any) -> None:
        pass

    def in_effect(self, library: str, name: str, parameters: Any) -> Any:
        return None

    def unbound_cell(self, execution: Execution, payload: Value) -> Cell | None:
        return None

    def upgraded(self, execution: Execution, texts: Any) -> None:
        return None

    def evaluated(self, execution: Execution, depth: int, text: str, name: str) -> None:
        return None

    def left(self, execution: Execution, depth: int, text: str | None) -> None:
        return None

    def stepping(self, execution: Execution) -> None:
        return None

    def stop_at(self, stop: object, pauses: object = ()) -> None:
        return None

    def watched(self, execution: Execution, depth: int, text: str) -> None:
        return None

    def value_of(self, execution: Execution, text: str) -> None:
        return None

    def can_give(self, execution: Execution) -> bool:
        return True

    def giving(self, execution: Execution, value: Any) -> Any:
        raise NotImplementedError

    def refresh(self) -> None:
        self.refreshed += 1

    def run(self, execution: Execution, resumption: Any) -> Any:
        value: Any = None
        if isinstance(resumption, Invoke):
            name, stage = resumption.procedure, 0
            value = resumption.arguments
        else:
            name, stage = execution.frames[0]  # type: ignore[misc]
            value = resumption
        kept = [stage]

        def keep(stage: Any) -> None:
            kept[0] = stage

        def stopped() -> Execution:
            return Execution(((name, kept[0]),))  # type: ignore[arg-type]

        try:
            return Done(PUPPETS[name.name](stage, keep, value))
        except Capture as capture:
            return Waiting(cast(str, capture.kind), capture.arguments, stopped())
        except Fault as fault:
            return Failed(fault.payload, stopped())


def puppet(function: Callable[..., Any]) -> Symbol:
    """Decorator: the procedure that runs this function."""
    PUPPETS[function.__name__] = function
    return symbol(function.__name__)


def got(resumption: Any) -> Any:
    """The outcome of a wait: its value, or what it raised again."""
    if isinstance(resumption, Raise):
        raise Fault(resumption.payload)
    return resumption.value


def with_puppets(image: Image, monkeypatch: pytest.MonkeyPatch) -> Image:
    """Let the image run puppets instead of programs."""
    machine = PuppetMachine(image.host)
    image.scheduler.machines.core = machine
    for module in (perdure.image.engine.builtins, perdure.image.effects.provided):
        monkeypatch.setattr(module, "current", lambda: machine)
    return image
