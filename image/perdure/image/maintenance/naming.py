"""Whether the indices of names and labels agree with what processes say; and making them agree.

Read by: perdure.image.maintenance.consistency, .mending.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from perdure.image.errors import UNREADABLE
from perdure.image.schema.indices import ascending, ascending_keys
from perdure.image.schema.names import KEPT, NameTable, is_in_place, note, noted_under, tables
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot


def wrong_names(root: ImageRoot, process: Process) -> Iterator[str]:
    """The names of a process under which it would not be found."""
    for name in () if process.has_ended else process.details.names:
        if noted_under(root, name) == 0:
            yield f"is registered as {name!r}, and would not be found so"


def wrong_entries(root: ImageRoot) -> Iterator[tuple[str, int | None]]:
    """Entries of the index that are wrong, each with the pid of the process that it is about."""
    for number, table in tables(root):
        for name, pid in ascending(table):
            process = root.find_process(pid)
            if process is None:
                yield f"names: {pid}, noted as {name!r}, is no process", None
            elif name not in process.details.names:
                yield f"is noted as {name!r}, and is not registered so", pid
            elif not is_in_place(number, name):
                yield f"is noted as {name!r}, where that is not looked for", pid


def wrong_labels(root: ImageRoot, late: Collection[int]) -> Iterator[tuple[str, int | None]]:
    """The same of the index of labels; what is noted late is looked at again."""
    history = root.history()
    if history is None:
        return
    for *label, pid in ascending_keys(history.labels):
        if tuple(label) not in history.labelled.get(pid, ()):
            yield f"labels: {pid} is noted with {'='.join(label)}, and not as labelled so", None
    for _, early in ascending(history.early):
        for _ in ascending_keys(early):
            pass
    for pid, labels in ascending(history.labelled):
        process = root.find_process(pid)
        for label in labels:
            if (*label, pid) not in history.labels:
                yield f"has the label {'='.join(label)}, and is not found by it", pid
        if pid in late:
            continue
        if process is None:
            yield f"labels: {pid} is no process", None
        elif process.details.labels != labels:
            yield "has other labels than it is noted with", pid


def unnoted_labels(root: ImageRoot, process: Process, late: Collection[int]) -> Iterator[str]:
    """A text where the process has labels, and would be found by none."""
    history = root.history()
    labels, pid = process.details.labels, process.pid
    if not labels or history is None or pid in late:
        return
    if pid >= history.classified:
        is_found = history.early_from is None or pid < history.early_from
        for early in history.early.values():
            is_found = is_found or all((*label, pid) in early for label in labels)
    else:
        is_found = pid in history.labelled
    if not is_found:
        yield "has labels, and is not found by them"


def clear_names(root: ImageRoot, tree_is_whole: Any, rest_of: Any) -> int:
    """Take out entries that are wrong, and read anew what was torn; how many trees that were."""
    torn = 0
    for number, table in list(tables(root)):
        is_whole = tree_is_whole(table)
        entries = list(table.items()) if is_whole else list(rest_of(table, is_set=False))
        right = {name: pid for name, pid in entries if _is_right(root, number, name, pid)}
        if not is_whole or len(right) != len(entries):
            assert root.kept is not None
            root.kept[KEPT][number] = NameTable(right)
        torn += not is_whole
    return torn


def enter_names(root: ImageRoot, process: Process) -> None:
    """Have the process be found by its names, where nobody else is."""
    for name in () if process.has_ended else process.details.names:
        noted = root.find_process(noted_under(root, name))
        if noted is None or (noted.has_ended and noted is not process):
            note(root, name, process.pid)


def _is_right(root: ImageRoot, number: int, name: Any, pid: Any) -> bool:
    process = root.find_process(pid)
    try:
        return process is not None and is_in_place(number, name) and name in process.details.names
    except UNREADABLE:  # its details are lost, its names among them
        return False
