"""Waiting within `with-children`, and for its end.

What the thunk waits for ends when a child fails: `ChildFailure` is one more part of each wait.
The children know their parent, so no index is needed (perdure.image.processes.scopes).
"""

from __future__ import annotations

from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Indices, Outcome, Wait
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.image.schema.scopes import Scope
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.singletons import UNSPECIFIED

KIND = "child"  #: of the error that the thunk gets


def find_scope(owner: Process, number: int) -> Scope | None:
    """The scope of that number, which the process has open."""
    return next((each for each in owner.details.scopes if each.number == number), None)


def failure(scope: Scope) -> Outcome:
    """How the thunk goes on when a child has failed: with an error, of which it is told once."""
    scope.is_told = True
    return RAISE, failed_child(scope)


def failed_child(scope: Scope) -> Condition:
    """The error for the thunk when a child has failed."""
    return Condition(f"process {scope.failed.first()[1]} failed", kind=KIND, who="with-children")


@register
@dataclass(slots=True)
class ChildFailure(Wait):
    """Until a child in a scope of the process has failed."""

    kind = "child-failure"
    called = "with-children"
    interrupts = True

    number: int  #: the scope's

    def key(self) -> int:
        return self.number

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        scope = find_scope(process, self.number)
        return failure(scope) if scope is not None and scope.failed and not scope.is_told else None


@register
@dataclass(slots=True)
class ChildrenEnd(Wait):
    """Until all children in a scope of the process have ended."""

    kind = "children"
    called = "with-children"

    number: int  #: the scope's

    def key(self) -> int:
        return self.number

    def text(self) -> str:
        return "its children"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        scope = find_scope(process, self.number)
        return None if scope is not None and scope.children else (RETURN, UNSPECIFIED)

    def wrong(self, indices: Indices, pid: int) -> str:
        scope = find_scope(indices.root.process(pid), self.number)
        return "" if scope is not None and scope.children else "of which none is left"
