"""An image is looked at and packed while workers run its processes."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import perdure.image.maintenance.collecting
from perdure.image import Image, ImageError, NoSuchProcess, check, pack, stats
from tests.programs import program
from tests.sharing.crowd import Crowd, wait_until

WORLD = "tests.sharing.world"

#: Each turn makes garbage, and puts something that was taken out elsewhere in again.
PROGRAM = program(__file__, "turns")


def test_it_is_packed_while_workers_work(here: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    with here.open(WORLD) as image:
        image.eval("(define heap (map number->string (iota 500)))")
        image.eval("(set! heap 'gone)")
        image.eval(PROGRAM)
        sleeper = image.spawn_eval("(receive)")
        workers = [image.spawn_eval("(work 0 40)") for _ in range(3)]
        here.start_worker(WORLD)
        dead = stats(here.uri).dead_objects
        assert dead > 500

        kept = pack(here.uri, days=0)
        assert stats(here.uri).dead_objects >= dead - 100
        assert kept.seconds > 0

        monkeypatch.setattr(perdure.image.maintenance.collecting, "LEAST", 1.0)
        wait_until(lambda: image.process(workers[0]).steps > 10)
        done = json.loads(here.perdure("check", "--json"))
        assert done["problems"] == []
        pack(here.uri, days=0)
        assert stats(here.uri).dead_objects < dead - 400

        for pid in workers:
            assert image.result(pid, timeout=60) == 40
        image.send(sleeper, "awake")
        assert image.result(sleeper, timeout=60) == "awake"
        assert image.eval("heap")
        assert check(here.uri).problems == []


def test_a_folder_that_is_served_is_packed_by_its_server(zeo: Crowd) -> None:
    done = pack(zeo.folder / "image")
    assert done.image == str(zeo.folder / "image")
    assert check(zeo.folder / "image").is_sound
    (zeo.folder / "image" / "data.fs.pack").mkdir()  # so it cannot be made
    with pytest.raises(ImageError, match="the server cannot write the image: is a directory"):
        pack(zeo.uri)
    (zeo.folder / "image" / "data.fs.pack").rmdir()
    with pytest.raises(ImageError, match="no server answers"):
        pack(f"zeo://{zeo.folder / 'none.sock'}?wait_timeout=1")
    assert not Path(zeo.folder / "image" / "data.fs.pack").exists()


def test_two_members_that_forget_at_the_same_time_forget_each_process_once(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval("(import (perdure process))")
        asleep = one.spawn("(receive)")
        here.start_worker()  # which classifies meanwhile what has ended
        pids = one.spawn_many("+", [(n, 1) for n in range(600)])
        assert [one.result(pid, timeout=60) for pid in pids] == list(range(1, 601))
        ended = sum(each.state != "waiting" for each in one.processes())
        together = threading.Barrier(2)

        def forget(image: Image) -> int:
            together.wait(60)
            return image.forget_all()

        with ThreadPoolExecutor(2) as pool:
            forgotten = sum(pool.map(forget, (one, other)))
        wait_until(lambda: not one.forget_all() and len(other.processes()) == 1)
        assert 0 < forgotten <= ended

        assert [each.pid for each in one.processes()] == [asleep]
        with pytest.raises(NoSuchProcess, match="was forgotten"):
            other.forget(pids[7])
        other.send(asleep, "awake")
        assert one.result(asleep, timeout=60) == "awake"
        assert check(here.uri).problems == []


def test_what_two_members_forget_by_its_pid_only_one_does(zeo: Crowd) -> None:
    with zeo.open() as one, zeo.open() as other:
        pids = one.spawn_many("+", [(n, 1) for n in range(40)])
        assert [one.result(pid, timeout=60) for pid in pids] == list(range(1, 41))
        together = threading.Barrier(2)

        def forget(image: Image) -> list[int]:
            found = []
            for pid in pids:
                together.wait(60)
                try:
                    image.forget(pid)
                    found.append(pid)
                except NoSuchProcess:
                    pass
            return found

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(forget, (one, other))
        assert sorted(first + second) == pids
        assert check(zeo.uri).problems == []
