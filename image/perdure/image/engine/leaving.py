"""Leaving an image: what runs may end, and what comes of it is committed.

No slice is run any more, and no effect begins. Those that have begun get a *grace* to end
in; their outcomes are committed as they come, for the processes to go on with when the
image is next driven. What has not ended by then is cut off, as in a crash: it runs again,
or is an `effect-interrupted` error where it must not.

Of a shared image, its members go on meanwhile with all that does not wait for these effects.
What they want of a process that does, that it be cancelled say, is looked at as it comes.

Read by: perdure.image.api.session.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from queue import Empty
from time import monotonic

from transaction.interfaces import TransientError

from perdure.image.effects.runner import Job
from perdure.image.engine.driver import Driver
from perdure.image.processes.waits.effect import note_started

GRACE = 5.0  #: seconds, where nobody has said how many

#: What a person who waits for the end wants to know, and nobody else.
logger = logging.getLogger("perdure.leaving")


def leave(driver: Driver, grace: float) -> None:
    """Bring what runs to an end, in the thread that has the turn.

    An exception of a signal's handler ends it at once.
    """
    until = monotonic() + grace
    is_told = False
    letting_go = driver.upkeep.letting_go()
    driver.is_leaving = True
    while True:
        try:
            letting_go.look()
            driver.take_in()
            take_back(driver)
            if not driver.runner.in_flight or monotonic() >= until:
                break
            letting_go.keep_only({pid for pid, _ in driver.runner.in_flight})
            if not is_told:
                logger.info("waiting at most %s for %s to end", seconds(grace), effects(driver))
                is_told = True
            wait(driver, until)
        except TransientError as error:
            driver.upkeep.reconnect(error, lambda: monotonic() >= until)
            if monotonic() >= until:
                logger.warning("the image's server does not answer; what came of effects is lost")
                return
    if driver.runner.in_flight and grace:
        told = "%s did not end in %s, and are cut off"
        logger.warning(told, effects(driver), seconds(grace))
    with suppress(TransientError):  # who asked for something has heard of it
        driver.callbacks.settle()


def wait(driver: Driver, until: float) -> None:
    """For an outcome, or a request of an effect that runs."""
    try:
        item = driver.inbox.get(timeout=max(0.0, until - monotonic()))
    except Empty:
        return
    driver.take(item)
    driver.grant()


def take_back(driver: Driver) -> None:
    """Those that wait in their lanes have not begun: so none of them was cut off."""
    jobs = [job for job in driver.runner.take_back() if job.provided.at_most_once]
    if jobs:
        driver.scheduler.change(lambda: unmark(driver, jobs))


def unmark(driver: Driver, jobs: list[Job]) -> None:
    """Take back the note that they are about to begin; see perdure.image.effects.runner."""
    ledger = driver.scheduler.ledger
    for job in jobs:
        process = ledger.root.find_process(job.pid)
        if process is not None and ledger.is_ours(process):
            note_started(process, job.number, False)


def effects(driver: Driver) -> str:
    """Those that run, in words."""
    names = [job.provided.name for job in driver.runner.in_flight.values()]
    different = sorted(set(names))
    shown = ", ".join(different[:5]) + (", ..." if len(different) > 5 else "")
    return f"1 effect ({shown})" if len(names) == 1 else f"{len(names)} effects ({shown})"


def seconds(count: float) -> str:
    return "1 second" if count == 1 else f"{count:g} seconds"
