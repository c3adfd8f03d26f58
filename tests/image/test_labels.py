"""Labels of processes, by which they are found."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import CannotConvert, Image, SimulatedClock, check
from perdure.image.engine import apart
from perdure.image.processes import keeping
from perdure.image.processes.paging import Wanted
from perdure.image.schema.processes import Process
from tests.programs import program


@pytest.fixture(params=["in batches", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval("(import (perdure process))")
        yield opened


def found(image: Image, **label: str | int) -> list[int]:
    return [each.pid for each in image.processes(label=label)]


def test_labels_are_set_where_a_process_is_started_and_later(image: Image) -> None:
    one = image.spawn("(receive)", labels={"customer": 17, "kind": "order"})
    two = image.eval("(spawn (lambda () (receive)) 'pay '((customer . 17) (kind . \"pay\")))")
    three = image.eval("(spawn-unique 'x (lambda () (receive)) 'error 'never '((kind . pay)))")
    assert found(image, customer=17) == [one, two]
    assert found(image, customer="17", kind="order") == [one]
    assert found(image, kind="pay") == [two, three]
    image.set_labels(one, {"kind": None, "late": "yes"})
    image.eval(f"(set-label! 'kind #f {two}) (set-label! 'late 'yes {three})")
    assert found(image, late="yes") == [one, three]
    assert found(image, kind="pay") == [three]
    assert image.process(one).labels == {"customer": "17", "late": "yes"}


def test_a_program_sees_its_labels_at_once(image: Image) -> None:
    assert image.eval(program(__file__, "own-labels")) == [
        "17",
        False,
        [["a", "17"], ["b", "x"]],
        ["child", "yes"],
    ]


def test_what_is_no_label_is_refused(image: Image) -> None:
    before = len(image.processes())
    for labels in ({"a": 1.5}, {"a": None}, {"": "x"}, {5: "x"}, {"a": True}):
        with pytest.raises(CannotConvert):
            image.spawn("1", labels=labels)  # type: ignore[arg-type]
    assert len(image.processes()) == before
    tried = "(guard (e (#t (condition-kind e))) {})"
    for text in (
        "(set-label! 5 'x)",
        "(set-label! 'a 1.5)",
        "(spawn car 'x '(a))",
        "(spawn car 'x 5)",
    ):
        assert image.eval(tried.format(text)) == "type"


def test_forgotten_processes_leave_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PIECE", 4)
    monkeypatch.setattr(keeping, "NEAR", 0)
    path = tmp_path / "an.image"
    with Image.open(path, clock=SimulatedClock()) as image:
        image.eval("(import (perdure process))")
        pids = [image.spawn("(receive)", labels={"n": n % 2, "of": "many"}) for n in range(16)]
        image.run_until_idle()
        for pid in pids[:8]:
            image.set_labels(pid, {"n": 5})
        for pid in pids[4:]:
            image.kill(pid)
        image.run_until_idle()
        assert found(image, n=5, of="many") == pids[:8]
        assert check(path).is_sound
        image.forget(*pids[4:12])
        image.driver.keeping.look()
        image.run_until_idle()
        history = image.root.history()
        assert history is not None
        assert {key[-1] for key in history.labels} <= {*pids[:4], *pids[12:]}
        assert found(image, of="many") == [*pids[:4], *pids[12:]]
    assert check(path).is_sound


def test_labels_of_many_that_are_not_classified_are_found_without_looking_at_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "an.image"
    looked_at: list[int] = []
    fits = Wanted.fits

    def counted(wanted: Wanted, process: Process) -> bool:
        looked_at.append(process.pid)
        return fits(wanted, process)

    monkeypatch.setattr(Wanted, "fits", counted)
    with Image.open(path, clock=SimulatedClock()) as image:
        image.eval("(import (perdure process)) (define (idle) (receive))")
        image.spawn_many("idle", [()] * 3 * keeping.PIECE)
        pids = [image.spawn("idle", labels={"n": n % 2, "of": "few"}) for n in range(8)]
        history = image.root.history()
        assert history is not None
        assert history.classified < pids[0]
        assert found(image, n=1, of="few") == pids[1::2]
        image.set_labels(pids[1], {"n": 5})
        assert found(image, n=1) == pids[3::2]
        assert found(image, n=5) == [pids[1]]
        assert set(looked_at) <= set(pids)
    assert check(path).is_sound
    with Image.open(path, clock=SimulatedClock()) as image:
        image.run_until_idle()
        image.spawn_many("idle", [()] * 2 * keeping.PIECE)
        image.run_until_idle()
        history = image.root.history()
        assert history is not None
        assert history.classified > pids[-1]
        assert [len(early) for early in history.early.values()] == [1]  # the mark
        assert found(image, n=1) == pids[3::2]
    assert check(path).is_sound


def test_labels_are_the_same_for_asyncio(tmp_path: Path) -> None:
    async def main() -> None:
        async with Image.open_async(tmp_path / "an.image") as image:
            pid = await image.spawn("(import (perdure process)) (receive)", labels={"a": "b"})
            await image.set_labels(pid, {"c": 1})
            (found,) = await image.processes(label={"a": "b", "c": 1})
            assert found.pid == pid
            assert await image.spawn("1", unique="x") == await image.whereis("x", ended=True)

    asyncio.run(main())
