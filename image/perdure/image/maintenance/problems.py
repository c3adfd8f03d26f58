"""Problems: what `check` finds wrong, and what `salvage` could not keep.

Read by: perdure.image.maintenance.checking, .consistency, .salvaging.
"""

from __future__ import annotations

from perdure.vm.dataclass import dataclass

MOST = 1_000  #: problems that are kept; the rest is counted


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it must be."""

    kind: str  #: record, reference, class, code, content, process, index
    text: str
    oid: int | None = None  #: of the object whose record it is about
    pid: int | None = None  #: of the process

    def __str__(self) -> str:
        if self.pid is not None:
            return f"process {self.pid}: {self.text}"
        return f"object {self.oid}: {self.text}" if self.oid is not None else self.text


class Problems:
    """Those that were found so far."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Problem] = []

    def add(self, kind: str, text: str, oid: int | None = None, pid: int | None = None) -> None:
        self.count += 1
        if len(self.first) < MOST:
            self.first.append(Problem(kind, text, oid, pid))
