"""Upkeep of an image whose processes are in several shards, as several members leave it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ZODB.utils import p64

from perdure.image import Image, check, salvage
from perdure.image.maintenance.scanning import Window, records
from perdure.image.processes.ledger import Ledger
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.shards import Shard, start_sharing
from tests.image.maintenance.images import change, copied, oid_of

SHARDS = 3
NEW = 4  #: processes in tables of their own, as those that are made once an image is shared


@pytest.fixture(scope="module")
def divided(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each process in another shard than the one before it."""
    path = copied(original, tmp_path_factory.mktemp("divided") / "image")
    change(path, start_sharing)
    change(path, divide)
    with Image.open(path, resumes=False) as image:
        for n in range(NEW):
            image.spawn("+", n, 1)
    change(path, divide)
    return path


def divide(root: ImageRoot) -> None:
    assert root.sharing is not None
    for number in range(SHARDS):
        if number not in root.sharing.shards:
            root.sharing.shards[number] = Shard(number)
    ledger = Ledger(root)
    ledger.own_all()
    for process in list(root.all_processes()):
        ledger.move(process, process.pid % SHARDS)


@pytest.fixture
def image(divided: Path, tmp_path: Path) -> Path:
    return copied(divided, tmp_path / "image")


def shard(root: ImageRoot, number: int) -> Shard:
    assert root.sharing is not None
    found: Shard = root.sharing.shards[number]
    return found


def new_table(root: ImageRoot) -> Any:
    assert root.sharing is not None
    return root.sharing.tables[root.sharing.tables.minKey()]


def faults(path: Path) -> list[str]:
    return [str(problem) for problem in check(path).problems]


def test_an_image_of_several_shards_is_sound(image: Path) -> None:
    assert faults(image) == []
    with Image.open(image, read_only=True) as opened:
        assert opened.root.sharing is not None
        tables = opened.root.sharing.tables
        assert sum(map(len, tables.values())) == NEW
        assert {each.shard for each in opened.root.all_processes()} == set(range(SHARDS))


#: What is told: what was done to the image before.
DISAGREEMENTS: dict[str, Callable[[ImageRoot], Any]] = {
    # (receive 1000000 'late)
    "process 4: ": lambda root: shard(root, 1).timers.clear(),
    # (wait 3), which is in shard 0
    "process 5: ": lambda root: shard(root, 0).waiters.clear(),
    # (read-line)
    "process 7: ": lambda root: shard(root, 1).active.remove(7),
    # It has ended.
    "process 8: ": lambda root: shard(root, 0).active.insert(8),
}


@pytest.mark.parametrize("expected", DISAGREEMENTS)
def test_what_the_indices_of_a_shard_have_wrong_is_told(image: Path, expected: str) -> None:
    change(image, DISAGREEMENTS[expected])
    found = faults(image)
    assert len(found) == 1
    assert found[0].startswith(expected)


@pytest.mark.parametrize("expected", DISAGREEMENTS)
def test_and_is_mended_by_salvaging(image: Path, tmp_path: Path, expected: str) -> None:
    change(image, DISAGREEMENTS[expected])
    found = salvage(image, tmp_path / "new")
    assert found.problems == []
    goes_on(tmp_path / "new")


#: Records of which no state can be read any more, and what is then told.
LOST: dict[str, Callable[[ImageRoot], Any]] = {
    "those who share": lambda root: root.sharing,
    "all shards": lambda root: root.sharing.shards,  # type: ignore[union-attr]
    "shard 0": lambda root: shard(root, 0),
    "shard 2": lambda root: shard(root, 2),
    "timers": lambda root: shard(root, 2).timers,
    "waiters": lambda root: shard(root, 0).waiters,
    "active": lambda root: shard(root, 1).active,
    "arrivals": lambda root: shard(root, 1).arrivals,
    "lease": lambda root: shard(root, 1).lease,
    "bell": lambda root: shard(root, 2).bell,
    "members": lambda root: root.sharing.members,  # type: ignore[union-attr]
    "tables": lambda root: root.sharing.tables,  # type: ignore[union-attr]
    "a table": new_table,
}


@pytest.mark.parametrize("lost", LOST)
def test_what_is_lost_of_the_shards_is_made_anew(image: Path, tmp_path: Path, lost: str) -> None:
    spoil_all(image, oid_of(image, LOST[lost]))
    found = salvage(image, tmp_path / "new")
    assert found.problems == []
    goes_on(tmp_path / "new")


def spoil_all(image: Path, oid: int) -> None:
    """Fill all records of an object with zeros, and let the file have no index."""
    data = image / "data.fs"
    content = bytearray(data.read_bytes())
    with data.open("rb") as file:
        for record in records(Window(file.fileno()), len(content)):
            if record.oid == p64(oid):
                content[record.at + 42 : record.at + record.size] = bytes(record.size - 42)
    data.write_bytes(content)
    (image / "data.fs.index").unlink(missing_ok=True)


def goes_on(path: Path) -> None:
    """The image is sound, all processes are in it, and each is woken by what it waits for."""
    assert faults(path) == []
    with Image.open(path) as opened:
        states = {
            each.pid: each.waits_for for each in opened.processes() if each.pid in range(2, 8)
        }
        assert states == {
            2: "a timer",
            3: "a message",
            4: "a message",
            5: "process 3",
            6: "completion of payment",
            7: "input",
        }
        opened.send(4, "in time")
        assert opened.result(4, timeout=120) == "in time"
        opened.send(3, "three")
        assert opened.result(5, timeout=120) == "three"
        opened.complete("payment", "paid")
        assert opened.result(6, timeout=120) == "paid"
        assert opened.asking() == [7]
        opened.supply_input(7, "typed\n")
        assert opened.result(7, timeout=120) == "typed"
        due = opened.process(2).until
        assert [pair[0] for each in opened.ledger.owned.values() for pair in each.timers] == [due]
        made = [each.pid for each in opened.processes()][-NEW:]
        assert [opened.result(pid, timeout=120) for pid in made] == list(range(1, NEW + 1))
    assert faults(path) == []
