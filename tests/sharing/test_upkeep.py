"""An image is looked at and packed while workers run its processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import perdure.image.maintenance.collecting
from perdure.image import ImageError, check, pack, stats
from tests.sharing.crowd import Crowd, wait_until

WORLD = "tests.sharing.world"

#: Each turn makes garbage, and puts something that was taken out elsewhere in again.
PROGRAM = """
(import (perdure process) (python world))
(define shelf (list "a" (vector 1 2 3)))
(define (turn! n)
  (let ((taken shelf))
    (set! shelf #f)
    (sleep 1/200)
    (set! shelf (list (number->string n) taken))
    (if (> n 12) (set! shelf (list "a" (vector 1 2 3))))))
(define (work n last)
  (nap 0.01)
  (turn! (modulo n 20))
  (if (< n last) (work (+ n 1) last) n))
"""


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
