"""A program of regular Python that is killed again and again prints what it does under `python`.

    PERDURE_TEST_ORDER_KILLS=1000 pytest tests/python/test_kills.py -k many

kills one program so often, which has an order for each.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from examples.python.world import World, serve
from tests.hatchery import PERDURE, Hatched, started
from tests.kill.incarnations import PATIENT
from tests.repl.command import Command

#: By name, how many calls of a program may be under way at a kill.
AT_ONCE = {"tasks": 5, "threads": 3}
KILLED = Path(__file__).with_name("killed")
KILLS = int(os.environ.get("PERDURE_TEST_KILLS", "6"))  #: of a program
CALLS = 4  #: that are made before a kill, at the most
ORDER_KILLS = int(os.environ.get("PERDURE_TEST_ORDER_KILLS", "10"))  #: of the one with many orders
PATIENCE = 300.0  #: seconds


def expected(program: Path, address: str) -> str:
    run = subprocess.run(
        [sys.executable, program],
        env={**os.environ, "WORLD": address, "PYTHONPATH": str(KILLED)},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


@pytest.mark.parametrize(
    ("name", "seed"), [("orders", 1), ("orders", 2), ("under_c", 1), ("tasks", 3), ("threads", 4)]
)
def test_a_killed_program_prints_as_if_nothing_had_been(
    name: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call outside is made at least once; one that was under way at a kill is repeated."""
    assert killed(name, random.Random(seed), KILLS, tmp_path, monkeypatch) <= KILLS


def test_a_program_of_many_orders_is_killed_many_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERS", str(ORDER_KILLS))
    dice = random.Random(ORDER_KILLS)
    assert killed("orders", dice, ORDER_KILLS, tmp_path, monkeypatch) == ORDER_KILLS


def killed(
    name: str, dice: random.Random, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> int:
    """Kill a program up to so many times, see that it does what it is to do, and say how often."""
    program = tmp_path / "program" / f"{name}.py"
    program.parent.mkdir()
    program.write_bytes((KILLED / program.name).read_bytes())
    # It is no module of the program's.
    (tmp_path / "far.py").write_bytes((KILLED / "far.py").read_bytes())
    server, plain = serve()
    Thread(target=server.serve_forever, daemon=True).start()
    wanted = expected(program, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server, world = serve()
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("WORLD", f"http://127.0.0.1:{server.server_port}")
    perdure = Command(tmp_path)
    assert perdure("run", "--detach", program).code == 0
    kills = 0
    while True:
        line = [PERDURE, "work", "--until-idle"]
        with (tmp_path / "complaints").open("w") as complaints:
            worker = started(line, tmp_path, perdure.environment | PATIENT, complaints)
        is_killed = kills < most and is_to_be_killed(world, dice.randint(1, CALLS), worker)
        if is_killed:
            time.sleep(dice.random() * 0.02)
            worker.kill()
            kills += 1
        code = worker.wait()
        if code == 0:
            break
        assert is_killed, f"it ended with {code}"
    server.shutdown()
    print((tmp_path / "complaints").read_text(), perdure("show", "1").out)  # where it fails
    assert perdure("transcript", "1").out == wanted
    assert plain.done == world.done
    assert sum(world.calls.values()) <= sum(plain.calls.values()) + kills * AT_ONCE.get(name, 1)
    return kills


def is_to_be_killed(world: World, calls: int, worker: Hatched | subprocess.Popen[str]) -> bool:
    """Wait until the world has had so many calls more; False where the worker ends before."""
    wanted = sum(world.calls.values()) + calls
    until = time.monotonic() + PATIENCE
    while sum(world.calls.values()) < wanted:
        if worker.poll() is not None:
            return False
        assert time.monotonic() < until
        time.sleep(0.002)
    return True
