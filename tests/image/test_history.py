"""Processes by state and name, page by page, and ended ones that are forgotten in time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import CannotForget, Image, ImageError, NoSuchProcess, SimulatedClock
from perdure.image.processes import keeping
from perdure.image.schema import history
from perdure.image.schema.history import DAY, KEPT
from perdure.image.schema.shards import start_sharing

#: What is asked for of labels.
LABELS: tuple[dict[str, str] | None, ...] = (
    None,
    {"kind": "odd"},
    {"kind": "odd", "third": "0"},
    {"kind": "none"},
)
STATES = ("ready", "waiting", "parked", "done", "failed", "cancelled")


@pytest.fixture(params=["alone", "shared"])
def opened(
    request: pytest.FixtureRequest,
    image_path: Path,
    clock: SimulatedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Image]:
    """An image that classifies in small pieces; also one that was shared once."""
    monkeypatch.setattr(keeping, "PIECE", 8)
    monkeypatch.setattr(keeping, "NEAR", 3)
    monkeypatch.setattr(keeping, "MARGIN", 2)
    monkeypatch.setattr("perdure.image.processes.transacted.MARGIN", 2)
    if request.param == "shared":
        with Image.open(image_path) as image:
            image.driver.change(lambda: start_sharing(image.root))
    with Image.open(image_path, clock=clock) as image:
        image.eval("(import (perdure process)) (define (ask) (receive)) (define (f x) (* 2 x))")
        image.eval("(define (fall x) (car x))")
        yield image


def tidy(image: Image) -> None:
    """Do all that is to be done about processes now."""
    image.driver.keeping.look()
    while image.driver.keeping.step(image.clock.now(), is_idle=True):
        pass


def known_of(image: Image) -> history.History:
    found = image.root.history()
    assert found is not None
    return found


Labels = dict[str, str] | None


def brute(
    image: Image, state: str | None, name: str | None, since: float | None, label: Labels = None
) -> list[int]:
    return [
        each.pid
        for each in map(image.root.process, sorted(image.root.pids()))
        if (state is None or each.state == state)
        and (name is None or each.details.name == name)
        and (since is None or each.details.created >= since)
        and set((label or {}).items()) <= set(each.details.labels)
    ]


def check_pages(image: Image) -> None:
    middle = sorted(image.root.pids())[len(list(image.root.pids())) // 2]
    since = image.root.process(middle).details.created
    choices = ((None, *STATES), (None, "f", "no"), (None, since), LABELS)
    for state, name, when, label in itertools.product(*choices):
        if label is not None and (when is not None or name == "no"):
            continue
        wanted = {"state": state, "name": name, "since": when, "label": label}
        expected = brute(image, state, name, when, label)

        def pids(wanted: dict[str, Any] = wanted, **page: Any) -> list[int]:
            return [each.pid for each in image.processes(**wanted, **page)]

        assert pids() == expected
        assert pids(limit=3) == expected[-3:]
        assert pids(limit=3, before=middle) == [pid for pid in expected if pid < middle][-3:]
        assert pids(limit=3, after=middle) == [pid for pid in expected if pid > middle][:3]
        assert pids(after=1, before=middle) == [pid for pid in expected if 1 < pid < middle]


def some_of_each(image: Image, clock: SimulatedClock) -> dict[str, list[int]]:
    """Processes in every state, mixed; their pids by state."""
    made: dict[str, list[int]] = {state: [] for state in STATES}
    for n in range(8):
        labels = {"kind": "odd" if n % 2 else "even", "third": n % 3}
        made["done"] += [image.spawn("f", n, labels=labels), image.spawn("f", n)]
        made["failed"].append(image.spawn("fall", n, name="f" if n % 2 else "no"))
        for state in ("waiting", "parked", "cancelled"):
            made[state].append(image.spawn("(ask)", name="no", labels=labels))
        clock.advance(10)
        image.run_until_idle()
        image.park(made["parked"][-1])
        image.cancel(made["cancelled"][-1])
    return made


def test_pages_are_what_looking_at_each_process_gives(opened: Image, clock: SimulatedClock) -> None:
    check_pages(opened)
    made = some_of_each(opened, clock)
    check_pages(opened)
    tidy(opened)
    classified = known_of(opened).classified
    assert classified > made["done"][-4]
    check_pages(opened)
    # What was classified changes.
    opened.send(made["waiting"][0], 1)
    opened.cancel(made["waiting"][1])
    opened.resume(made["parked"][0])
    opened.retry(made["failed"][0], value=5)
    opened.set_labels(made["waiting"][3], {"kind": "odd", "new": "x", "third": None})
    opened.set_labels(made["done"][2], {"kind": None, "third": 1})
    opened.set_labels(made["failed"][1], {"kind": "odd", "third": 0})
    opened.driver.change(lambda: opened.ledger.new_pids.forget())
    check_pages(opened)
    opened.run_until_idle()
    check_pages(opened)
    tidy(opened)
    check_pages(opened)
    some_of_each(opened, clock)
    check_pages(opened)


def test_a_pid_that_is_used_late_is_found(opened: Image, clock: SimulatedClock) -> None:
    (late,) = opened.ledger.new_pids.reserve(1)
    some_of_each(opened, clock)
    tidy(opened)
    began = clock.now()

    def create() -> None:
        thunk = opened.procedure("%run-text", "(perdure loading)")
        opened.ledger.create(thunk, (), name="late", parent=0, now=clock.now(), pid=late)

    assert late < known_of(opened).classified
    opened.driver.change(create)
    for _ in range(2):
        assert [each.pid for each in opened.processes(name="late", limit=5)] == [late]
        assert late in [each.pid for each in opened.processes(since=began, limit=5)]
        opened.run_until_idle()
        tidy(opened)


def keeps(opened: Image, pid: int) -> bool:
    return opened.root.find_process(pid) is not None


def test_ended_processes_are_forgotten_after_their_time(
    opened: Image, clock: SimulatedClock
) -> None:
    made = some_of_each(opened, clock)
    form = opened.spawn("(car 1)")
    opened.run_until_idle()
    some_of_each(opened, clock)  # so that those above are classified
    tidy(opened)
    clock.advance(2 * DAY)
    tidy(opened)
    assert not keeps(opened, form)
    assert keeps(opened, made["done"][0])
    clock.advance(40 * DAY)
    tidy(opened)
    assert not any(keeps(opened, pid) for pid in made["done"] + made["cancelled"])
    assert all(keeps(opened, pid) for pid in made["failed"] + made["waiting"] + made["parked"])
    clock.advance(60 * DAY)
    tidy(opened)
    assert not any(keeps(opened, pid) for pid in made["failed"])
    assert all(keeps(opened, pid) for pid in made["waiting"] + made["parked"])
    check_pages(opened)
    with pytest.raises(NoSuchProcess, match=r"^process \d+ has ended and was forgotten; `perdure"):
        opened.result(made["done"][0])
    with pytest.raises(ImageError, match=r"process \d+ has ended and was forgotten"):
        opened.eval(f"(wait {made['done'][0]})")
    with pytest.raises(NoSuchProcess, match="no process has the pid 123456"):
        opened.result(123456)


def test_the_oldest_go_first_where_there_are_too_many(opened: Image, clock: SimulatedClock) -> None:
    opened.keep("done", None, 5)
    pids = [opened.spawn("f", n) for n in range(40)]
    opened.run_until_idle()
    some_of_each(opened, clock)
    tidy(opened)
    assert all(keeps(opened, pid) for pid in pids)  # for an hour at least
    clock.advance(4000)
    tidy(opened)
    known = known_of(opened).classified
    assert not any(keeps(opened, pid) for pid in pids)
    kept = [
        each.pid
        for each in (*opened.processes(state="done"), *opened.processes(state="cancelled"))
        if each.pid < known and each.name != "<eval>"
    ]
    assert len(kept) == 5


def test_what_a_living_process_may_still_wait_for_is_kept(
    opened: Image, clock: SimulatedClock
) -> None:
    opened.keep("done", DAY, 0)
    parent = opened.spawn("(let ((pid (spawn (lambda () 42) 'child))) (receive) (wait pid))")
    opened.run_until_idle()
    child = opened.processes(name="child")[0].pid
    some_of_each(opened, clock)
    tidy(opened)
    clock.advance(DAY / 2)
    tidy(opened)
    assert keeps(opened, child)
    opened.send(parent, "go")
    assert opened.result(parent) == 42
    tidy(opened)
    clock.advance(4000)
    tidy(opened)
    assert not keeps(opened, child)


def test_completions_are_forgotten_after_their_time(opened: Image, clock: SimulatedClock) -> None:
    opened.keep("completions", 10 * DAY)
    waiting = opened.spawn("(await-external 'later)")
    opened.complete("paid/1", 5)
    opened.run_until_idle()
    clock.advance(9 * DAY)
    opened.complete("paid/2", 6)
    tidy(opened)
    assert opened.is_completed("paid/1")
    clock.advance(2 * DAY)
    tidy(opened)
    assert not opened.is_completed("paid/1")
    assert opened.is_completed("paid/2")
    assert opened.awaited_names() == ["later"]
    opened.complete("later", 7)
    assert opened.result(waiting) == 7


def test_forgetting_at_once(opened: Image, clock: SimulatedClock) -> None:
    made = some_of_each(opened, clock)
    one, other = made["done"][:2]
    opened.forget(one)
    assert not keeps(opened, one)
    with pytest.raises(CannotForget, match=r"process \d+ has not ended: it is waiting"):
        opened.forget(other, made["waiting"][0])
    assert keeps(opened, other)
    assert opened.forget_all(state="failed", name="no") == 4
    assert opened.forget_all(state="cancelled", older=1000) == 0
    tidy(opened)
    count = len(opened.processes(state="done")) + len(opened.processes(state="cancelled"))
    assert opened.forget_all() == count + 4
    assert {each.state for each in opened.processes()} == {"waiting", "parked"}
    check_pages(opened)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda image: image.keep("forums", 1), "nothing is kept as 'forums'; the kinds are forms"),
        (lambda image: image.keep("done", -1), "-1 is no number of seconds for which done are"),
        (lambda image: image.keep("done", 1, 1.5), "1.5 is no number of processes that are kept"),
        (lambda image: image.keep("completions", 1, 1), "for a time, whatever their number"),
        (lambda image: image.forget_all(state="ready"), "'ready' is no state of what has ended"),
        (lambda image: image.processes(state="dead"), "no state is called 'dead'; they are ready"),
    ],
)
def test_what_makes_no_sense_is_refused(
    image_path: Path, bare: None, call: Callable[[Image], Any], message: str
) -> None:
    with Image.open(image_path) as image, pytest.raises(ImageError, match=message):
        call(image)


def test_an_image_of_a_former_version_keeps_all_until_it_is_told(
    opened: Image, clock: SimulatedClock
) -> None:
    def make_old() -> None:
        assert opened.root.kept is not None
        del opened.root.kept[KEPT]

    made = some_of_each(opened, clock)
    opened.driver.change(make_old)
    check_pages(opened)
    assert opened.limits() == dict.fromkeys(history.DEFAULTS, history.Limit())
    some_of_each(opened, clock)
    tidy(opened)
    clock.advance(1000 * DAY)
    tidy(opened)
    assert all(keeps(opened, pid) for pid in made["done"])
    check_pages(opened)
    opened.keep("done", DAY)
    tidy(opened)
    assert not any(keeps(opened, pid) for pid in made["done"])
    check_pages(opened)


def test_who_opens_an_image_for_a_moment_has_its_results_first(
    image_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PIECE", 8)
    monkeypatch.setattr(keeping, "NEAR", 3)
    monkeypatch.setattr(keeping, "QUIET", 1e6)
    classified = []
    for _ in range(4):
        with Image.open(image_path) as image:
            before = 0 if image.root.history() is None else known_of(image).classified
            assert [image.eval(f"(* {n} 2)") for n in range(6)] == [0, 2, 4, 6, 8, 10]
            during = 0 if image.root.history() is None else known_of(image).classified
            assert before == during
        classified.append(during)

    assert classified[-1] >= 8  # when it was closed


def test_many_wait_for_a_moment_without_other_work_and_too_many_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "PIECE", 8)
    monkeypatch.setattr(keeping, "NEAR", 3)
    monkeypatch.setattr(keeping, "QUIET", 0.0)
    with Image.open(":memory:") as image:
        image.eval("1")
        tidy(image)
        keep, now = image.driver.keeping, image.clock.now()
        looked_at = known_of(image).classified
        image.spawn_many("car", [(1,)] * 40)
        assert not keep.step(now, is_idle=False)
        assert known_of(image).classified == looked_at
        image.spawn_many("car", [(1,)] * 40)
        keep.step(now, is_idle=False)
        assert known_of(image).classified > looked_at
        looked_at = known_of(image).classified
        assert keep.step(now, is_idle=True), "there are more"
        assert known_of(image).classified > looked_at
