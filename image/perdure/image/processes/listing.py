"""The description of a process in one line.

Read by: perdure.image.api.queries, and `perdure ps`.
"""

from __future__ import annotations

from collections.abc import Mapping

from perdure.image.discovery import DEFAULT_LANGUAGE, lacking
from perdure.image.effects.provided import Provided
from perdure.image.processes.bonds import links_of
from perdure.image.processes.cancelling import is_cancelled
from perdure.image.processes.names import names_of
from perdure.image.processes.requests import Progress, progress_of
from perdure.image.processes.suspects import CROWD, RUNS, deaths_of
from perdure.image.processes.versions import name_of
from perdure.image.processes.waits import wait_of
from perdure.image.processes.waits.kinds import dues_of
from perdure.image.processes.waits.wait import FARTHEST
from perdure.image.schema.processes import PARKED, READY, Process
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """A process as a list of processes shows it."""

    pid: int
    name: str
    state: str  #: ready, waiting, parked, done, failed, cancelled
    #: "a timer", "a message", "input", "process 7", "completion of payment/7",
    #: "effect charge-card (python shop)", "a retry: 2 drivers have died over it", or ""
    waits_for: str
    until: float | None  #: when the wait ends by itself, in seconds since 1970
    created: float  #: seconds since 1970
    steps: int  #: slices it has run
    parent: int  #: 0: none
    #: False where it waits on a Python function, a machine or a language that is not here
    is_provided: bool
    language: str  #: the name of that of its program
    registered: tuple[str, ...]  #: the names under which it is
    labels: dict[str, str]
    links: tuple[int, ...]  #: the pids of processes that it is linked with
    version: str  #: the name of that of its program; "" where it is of none
    progress: Progress | None = None  #: how far it has come, where it has said so


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """A procedure at work, or waiting for one that it called."""

    name: str
    position: str  #: "file:line:column", or ""
    variables: dict[str, str]  #: what its variables hold, as it is printed, cut short
    stack: str = ""  #: "task Task-2" of a task that waits beside the stack that runs


def information(
    process: Process, provided: Mapping[tuple[str, str], Provided] | None, root: ImageRoot
) -> ProcessInfo:
    """`provided` is what the image at hand was given; None where that says nothing."""
    wait = wait_of(process)
    is_provided = True
    text = waits_text(process)
    wanted = ""
    if process.state == READY:
        wanted = lacking(process.machine, process.language, process.execution)
    if wanted:
        is_provided, text = False, f"a worker with {wanted}"
    for part in () if wait is None else wait.parts():
        said, is_lacking = part.shortfall(provided, root)
        text += said
        is_provided &= not is_lacking
    if is_cancelled(process):
        text = f"{text} (it was cancelled)".lstrip()
    text = suspicion_text(text, process, deaths_of(root.suspects, process))
    due = min(dues_of(process), default=None)
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
        details.language or DEFAULT_LANGUAGE,
        names_of(root, process),
        dict(details.labels),
        links_of(process),
        name_of(root, details.version),
        progress_of(process),
    )


def suspicion_text(text: str, process: Process, deaths: int) -> str:
    """The text of its wait, with drivers' deaths over it; see perdure.image.processes.suspects."""
    if deaths < CROWD or process.has_ended:
        return text
    died = f"{deaths} drivers have died over it"
    if text:
        return f"{text}: {died}"
    if process.state == READY:
        return f"its turn alone: {died}"
    return f"a retry: {died}" if process.state == PARKED and deaths >= RUNS else text


def waits_text(process: Process) -> str:
    """The text of its wait, in words; empty where it does not wait."""
    wait = wait_of(process)
    return "" if wait is None else wait.text()
