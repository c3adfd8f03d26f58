"""The part of the machine for stacks that stand: upgrades, what a debugger does, ways on.

Reads: perdure.languages.python.machine.debugging, perdure.languages.python.machine.upgrading. Read
by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from perdure.languages.python.machine.debugging import (
    evaluated_in,
    left,
    scope_of,
    stepping,
    value_in,
)
from perdure.languages.python.machine.in_frames import CannotEnter
from perdure.languages.python.machine.moving import CannotMove
from perdure.languages.python.machine.resuming import Resuming
from perdure.languages.python.machine.stopping import stopped_in
from perdure.languages.python.machine.upgrading import upgraded
from perdure.languages.python.machine.values import to_value
from perdure.vm import Execution, Resumption
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell
from perdure.vm.protocols import Evaluation, Pause, Stop


class Repairing(Resuming):
    """See perdure.vm.protocols.Machine."""

    def upgraded(
        self, execution: Execution, texts: Mapping[str, str] | None
    ) -> tuple[Execution, list[str]] | None:
        with self._refusals("upgrade"):
            return upgraded(execution, texts, self._new_space)

    def evaluated(
        self, execution: Execution, depth: int, text: str, name: str
    ) -> Evaluation | None:
        with self._refusals():
            found, value = evaluated_in(execution, depth, text, name, self._new_space)
        try:
            return found._replace(value=to_value(value, self.host))
        except TypeError:
            return found

    def left(
        self, execution: Execution, depth: int, text: str | None
    ) -> tuple[Execution, Resumption] | None:
        with self._refusals():
            return left(execution, depth, text, self._new_space)

    def stepping(self, execution: Execution) -> tuple[Execution, int] | None:
        with self._refusals():
            return stepping(execution, self._new_space)

    def stop_at(self, stop: Stop | None, pauses: tuple[Pause, ...] = ()) -> None:
        self._stop, self._pauses = stop, pauses

    def watched(self, execution: Execution, depth: int, text: str) -> tuple[Any, ...] | None:
        with self._refusals():
            return scope_of(execution, depth, text, self._new_space)

    @contextmanager
    def _refusals(self, kind: str = "debug") -> Iterator[None]:
        """Have what a debugger, or an upgrade, cannot do be a Fault of that kind."""
        try:
            yield
        except self.passes:
            raise
        except (CannotEnter, CannotMove) as refused:
            raise Fault(Condition(str(refused), kind=kind)) from None
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            raise Fault(Condition(text, kind=kind)) from error

    def value_of(self, execution: Execution, text: str) -> Value:
        with self._refusals():
            return value_in(execution, text, self._new_space, lambda x: to_value(x, self.host))

    def can_give(self, execution: Execution) -> bool:
        stopped = stopped_in(execution)
        return stopped is not None and stopped.valued is not None

    def unbound_cell(self, execution: Execution, payload: Value) -> Cell | None:
        stopped = stopped_in(execution)
        return None if stopped is None else stopped.unbound
