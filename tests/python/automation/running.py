"""Programs of automation, run under `python`, and in an image whose workers are killed.

python -m tests.python.automation.running NAME [KILLS [SEED]]
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.hatchery import PERDURE, Hatched, started
from tests.kill.incarnations import PATIENT
from tests.python.automation.world import World, served
from tests.repl.command import Command

PROGRAMS = Path(__file__).with_name("programs")
PATIENCE = 300.0  #: seconds


class Ran(NamedTuple):
    """The output of a program, and what it did to its world."""

    out: str
    world: World
    kills: int = 0


def run_plainly(path: Path, folder: Path) -> Ran:
    """Run it as `python` does."""
    variables, world, close = served()
    ended = subprocess.run(
        [sys.executable, path],
        cwd=folder,
        env={**os.environ, **variables, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    close()
    assert ended.returncode == 0, ended.stdout
    return Ran(ended.stdout, world)


def run_killed(path: Path, folder: Path, kills: int, seed: int) -> Ran:
    """Run it in an image, by workers that are killed in the middle of what they do."""
    variables, world, close = served()
    perdure = Command(folder)
    ended = perdure("run", "--detach", path, **variables)
    assert ended.code == 0, ended.err
    dice = random.Random(seed)
    done = 0
    while True:
        with (folder / "complaints").open("w") as complaints:
            environment = perdure.environment | variables | PATIENT
            worker = started([PERDURE, "work", "--until-idle"], folder, environment, complaints)
        is_killed = done < kills and is_to_be_killed(world, dice.randint(1, 4), worker)
        if is_killed:
            time.sleep(dice.random() * 0.02)
            worker.kill()
            done += 1
        code = worker.wait()
        said = (folder / "complaints").read_text()
        print(is_killed, code, world.calls, said, perdure("show", "1").out, perdure("ps").out)
        if not is_killed or code == 0:
            break
    close()
    shown = perdure("transcript", "1").out
    state = perdure.processes()["1"]["state"]
    assert (state, code) == ("done", 0), f"{state}: {said}\n{shown}\n{perdure('show', '1').out}"
    return Ran(shown, world, done)


def is_to_be_killed(world: World, calls: int, worker: Hatched | subprocess.Popen[str]) -> bool:
    """Wait until the world has had so many calls more; False where the worker ends before."""
    wanted = world.calls + calls
    until = time.monotonic() + PATIENCE
    while world.calls < wanted:
        if worker.poll() is not None:
            return False
        assert time.monotonic() < until
        time.sleep(0.002)
    return True


def main(name: str, kills: int = 0, seed: int = 1) -> None:
    path = PROGRAMS / f"{name}.py"
    with tempfile.TemporaryDirectory() as plain, tempfile.TemporaryDirectory() as durable:
        wanted = run_plainly(path, Path(plain))
        print(wanted.out)
        began = time.monotonic()
        found = run_killed(path, Path(durable), kills, seed)
        print("the same" if found.out == wanted.out else found.out, end=" ")
        print(round(time.monotonic() - began, 2), "s", found.kills, "kills")
        print((Path(durable) / "complaints").read_text())
    print("calls", wanted.world.calls, found.world.calls)
    for one, other in ((wanted, found), (found, wanted)):
        more = list(one.world.done)
        for each in other.world.done:
            if each in more:
                more.remove(each)
        print(len(one.world.done), len(one.world.mails), "only here:", more)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
