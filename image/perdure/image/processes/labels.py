"""Labels of processes: texts under names, by which perdure.image.processes.paging finds them.

They are in the process's details, and enter the index when the process is classified
(perdure.image.schema.history); one that was classified before is looked at again.

Read by: perdure.image.processes.ledger, perdure.image.engine.naming_builtins,
perdure.image.api.commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from perdure.image.conversion.convert import checked_text
from perdure.image.errors import CannotConvert
from perdure.image.processes.waits.deeds import deed
from perdure.image.schema.history import Labels
from perdure.image.schema.processes import Process

SET = "labels:set"


class Labelling:
    """The part of a Ledger that is concerned with labels."""

    def labels_of(self, process: Process) -> Labels:
        """The labels that the process has."""
        return process.details.labels

    def set_labels(self, process: Process, changes: Iterable[tuple[str, str | None]]) -> None:
        """Let it have these, too; None: let it have none of that name."""
        set_labels(self, process.pid, tuple(changes))


@deed(SET)
def set_labels(ledger: Any, pid: int, changes: tuple[tuple[str, str | None], ...]) -> None:
    """Let the process have these labels, too."""
    process = ledger.root.process(pid)
    before = process.details.labels
    labels = changed(before, changes)
    if labels != before:
        process.own_details().labels = labels
        ledger.claim(process)
        ledger.note_relabelled(process)
        history = ledger.root.history()
        if history is not None and pid >= history.classified:
            history.note_early(ledger.number, pid, before, labels)


def changed(labels: Labels, changes: Iterable[tuple[str, str | None]]) -> Labels:
    """The labels with these changes."""
    found: dict[str, str | None] = {**dict(labels), **dict(changes)}
    return tuple(sorted((name, value) for name, value in found.items() if value is not None))


def given(labels: Mapping[Any, Any] | None) -> Labels:
    """The labels that an application gives; CannotConvert where they are none."""
    found = []
    for name, value in (labels or {}).items():
        is_text = isinstance(value, str) or type(value) is int
        if type(name) is not str or not name or not is_text:
            raise CannotConvert(
                f"a label is a text, or an int, under a text: not {value!r} under {name!r}"
            )
        found.append((checked_text(name), checked_text(str(value))))
    return tuple(sorted(found))
