"""A kind of wait that is not Perdure's: passing a turnstile, which lets one through at each turn.

All that is known of the kind is here. Programs of the toy call `pass(name)`, `pass_within(name,
seconds)` and `turn(name)`. The turnstile counts the turns that nobody has used yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from BTrees.OOBTree import OOBTree

from perdure.image.processes.waits import Changes, Indices, Outcome, Wait, register
from perdure.image.processes.waits.deeds import deed
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.image.schema.root import ImageRoot
from perdure.vm import Capture, current
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import String, Value
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.primitives.registry import control, effectful
from tests.house.toy.compiling import PROCEDURES

KEPT = "turnstiles"  #: name -> how many may pass, pids of those who wait


def turnstile(root: ImageRoot, name: str) -> tuple[int, tuple[int, ...]]:
    found: tuple[int, tuple[int, ...]] = (root.kept or {}).get(KEPT, {}).get(name, (0, ()))
    return found


def set_turnstile(root: ImageRoot, name: str, free: int, waiting: tuple[int, ...]) -> None:
    root.keep(KEPT, OOBTree)[name] = (free, waiting)


@register
@dataclass(slots=True)
class Passage(Wait):
    """Until the turnstile lets the process through, or a moment."""

    kind = "turnstile"
    called = "pass"

    name: str
    until: float | None = None

    def key(self) -> str:
        return self.name

    def due(self) -> float | None:
        return self.until

    def text(self) -> str:
        return f"the turnstile {self.name}"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        free, waiting = turnstile(ledger.root, self.name)
        if not free:
            return None
        set_turnstile(ledger.root, self.name, free - 1, waiting)
        return RETURN, UNSPECIFIED

    def enter(self, indices: Indices, pid: int) -> None:
        free, waiting = turnstile(indices.root, self.name)
        if pid not in waiting:
            set_turnstile(indices.root, self.name, free, (*waiting, pid))

    def leave(self, indices: Indices, pid: int) -> None:
        free, waiting = turnstile(indices.root, self.name)
        if pid in waiting:
            others = tuple([each for each in waiting if each != pid])
            set_turnstile(indices.root, self.name, free, others)

    def timed_out(self) -> Outcome:
        return RAISE, Condition("nobody turned it in time", kind="timeout", who="pass")

    def again(self) -> Passage:
        return Passage(self.name)

    def wrong(self, indices: Indices, pid: int) -> str:
        _, waiting = turnstile(indices.root, self.name)
        return "" if pid in waiting else "which would not let it through"

    @classmethod
    def entries(cls, indices: Indices) -> Iterator[tuple[int, Wait]]:
        for name, (_, waiting) in (indices.root.kept or {}).get(KEPT, {}).items():
            for pid in waiting:
                yield pid, Passage(name)


@deed("turnstile:turn")
def turn(ledger: Changes, name: str) -> None:
    """Let the one through that has waited longest, or the next that comes."""
    free, waiting = turnstile(ledger.root, name)
    if waiting:
        ledger.fire(ledger.root.process(waiting[0]), Passage, RETURN, UNSPECIFIED, key=name)
    else:
        set_turnstile(ledger.root, name, free + 1, ())


@control("turnstile:pass")
def pass_(name: String) -> Value:
    raise Capture("turnstile", name.text)


@control("turnstile:pass-within")
def pass_within(name: String, seconds: Value) -> Value:
    raise Capture("turnstile", name.text, current().host.now() + seconds)


@effectful("turnstile:turn")
def turn_(name: String) -> Value:
    current().host.do("turnstile:turn", name.text)
    return UNSPECIFIED


PROCEDURES.update(
    {
        "pass": "turnstile:pass",
        "pass_within": "turnstile:pass-within",
        "turn": "turnstile:turn",
    }
)
