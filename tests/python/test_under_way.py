"""Calls of tasks that are under way at a commit: what they do to a program's objects is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from ZODB.POSException import ConflictError

from examples.python.world import World, serve
from perdure.image import Image
from perdure.image.engine.scheduler import Scheduler
from tests.python.test_kills import expected
from tests.repl.command import Command

PROGRAMS = Path(__file__).with_name("under_way")
KILLED = Path(__file__).with_name("killed")


@pytest.fixture
def twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Throw each slice away once, and run it again."""
    commit = Scheduler.commit
    is_second = False

    def committed(self: Scheduler) -> Any:
        nonlocal is_second
        is_second = not is_second
        if is_second:
            raise ConflictError("thrown away")
        return commit(self)

    monkeypatch.setattr(Scheduler, "commit", committed)


@contextmanager
def world() -> Iterator[tuple[str, World]]:
    """The address of a world of its own."""
    server, world = serve()
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", world
    server.shutdown()


def printed_by(program: Path) -> str:
    with Image.open(":memory:") as image:
        pid = image.spawn_program(program.read_text(), program.name)
        image.result(pid, timeout=60)
        return image.transcript(pid)


def killed_once(name: str, folder: Path) -> str:
    """All that a program prints whose worker is killed while a call of it is under way."""
    (folder / "program").mkdir()
    program = folder / "program" / f"{name}.py"
    program.write_bytes((PROGRAMS / f"{name}.py").read_bytes())
    (folder / "replies.py").write_bytes((PROGRAMS / "replies.py").read_bytes())
    perdure = Command(folder)
    assert perdure("run", "--detach", program).code == 0
    assert perdure("work", "--until-idle").code != 0
    assert (folder / "killed").exists()
    assert perdure("work", "--until-idle").code == 0
    return perdure("transcript", "1").out


@pytest.mark.parametrize(
    ("name", "printed"), [("read_once", "kept\n"), ("taken", "[1, 2, 3] []\n")]
)
def test_a_call_begins_again_on_the_objects_that_it_had_begun_on(
    name: str, printed: str, tmp_path: Path
) -> None:
    """Another task's steps are committed meanwhile; then the worker is killed."""
    assert killed_once(name, tmp_path) == printed


@pytest.mark.parametrize("name", ["orders", "tasks", "threads", "under_c"])
def test_slices_that_are_run_twice_call_once(
    name: str, twice: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that was called, or read, in the first run is not called or read in the second."""
    monkeypatch.syspath_prepend(str(KILLED))
    program = KILLED / f"{name}.py"
    with world() as (address, plain):
        wanted = expected(program, address)
    with world() as (address, durable):
        monkeypatch.setenv("WORLD", address)
        assert printed_by(program) == wanted
    assert durable.calls == plain.calls


def test_a_call_on_objects_of_a_slice_that_is_run_twice_changes_those_of_the_second(
    twice: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that changes nothing is made once."""
    monkeypatch.syspath_prepend(str(PROGRAMS))
    assert printed_by(PROGRAMS / "turned.py") == "[3, 2, 1] True\n3 1\n"


def test_a_handler_that_is_added_in_a_slice_that_is_run_twice_logs_once(
    twice: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = printed_by(PROGRAMS / "logs.py")
    assert said == "['line 0', 'line 1', 'line 2', ''] 1\n"
