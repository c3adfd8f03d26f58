"""Objects that a transaction made are read again, after the commit, as they were committed.

More objects than the cache keeps were once read back from before the commit: the end of a
process, an effect's intent and a timer were lost to the driver.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock, effect
from perdure.image.storage import file_storage as storage
from tests.programs import program

MANY = 60  #: objects; more than the cache keeps


@pytest.fixture(autouse=True)
def small_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "CACHED_OBJECTS", 10)


@effect
def doubled(x: int) -> int:
    return 2 * x


def test_the_end_of_a_slice_that_made_many_objects_is_seen(tmp_path: Path) -> None:
    with Image.open(tmp_path / "i") as image:
        assert image.eval(f"(define b (iota {MANY})) 'bound", timeout=60) == "bound"
        assert image.call("length", list(range(MANY)), timeout=60) == MANY


def test_what_follows_the_commit_finds_the_effect_and_the_timer(tmp_path: Path) -> None:
    with Image.open(tmp_path / "i", [doubled], clock=SimulatedClock()) as image:
        text = program(__file__, "many-then-an-effect", many=MANY)
        assert image.eval(text, timeout=60) == 4 * MANY


def test_a_call_that_failed_is_not_run_again(tmp_path: Path) -> None:
    with Image.open(tmp_path / "i") as image:
        image.eval("(define count 0)")
        text = f"(set! count (+ count 1)) (define b (iota {MANY})) (car b) (vector-ref b 1)"
        with pytest.raises(ProcessFailed):
            image.eval(text, timeout=60)
        assert image.eval("count", timeout=60) == 1


def test_a_thread_that_looks_between_two_transactions_sees_the_last(tmp_path: Path) -> None:
    with Image.open(tmp_path / "i") as image:
        image.start()
        pid = image.spawn(f"(define b (iota {MANY})) (length b)")
        assert image.result(pid, timeout=60) == MANY
        seen: list[str] = []
        looker = threading.Thread(target=lambda: seen.append(image.process(pid).state))
        looker.start()
        looker.join()
        assert seen == ["done"]
        assert [each.pid for each in image.processes()][-1] == pid
