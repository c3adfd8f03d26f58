"""Workers are killed while they deploy a second version of their program, at each point there is.

Whatever is killed, each process ends in the version that it should, and with its price; each effect
happens under one key; and no process of the old version is left.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, check
from perdure.image.engine import trials
from perdure.image.storage.file_storage import ImageStorage
from tests.kill import world
from tests.kill.deployment import (
    CALLS,
    ENDS,
    NEW,
    SOLD,
    VERSIONS,
    begin_new,
    begin_old,
    calls_in,
    end,
)
from tests.kill.outcomes import check_shown
from tests.kill.traps import KINDS, Trap
from tests.kill.worker import RECORDS_BETWEEN_INDICES

IN_SOAK = "PERDURE_KILLS" in os.environ
#: The events at which workers are killed, and whether versions are given names.
SOME = [("committed", True), ("torn", False)]
CASES = [(kind, named) for kind in KINDS for named in (True, False)] if IN_SOAK else SOME
SPARSELY = 8 if IN_SOAK else 1  #: of many events the more are left out, the smaller this is


def deploy(folder: Path, kind: str = "", n: int = 0, named: bool = True) -> None:
    """Do all that is not done yet; killed at the n-th event of a kind, where one is given."""
    ImageStorage.RECORDS = RECORDS_BETWEEN_INDICES
    os.chdir(folder)  # where the shop writes what it has sold
    world.journal = folder / "journal"
    trap = Trap(kind, n)
    trap.lay_in_storage(str(folder))
    with Image.open(folder / "image", [world]) as image:
        image.on_output = lambda pid, text: world.append_line(folder / "shown", pid, text)
        trap.lay_in_image(image)
        begin_old(image, folder, named=named)
        image.run_until_idle()
        begin_new(image, folder, named=named)
        assert image.drain(timeout=60)
        end(image)
        image.run_until_idle()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("deployed") / "image"
    Image.open(path, [world]).close()
    return path


def exit_code(run: Callable[..., None], *arguments: Any) -> int | None:
    """The exit code of a process that was forked off to run it."""
    child = get_context("fork").Process(target=run, args=arguments)
    child.start()
    child.join(120)
    return child.exitcode


@pytest.mark.parametrize(("kind", "named"), CASES)
def test_each_process_ends_in_its_version_wherever_workers_are_killed(
    kind: str, named: bool, fresh: Path, tmp_path: Path
) -> None:
    n, kills = 1, 0
    was_killed = True
    while was_killed:
        folder = tmp_path / str(n)
        folder.mkdir()
        copied(fresh, folder / "image")
        later = n
        while (code := exit_code(deploy, folder, kind, later, named)) == -signal.SIGKILL:
            kills += 1
            later *= 2
        assert code == 0, f"killed at {kind} number {n} and so on"
        check_deployed(folder, named=named)
        was_killed = later > n
        n += 1 + n // SPARSELY
    assert kills > 0


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """One step may see more workers die than it would in years."""
    monkeypatch.setattr(trials, "RUNS", 1000)
    monkeypatch.setattr(trials, "ATTEMPTS", 1000)


def copied(image: Path, place: Path) -> None:
    place.mkdir()
    for file in image.iterdir():
        if file.is_file():
            (place / file.name).write_bytes(file.read_bytes())


def check_deployed(folder: Path, *, named: bool) -> None:
    assert check(folder / "image").is_sound
    with Image.open(folder / "image", read_only=True) as image:
        processes = {each.name: each for each in image.processes() if each.name in VERSIONS}
        found = {name: image.result(each.pid) for name, each in processes.items()}
        (current,) = image.versions()
        check_shown(image, folder / "shown")
    assert calls_in(folder / "journal") == CALLS
    assert (folder / "sold").read_text(encoding="utf-8") == SOLD
    assert (current.is_current, current.processes) == (True, 0)
    if named:
        assert found == ENDS
        assert {name: each.version for name, each in processes.items()} == VERSIONS
        assert current.name == NEW
    else:
        assert len({each.version for each in processes.values()}) == 2
        assert all(len(each.version) == len(current.name) == 12 for each in processes.values())
        assert prices(found) == prices(ENDS)


def prices(ends: Any) -> list[int]:
    """All numbers in it."""
    if isinstance(ends, dict):
        ends = [ends[name] for name in sorted(ends)]
    return [*numbers(ends)]


def numbers(found: Any) -> Iterator[int]:
    if isinstance(found, int):
        yield found
    elif isinstance(found, list):
        for each in found:
            yield from numbers(each)
