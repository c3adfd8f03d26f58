"""The ordinary programs of examples/python: what they print, and what the world has seen."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.python.world import World, serve

FOLDER = Path(__file__).parents[2] / "examples" / "python"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    server, world = serve()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("WORLD", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    yield world
    server.shutdown()
    thread.join()
    server.server_close()


def run(name: str, *arguments: str, given: str = "") -> str:
    ended = subprocess.run(
        [sys.executable, FOLDER / name, *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert (ended.stderr, ended.returncode) == ("", 0)
    return ended.stdout


def test_each_order_is_charged_once_and_paid_back_where_it_cannot_be_shipped(world: World) -> None:
    told = run("orders.py", "10").splitlines()
    assert told[2] == "order 3: shipped, P003 for R003 (busy 1, busy 2, paid, shipped)"
    assert told[3] == "order 4: refunded, no carrier goes there (paid, refunded)"
    assert told[6] == "order 7: refused, refused (refused)"
    assert told[-2:] == ["2 refunded, 1 refused, 7 shipped", "shipped for 641.66"]
    assert world.done == {"/charge": 10, "/ship": 9, "/refund": 2}


@pytest.mark.parametrize(("answers", "refunded"), [("y\ny\n", 2), ("n\ny\n", 1), ("n\nn\n", 0)])
def test_the_agent_pays_back_what_the_person_allows(
    world: World, answers: str, refunded: int
) -> None:
    told = run("agent.py", "Ada", given=answers)
    assert f"agent: Ada has 2 late orders; {refunded} were refunded." in told
    assert world.done["/refund"] == refunded


def test_the_agent_asks_nobody_where_nothing_is_late(world: World) -> None:
    assert "agent: Bob has 0 late orders; 0 were refunded." in run("agent.py", "Bob")
    assert world.done == {}


def test_the_pipeline_sends_one_report(world: World, tmp_path: Path) -> None:
    told = run("pipeline.py", str(tmp_path)).splitlines()
    assert told[0] == "2026-03-01: 6 rows, 2 left out"
    assert told[-1] == "report 1 sent, total 112.5"
    assert [report["total"] for report in world.reports] == [112.5]
    assert len(list(tmp_path.iterdir())) == 4
