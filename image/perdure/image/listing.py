"""What can be said of a process in one line.

Read by: perdure.image.looking, and `perdure ps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perdure.image.ledger import FARTHEST, due_of
from perdure.image.processes import Process
from perdure.image.provided import Provided


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """A process as a list of processes shows it."""

    pid: int
    name: str
    state: str  #: ready, waiting, parked, done, failed, cancelled
    #: "a timer", "a message", "input", "process 7", "completion of payment/7",
    #: "effect charge-card (python shop)", or ""
    waits_for: str
    until: float | None  #: when the wait ends by itself, in seconds since 1970
    created: float  #: seconds since 1970
    steps: int  #: slices it has run
    parent: int  #: 0: none
    is_provided: bool  #: False where it waits on a Python function this image was not given


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """A procedure at work, or waiting for one that it called."""

    name: str
    position: str  #: "file:line:column", or ""
    variables: dict[str, str]  #: what its variables hold, as it is printed, cut short


def information(
    process: Process, provided: Mapping[tuple[str, str], Provided] | None
) -> ProcessInfo:
    """`provided` is what the image at hand was given; None where that says nothing."""
    waits = process.waits
    is_provided = True
    if waits is not None and waits[0] == "effect" and provided is not None:
        is_provided = (waits[1], waits[2]) in provided
    text = waits_text(process)
    if not is_provided:
        text += ", not provided"
    due = None if waits is None else due_of(waits)
    details = process.details
    return ProcessInfo(
        process.pid,
        details.name,
        process.state,
        text,
        None if due is None or due >= FARTHEST else due,
        details.created,
        process.steps,
        details.parent,
        is_provided,
    )


def waits_text(process: Process) -> str:
    """What it waits for, in words; empty where it does not wait."""
    waits = process.waits
    if waits is None:
        return ""
    match waits:
        case ("timer", *_):
            return "a timer"
        case ("message", *_):
            return "a message"
        case ("input", *_):
            return "input"
        case ("external", _, _, name):
            return f"completion of {name}"
        case ("process", pid, *_):
            return f"process {pid}"
        case ("effect", library, name, *_):
            return f"effect {name} (python {library})"
    return str(waits[0])
