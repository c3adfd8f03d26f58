"""The accounts of a storm: that nothing is lost or doubled, and what may be repeated.

1. Each process has taken so many rounds, and found each to be what it should.
2. What a round notes in the world is noted under one key, and a key is used for one thing. A note
   may be repeated, under its key, by the next worker: at most once for each death of one (or of the
   server), and never twice by one worker of an image of its own.
3. What is booked in databases is booked once, and all of it.
4. The keeper was told each signal that was accepted, once, in their order, and those in doubt once
   or not at all; it has done each update once.

Read by: tests.storm.storm, tests.storm.alone.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from perdure.image import Image, NotDone
from perdure.image.processes.bonds import links_of
from tests.sharing.crowd import wait_until
from tests.storm.deeds import ENTRIES, TABLE, lines, own
from tests.storm.outside import read_asked
from tests.storm.phases import BOOKS, theirs

#: What an actor notes in each round, by its name.
NOTES: dict[str, list[Any]] = {
    "scopes": ["breaks", "in-time", "cleaned"],
    "bonds": [["try", n] for n in (1, 2, 3)],
    "jobs": [["job", n] for n in (1, 2, 3, 4)],
    "retries": ["retried", "flight", "hotel", ["no", "hotel"], ["no", "flight"]],
    "effects": ["climb", "count-up"],
    "large": ["fetch"],
    "python": ["python"],  # and one that depends on the round
}
BOOKED = ("books", "phases")
#: Those that begin anew by themselves, so that one worker begins them more than once.
BEGUN_ANEW = ("climb", "count-up")
PATIENCE = 300  #: seconds until all must have come to its end


def settle(image: Image, folder: Path, deaths: int, *, alone: bool) -> dict[str, int]:
    """End the storm in an image that is driven, and check all; gives counts.

    `deaths`: how many workers and servers have died; `alone`: whether one worker at a time had it.
    """
    image.eval("(set! stop? #t)", timeout=PATIENCE)
    try:
        rounds = {
            (who, name): image.result(pid, timeout=PATIENCE)
            for who, name, pid in image.eval("actors", timeout=PATIENCE)
        }
    except NotDone:
        for each in image.processes():
            if each.state in ("ready", "waiting", "parked"):
                print(each.pid, each.name, each.state, each.waits_for, each.until, each.labels)
                print("   ", place(image, each.pid))
        raise
    server = image.whereis("python", ended=True)
    assert server is not None
    served = image.result(server, timeout=PATIENCE)
    assert served == rounds[14, "python"], "the process of Python has served another number"
    keeper = image.eval("keeper", timeout=PATIENCE)
    told = read_asked(folder / "asked", "told")
    wait_until(lambda: set(told) <= set(image.query(keeper, "told")), PATIENCE)
    image.eval("(send! keeper 'over)", timeout=PATIENCE)
    heard, added = image.result(keeper, timeout=PATIENCE)
    asking = read_asked(folder / "asked")
    assert heard == sorted(set(heard)), "a signal came twice, or out of its order"
    assert set(told) <= set(heard) <= set(asking)
    assert added in (asking, asking[:-1]), "an update is missing, or was done twice"
    expected = expected_notes(rounds, heard, added, asking[:-1])
    repeated = check_notes(expected, deaths, alone=alone)
    check_books(rounds)
    return {"rounds": sum(rounds.values()), "asked": len(asking), "repeated notes": repeated}


def place(image: Image, pid: int) -> str:
    """Where the process is, which members know it as one to be run, and what it may have missed."""
    root = image.root
    process, sharing = root.process(pid), root.sharing
    shards = {} if sharing is None else dict(sharing.shards)
    known = [
        (number, shard.lease.holder, pid in shard.active, shard.has_arrivals())
        for number, shard in shards.items()
        if number == process.shard or pid in shard.active
    ]
    deaths = None if root.suspects is None else root.suspects.counts.get(pid)
    mail = [repr(each) for each in (process.details.mailbox or {}).values()]
    told = f"deaths: {deaths}, steps: {process.steps}, links: {links_of(process)}, mail: {mail}"
    return f"in shard {process.shard}: {known}, {told}"


def expected_notes(
    rounds: dict[tuple[int, str], int], heard: list[int], added: list[int], asked: list[int]
) -> set[tuple[int, int, str]]:
    """Each as (actor, round, what)."""
    expected = {
        (who, number, repr(what))
        for (who, name), count in rounds.items()
        for number in range(1, count + 1)
        for what in NOTES.get(name, [])
    }
    expected |= {
        (who, number, repr(["half", number]))
        for (who, name), count in rounds.items()
        if name == "python"
        for number in range(1, count + 1)
    }
    once = max(count for (_, name), count in rounds.items() if name == "names")
    expected |= {(0, number, repr("once")) for number in range(1, once + 1)}
    expected |= {(0, number, repr("told")) for number in heard}
    expected |= {(0, number, repr("added")) for number in added}
    return expected | {(0, number, repr("asked")) for number in asked}


def check_notes(expected: set[tuple[int, int, str]], deaths: int, *, alone: bool) -> int:
    """Gives how many were repeated."""
    keys: dict[tuple[int, int, str], set[str]] = defaultdict(set)
    uses: dict[str, set[tuple[int, int, str]]] = defaultdict(set)
    attempts: dict[str, list[int]] = defaultdict(list)  # by key, the pids of workers
    for key, who, number, what, worker in lines():
        keys[who, number, repr(what)].add(key)
        uses[key].add((who, number, repr(what)))
        if what not in BEGUN_ANEW:
            attempts[key].append(worker)
    missing, more = expected - set(keys), set(keys) - expected
    # What was asked last may have been started, and nobody has had the answer.
    last = max((number for _, number, what in keys if what == repr("asked")), default=0)
    more.discard((0, last, repr("asked")))
    assert not missing, f"notes are missing: {sorted(missing)}"
    assert not more, f"notes that nobody wanted: {sorted(more)}"
    two = {note: found for note, found in keys.items() if len(found) > 1}
    assert not two, f"notes had two keys: {two}"
    assert all(len(found) == 1 for found in uses.values()), "a key was used for two notes"
    for key, workers in attempts.items():
        assert len(workers) <= 1 + deaths, f"{uses[key]} was repeated more often than workers died"
        if alone:
            assert len(set(workers)) == len(workers), f"{uses[key]} was repeated by one worker"
    return sum(len(workers) - 1 for workers in attempts.values())


def check_books(rounds: dict[tuple[int, str], int]) -> None:
    booked = Counter(
        (who, number)
        for (who, name), count in rounds.items()
        if name in BOOKED
        for number in range(1, count + 1)
    )
    found: Counter[tuple[int, int]] = Counter()
    for database in (own, theirs)[: 2 if BOOKS in os.environ else 1]:
        database.engine.dispose()  # the server may be another than when it was asked before
        with database.engine.connect() as connection:
            if database.two_phase:  # a member that met a server that was away asks it again
                wait_until(lambda: not connection.recover_twophase(), PATIENCE)
                connection.rollback()
            found.update((row[0], row[1]) for row in connection.execute(ENTRIES))
    assert found == booked, f"missing: {booked - found}, more: {found - booked}"


def prepare_books() -> None:
    """Before the storm."""
    for database in (own, theirs)[: 2 if BOOKS in os.environ else 1]:
        with database.engine.begin() as connection:
            connection.execute(TABLE)
