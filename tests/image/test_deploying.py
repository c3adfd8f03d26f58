"""Versions of an application's program: which each process is of, and the end of old ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, ImageError, SimulatedClock, check
from tests.programs import sections

PARTS = sections(__file__, "deploying")


@pytest.fixture
def image(image_path: Path) -> Iterator[Image]:
    with Image.open(image_path, clock=SimulatedClock(0.0)) as opened:
        yield opened


def write(folder: Path, price: str) -> Path:
    (folder / "renting.sld").write_text(PARTS["library"].replace("PRICE", price))
    file = folder / "shop.scm"
    file.write_text(PARTS["shop"])
    return file


def numbers(image: Image) -> list[tuple[str, int, bool]]:
    return [(each.name, each.processes, each.is_current) for each in image.versions()]


def test_processes_are_of_the_version_they_were_begun_in(image: Image, tmp_path: Path) -> None:
    image.load(write(tmp_path, "10"), version="1.0")
    canoe = image.spawn("rent", 3)
    image.run_slice()
    image.load(write(tmp_path, "15"), version="1.1")
    tent = image.spawn("rent", 3)
    image.run_slice()

    assert numbers(image) == [("1.0", 1, False), ("1.1", 1, True)]
    assert [image.process(pid).version for pid in (canoe, tent)] == ["1.0", "1.1"]
    image.send(canoe, "back")
    image.send(tent, "back")
    assert (image.result(canoe), image.result(tent)) == (30, 45)
    assert numbers(image) == [("1.1", 0, True)]


def test_children_are_of_their_parents_version(image: Image, tmp_path: Path) -> None:
    image.load(write(tmp_path, "10"), version="1.0")
    parent = image.spawn("rent-by-child", 3)
    image.run_slice()
    image.load(write(tmp_path, "15"), version="1.1")
    image.send(parent, "begin")
    image.run_until_idle()
    child = image.processes()[-1]
    assert (child.parent, child.version) == (parent, "1.0")
    image.send(child.pid, "back")
    assert image.result(parent) == 30


def test_contents_are_a_version_of_their_own_name(image: Image, tmp_path: Path) -> None:
    image.load(write(tmp_path, "10"))
    (first,) = image.versions()
    image.load(write(tmp_path, "10"))  # nothing has changed
    assert image.versions() == [first]
    image.load(write(tmp_path, "15"))
    (second,) = image.versions()
    image.load(write(tmp_path, "10"))
    (third,) = image.versions()
    assert first.name == third.name != second.name
    assert (first.file, len(first.name)) == ("shop.scm", 12)
    image.load(write(tmp_path, "10"), version="1.2")
    image.load(write(tmp_path, "10"), version="1.2")
    assert [(each.name, each.number) for each in image.versions()] == [("1.2", 4)]


def test_the_end_of_an_old_version_is_waited_for(image: Image, tmp_path: Path) -> None:
    image.load(write(tmp_path, "10"), version="1.0")
    canoe = image.spawn("rent", 3)
    sleeper = image.spawn("(sleep 1000) 'rested")
    image.run_slice()
    image.load(write(tmp_path, "15"), version="1.1")
    image.spawn("rent", 3)
    assert not image.drain("1.0")  # the canoe waits for a message
    image.send(canoe, "back")
    assert image.drain(timeout=60)
    assert image.process(sleeper).state == "done"
    assert not image.drain("1.1")
    with pytest.raises(ImageError, match=r"no version of the program is called '9'"):
        image.drain("9")


def test_a_process_goes_on_in_the_newest_where_it_says_so(image: Image, tmp_path: Path) -> None:
    image.load(write(tmp_path, "10"), version="1.0")
    shop = image.spawn("keep-shop", [])
    image.run_slice()
    image.send(shop, 3)
    image.run_until_idle()
    image.load(write(tmp_path, "15"), version="1.1")
    image.send(shop, 3)
    image.run_until_idle()
    assert image.process(shop).version == "1.1"
    assert numbers(image) == [("1.1", 1, True)]
    image.send(shop, "close")
    assert image.result(shop) == [["1.1", 45], ["1.0", 30]]


def test_what_is_of_no_version_says_so(image: Image) -> None:
    assert image.versions() == []
    assert image.drain()
    pid = image.spawn("1")
    assert image.process(pid).version == ""
    assert image.eval("(import (perdure versions)) (program-version)") is False
    with pytest.raises(ImageError, match="no procedure nothing"):
        image.eval("(call-newest 'nothing)")


def test_versions_survive(image_path: Path, tmp_path: Path) -> None:
    with Image.open(image_path) as image:
        image.load(write(tmp_path, "10"), version="1.0")
        pid = image.spawn("rent", 3, name="renting")
        image.run_slice()
        image.send(pid, "x")  # its details are in a record of their own from now on
    assert check(image_path).is_sound
    with Image.open(image_path, read_only=True) as image:
        assert image.process(pid).version == "1.0"
        assert numbers(image) == [("1.0", 1, True)]


def test_they_are_counted_without_looking_at_each(
    image: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image.load(write(tmp_path, "10"), version="1.0")
    image.eval("(define (sleeper) (sleep 1000))")
    image.eval("(for-each (lambda (n) (spawn sleeper)) (iota 700))")
    image.load(write(tmp_path, "15"), version="1.1")
    image.eval("(for-each (lambda (n) (spawn receive)) (iota 300))")
    image.run_slice()
    while image.driver.keeping.step(0.0, is_idle=True):
        pass
    image.kill(image.processes(state="waiting")[0].pid)
    looked_at: list[int] = []
    find = type(image.root).find_process

    def find_noted(root: Any, pid: int) -> Any:
        looked_at.append(pid)
        return find(root, pid)

    monkeypatch.setattr(type(image.root), "find_process", find_noted)
    assert numbers(image) == [("1.0", 699, False), ("1.1", 300, True)]
    assert len(looked_at) < 400  # those that are not classified yet
    monkeypatch.undo()
    assert image.drain("1.0")
    assert numbers(image) == [("1.1", 300, True)]


def test_one_that_has_moved_is_counted_where_it_is(image_path: Path, tmp_path: Path) -> None:
    with Image.open(image_path, clock=SimulatedClock()) as image:
        image.load(write(tmp_path, "10"), version="1.0")
        shop = image.spawn("keep-shop", [])
        image.eval("(for-each (lambda (n) (spawn receive)) (iota 600))")
        image.run_slice()
        while image.driver.keeping.step(0.0, is_idle=True):
            pass
        image.load(write(tmp_path, "15"), version="1.1")
        image.send(shop, 3)
        image.run_until_idle()
        assert numbers(image) == [("1.0", 600, False), ("1.1", 1, True)]
        while image.driver.keeping.step(0.0, is_idle=True):
            pass
        assert numbers(image) == [("1.0", 600, False), ("1.1", 1, True)]
    assert check(image_path).is_sound


def test_one_that_has_moved_is_not_waited_for(image: Image, tmp_path: Path) -> None:
    image.load(write(tmp_path, "10"), version="1.0")
    shop = image.spawn("keep-shop", [])
    image.run_slice()
    image.load(write(tmp_path, "15"), version="1.1")
    image.send(shop, 3)
    assert image.drain()
    assert image.process(shop).state == "waiting"
    image.load(write(tmp_path, "20"), version="1.2")
    image.start()
    threading.Timer(0.1, image.send, (shop, 3)).start()
    assert image.drain("1.1", timeout=60)
    assert numbers(image) == [("1.2", 1, True)]


def test_a_version_whose_naming_was_cut_off_is_named_by_the_next_load(
    image_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(image: Image, file: str, number: int) -> None:
        image.crash()

    file = write(tmp_path, "10")
    with monkeypatch.context() as patched, Image.open(image_path) as image:
        patched.setattr(Image, "name_version_of", cut_off)
        image.load(file)
    with Image.open(image_path) as image:
        image.load(file)
        (version,) = image.versions()
        assert (version.number, len(version.name)) == (1, 12)
