"""Workers and the server of an image killed at random, under load, and what came of it.

    python -m tests.sharing.storm --seconds 60 --storage postgresql

An application (this process) and somebody at a REPL (tests.sharing.typist) use the
image meanwhile. In the end every process must have ended with the right value, every
effect must have been seen under one key, and no record may be missing.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import perdure.image.engine.trials
from perdure.image import Image, ImageError
from tests.sharing.crowd import DEATHS, STORAGES, Crowd, crowd
from tests.sharing.typist import WHO, Typist
from tests.sharing.world import lines_of

PROGRAM = Path(__file__).with_name("storm.scm")
WORLD = "tests.sharing.world"
WORKERS, PAIRS = 3, 20
LEAVING = 0.15  #: how many workers are told to leave (SIGTERM) instead of being killed
PATIENCE = 60  #: seconds that one may take then
CLOCKS = (0.0, 2 * 3600.0, -2 * 3600.0, 86400.0)  #: by how much members' clocks are wrong


def storm(here: Crowd, seconds: float, seed: int, every: float = 8) -> dict[str, Any]:
    """Gives counts; an AssertionError says what went wrong. `every`: seconds between servers."""
    chance = random.Random(seed)
    here.start_server()
    with here.open(WORLD) as image:
        image.eval("(import (python world))")
        image.load(PROGRAM)
        image.eval(f'(start-pairs "{here.journal}" {PAIRS})')
        image.eval("(define sleepers (map (lambda (i) (spawn (lambda () (sleep 3600)))) (iota 9)))")
    for _ in range(WORKERS):
        here.start_worker(WORLD)

    counts: dict[str, Any] = defaultdict(int)
    ends = time.monotonic() + seconds
    next_server = time.monotonic() + min(every, seconds / 3)
    with here.open() as image, typing(here, image, seed) as typist:
        while time.monotonic() < ends:
            time.sleep(chance.uniform(0.2, 0.8))
            victim = chance.choice(here.workers)
            is_told = chance.random() < LEAVING
            victim.send_signal(signal.SIGTERM if is_told else signal.SIGKILL)
            victim.wait(PATIENCE)
            here.workers.remove(victim)
            counts["workers told to leave" if is_told else "workers killed"] += 1
            here.start_worker(WORLD, waits=False, clock=chance.choice(CLOCKS))
            if time.monotonic() > next_server:
                next_server = time.monotonic() + every
                here.kill_server()
                counts["servers killed"] += 1
                time.sleep(chance.uniform(0, 1))
                here.start_server()
            counts["calls"] += 1
            try:
                assert image.eval("(fib 10)", timeout=30) == 55
            except ImageError as error:
                print(f"a call was lost: {error}")
                counts["lost calls"] += 1
    assert here.perdure("eval", "(set! stop? #t) (fib 5)") == "5\n"

    with here.open() as image:
        pids = image.eval("pids")
        sleepers = {image.process(pid).state for pid in image.eval("sleepers")}
        assert sleepers == {"waiting"}, "a timer of an hour was fired"
        rounds = [image.result(pid, timeout=60) for pid in pids]
        for pid, value in typist.values.items():
            assert image.result(pid, timeout=60) == value
    check_journal(here, rounds, typist.notes)
    statistics = here.stop_workers()
    counts["records"] = here.check_whole()
    counts |= {"REPLs killed": typist.kills, "forms typed": typist.count}
    return dict(counts) | statistics | {"rounds": sum(rounds), "processes": len(rounds)}


@contextmanager
def typing(here: Crowd, image: Image, seed: int) -> Iterator[Typist]:
    typist = Typist(here, image, seed)
    typist.start()
    try:
        yield typist
    finally:
        typist.stop()


def check_journal(here: Crowd, rounds: list[int], typed: list[int]) -> None:
    keys: dict[tuple[Any, Any], set[Any]] = defaultdict(set)
    uses: dict[Any, set[tuple[Any, Any]]] = defaultdict(set)
    for key, who, count in lines_of(here.journal):
        keys[who, count].add(key)
        uses[key].add((who, count))
    expected: set[tuple[Any, Any]] = {(WHO, number) for number in typed}
    # `pids` has leader and follower of the last pair first.
    for i, count in enumerate(rounds):
        pair = len(rounds) // 2 - 1 - i // 2
        who = 2 * pair + i % 2
        expected |= {(who, n) for n in range(1, count + 1)}
    assert set(keys) == expected, "an effect is missing, or one too many was seen"
    assert all(len(found) == 1 for found in keys.values()), "an effect had two keys"
    assert all(len(found) == 1 for found in uses.values()), "a key was used twice"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.sharing.storm")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--every", type=float, default=8, help="seconds between servers' deaths")
    parser.add_argument("--storage", choices=STORAGES, default="zeo")
    options = parser.parse_args()
    setattr(perdure.image.engine.trials, "RUNS", DEATHS)  # noqa: B010  (mypy)
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as folder, crowd(Path(folder), options.storage) as here:
        try:
            print(storm(here, options.seconds, options.seed, options.every))
        except BaseException:
            errors = Path(folder) / "errors"
            sys.stderr.write(errors.read_text() if errors.exists() else "")
            raise


if __name__ == "__main__":
    main()
