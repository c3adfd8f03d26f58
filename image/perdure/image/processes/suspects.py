"""Processes that were running, or in an effect, when a driver died: perhaps by their doing.

A driver that segfaults, calls `os._exit`, is out of memory or hangs until somebody
kills it leaves no word. What is left in the image says which processes may have done
it: those that were ready, those whose timer was due, and those that waited on an
effect. Each of them is a *suspect*, and the driver that goes on with them counts, durably and
before anything runs, how many drivers have died over the very step that each is at. A
process that has come further since is none any more, so nothing is written while all
is well.

One death may be chance: machines fail, people kill workers, and a hundred more were
ready too. So the next driver runs the suspects that are ready one by one, and *marks* in
the image whose turn it is (`LineUp`); a death then is counted to that one alone. One that
cannot be marked so, because it does its harm late or in an effect, is after two deaths
run by itself, marked too (`Trials`).

Changed by: perdure.image.engine.line_up and perdure.image.engine.trials, and by the ledger where a
person retries.
"""

from __future__ import annotations

import os

from perdure.image.processes.waits.kinds import is_run
from perdure.image.schema.deaths import Suspects
from perdure.image.schema.processes import PARKED, READY, WAITING, Process

#: Deaths after which a suspect that was not marked is run by itself.
CROWD = 2
#: Deaths after which a process that was running is parked, if it was marked at the last.
RUNS = int(os.environ.get("PERDURE_DEATHS", "2"))
#: The same of one that is alone in an image of one's own: it keeps nobody else from going on.
RUNS_ALONE = max(RUNS, 8)
#: Deaths after which an effect is not begun again; `@effect(attempts=...)` says it of one.
ATTEMPTS = int(os.environ.get("PERDURE_ATTEMPTS", "8"))

#: Where a process stands: whether it is in an effect; its counts of effects and of slices. What
#: follows an effect is the same step as that until it is committed.
Step = tuple[bool, int, int]


def step_of(process: Process) -> Step | None:
    """The step of it that is run, or would be; None where nothing is."""
    is_in_effect = is_run(process)
    if process.state == READY or (is_in_effect and process.state in (WAITING, PARKED)):
        return is_in_effect, process.effects, process.steps
    return None


def deaths_of(suspects: Suspects | None, process: Process) -> int:
    """How many drivers have died over the step that the process is at."""
    found = None if suspects is None else suspects.counts.get(process.pid)
    if found is None or found[0][1:] != (process.effects, process.steps):
        return 0
    if found[0][0] and process.state == READY:
        # It has come out of the effect: what those died of, most likely, was that.
        return min(int(found[1]), CROWD - 1)
    return int(found[1])


def is_marked(suspects: Suspects, process: Process) -> bool:
    """Whether it was its turn, by itself, when the driver died."""
    step = step_of(process)
    found = suspects.counts.get(process.pid)
    return step is not None and found is not None and found[2] and found[0][1:] == step[1:]


def count_death(suspects: Suspects, process: Process) -> int:
    """A driver that had the process has died; gives how many have, over this step of it.

    Where it was not run because it is a suspect, that does not count.
    """
    step = step_of(process)
    if step is None:
        return 0
    deaths = deaths_of(suspects, process)
    if deaths < CROWD or suspects.counts[process.pid][2]:
        deaths += 1
        suspects.counts[process.pid] = (step, deaths, False)
    return deaths


def mark(suspects: Suspects, process: Process) -> None:
    """Note that it is about to be run by itself; nothing where there is nothing to run."""
    step = step_of(process)
    if step is not None:
        suspects.counts[process.pid] = (step, deaths_of(suspects, process), True)


def unmark(suspects: Suspects, pid: int, process: Process | None) -> None:
    """Note that this is over: a death from now on is not counted to it.

    Where it has come further, or None is left of it, nothing is remembered.
    """
    found = suspects.counts.get(pid)
    if found is None or not found[2]:
        return
    if process is not None and deaths_of(suspects, process):
        suspects.counts[pid] = (*found[:2], False)
    else:
        del suspects.counts[pid]


def forget(suspects: Suspects | None, pid: int) -> None:
    """Suspect it no more: it has come further, or a person said so."""
    if suspects is not None:
        suspects.counts.pop(pid, None)
