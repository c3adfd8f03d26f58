"""Waiting for what is completed from outside: `(await-external name [seconds [default]])`.

The processes that await a name are noted with it: see perdure.image.schema.externals.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdure.image.errors import AlreadyCompleted
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Indices, Outcome, Wait
from perdure.image.schema.externals import KEPT, external, find_external, forget
from perdure.image.schema.indices import ascending
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT


@register
@dataclass(slots=True)
class ExternalValue(Wait):
    """Until something is completed under a name, or a moment."""

    kind = "external"
    called = "await-external"

    until: float | None  #: seconds since 1970
    default: Value  #: what its value is then; DEFAULT: an error is raised
    name: str

    def key(self) -> str:
        return self.name

    def due(self) -> float | None:
        return self.until

    def text(self) -> str:
        return f"completion of {self.name}"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        found = ledger.find_external(self.name)
        return (RETURN, found.value) if found is not None and found.is_complete else None

    def enter(self, indices: Indices, pid: int) -> None:
        found = external(indices.root, self.name)
        if pid not in found.waiting:
            found.waiting = (*found.waiting, pid)

    def leave(self, indices: Indices, pid: int) -> None:
        found = find_external(indices.root, self.name)
        if found is None:
            return
        found.waiting = tuple([each for each in found.waiting if each != pid])
        if not found.waiting and not found.is_complete:
            forget(indices.root, found)

    def timed_out(self) -> Outcome:
        if self.default is not DEFAULT:
            return RETURN, self.default
        message = "nobody completed it in time"
        return RAISE, Condition(message, kind="timeout", who="await-external")

    def again(self) -> ExternalValue:
        return ExternalValue(None, DEFAULT, self.name)  # the time that it gave is over

    def wrong(self, indices: Indices, pid: int) -> str:
        found = find_external(indices.root, self.name)
        is_noted = found is not None and pid in found.waiting
        return "" if is_noted else "which would not wake it"

    @classmethod
    def entries(cls, indices: Indices) -> Iterator[tuple[int, Wait]]:
        for name, found in ascending((indices.root.kept or {}).get(KEPT, {})):
            for pid in found.waiting:
                yield pid, ExternalValue(None, DEFAULT, name)


def complete(ledger: Changes, name: str, value: Value, now: float) -> None:
    """Give the value to all that await that name, now or later; AlreadyCompleted."""
    found = external(ledger.root, name)
    if found.is_complete:
        raise AlreadyCompleted(name)
    waiting = found.waiting
    found.is_complete, found.value, found.completed = True, value, now
    for pid in waiting:
        ledger.fire(ledger.root.process(pid), ExternalValue, RETURN, value, key=name)
