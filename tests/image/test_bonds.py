"""Monitors and links: each end is told once, and ends what it is to end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock, check
from perdure.image.engine import apart
from tests.programs import program

DEFINITIONS = program(__file__, "bonds")
LINKS = 300


@pytest.fixture(params=["in batches", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(DEFINITIONS)
        yield opened


def ending(image: Image) -> int:
    """The pid of a process that ends as it is told."""
    pid = image.spawn_eval("(end-as)")
    image.run_until_idle()
    return pid


def begun(image: Image, text: str) -> int:
    """The pid of a process that evaluates the text, and waits by now."""
    pid = image.spawn_eval(text)
    for _ in range(20):
        image.run_slice()
    assert image.process(pid).state == "waiting"
    return pid


def state_of(image: Image, pid: int) -> str:
    return image.process(pid).state


def no_bonds(image: Image, *pids: int) -> bool:
    """Whether nothing is noted of any end."""
    found = [image.root.process(pid).details.bonds for pid in pids]
    lines = [line for each in found if each for line in (each.watchers, each.watched, each.links)]
    return not any(map(len, lines))


ENDS: dict[str, list[object]] = {
    "(send! {} 'done)": ["done", "well"],
    "(send! {} 'fail)": ["failed", "type"],
    "(send! {} 'throw)": ["failed", "thrown"],
    "(kill! {})": ["cancelled", False],
}


@pytest.mark.parametrize("end", ENDS)
def test_who_watches_a_process_is_told_of_its_end(image: Image, end: str) -> None:
    pid = ending(image)
    watching = [begun(image, f"(watch {pid})") for _ in range(2)]
    image.eval(end.format(pid))
    for each in watching:
        assert image.result(each) == [pid, *ENDS[end]]
    assert image.eval(f"(watch {pid})") == [pid, *ENDS[end]]  # it has ended before
    assert no_bonds(image, pid, *watching)


def test_a_monitor_tells_once_and_each_of_several_does(image: Image) -> None:
    pid = ending(image)
    watching = begun(
        image,
        f"(let* ((a (monitor {pid})) (b (monitor {pid})) (c (told)) (d (told)))"
        " (list (= a b) c d (told)))",
    )
    image.eval(f"(send! {pid} 'done)")
    assert image.result(watching) == [
        False,
        [pid, "done", "well"],
        [pid, "done", "well"],
        "nothing",
    ]


def test_what_is_not_watched_any_more_is_not_told(image: Image) -> None:
    pid = ending(image)
    before = begun(image, f"(begin (demonitor! (monitor {pid})) (told))")
    after = begun(image, f"(let ((m (monitor {pid}))) (sleep 1) (demonitor! m) (told))")
    image.eval(f"(send! {pid} 'done)")
    assert image.result(before) == image.result(after) == "nothing"
    assert no_bonds(image, pid, before, after)


def test_who_has_ended_watches_no_more(image: Image) -> None:
    pid = ending(image)
    watching = begun(image, f"(watch {pid})")
    image.kill(watching)
    assert no_bonds(image, pid, watching)
    image.eval(f"(send! {pid} 'done)")
    assert image.result(pid) == "well"


@pytest.mark.parametrize("end", ENDS)
def test_who_is_linked_ends_too_unless_it_came_to_its_end(image: Image, end: str) -> None:
    pid = ending(image)
    linked = begun(image, f"(begin (link! {pid}) (receive))")
    trapping = begun(image, f"(begin (trap-ends! #t) (link! {pid}) (told))")
    cleaning = begun(image, f"(begin (link! {pid}) (guard (e (#t (sleep 3) 'cleaned)) (receive)))")
    unlinked = begun(image, f"(begin (link! {pid}) (unlink! {pid}) (receive))")
    image.eval(end.format(pid))
    image.run_slice()
    is_well = ENDS[end][0] == "done"
    assert state_of(image, linked) == ("waiting" if is_well else "cancelled")
    assert state_of(image, unlinked) == "waiting"
    assert image.result(trapping) == [pid, *ENDS[end]]
    if not is_well:
        assert image.result(cleaning) == "cleaned"
    assert no_bonds(image, pid, linked, trapping, cleaning, unlinked)
    late = image.spawn_eval(f"(begin (link! {pid}) (receive 1 'alive))")
    image.run_until_idle()
    assert state_of(image, late) == ("done" if is_well else "cancelled")
    assert image.eval(f"(begin (trap-ends! #t) (link! {pid}) (told))") == [pid, *ENDS[end]]


def test_a_link_goes_both_ways_and_through_many(image: Image) -> None:
    for is_first in (False, True):
        before = {each.pid for each in image.processes()}
        first = image.spawn_eval(f"(chain {LINKS})")
        image.run_until_idle()
        pids = [each.pid for each in image.processes() if each.pid not in before]
        (last,) = [
            pid for pid in pids if (image.root.process(pid).waits or ("",))[0] == "selection"
        ]
        if is_first:
            image.kill(first)
        else:
            image.eval(f"(send! {last} 'fail)")
            image.run_until_idle()
        states = {pid: state_of(image, pid) for pid in pids}
        assert len(states) == LINKS + 1
        assert states.pop(last) == ("cancelled" if is_first else "failed")
        assert set(states.values()) == {"cancelled"}


def test_a_circle_of_links_ends_once(image: Image) -> None:
    pids = [begun(image, "(let ((other (receive))) (link! other) (receive))") for _ in range(3)]
    for pid, other in zip(pids, (*pids[1:], pids[0]), strict=True):
        image.send(pid, other)
    image.run_until_idle()
    image.kill(pids[1])
    assert [state_of(image, pid) for pid in pids] == ["cancelled"] * 3


def test_who_kills_what_it_is_linked_with_is_cancelled_at_its_next_wait(image: Image) -> None:
    text = "(let ((p (spawn-link receive))) (kill! p) (display 'on) (receive))"
    pid = image.spawn_eval(text)
    image.run_until_idle()
    assert state_of(image, pid) == "cancelled"
    assert image.transcript(pid) == "on"
    guarded = image.spawn_eval(f"(guard (e (#t (condition-kind e))) {text})")
    assert image.result(guarded) == "cancelled"


def test_a_child_is_linked_from_its_beginning(image: Image) -> None:
    pid = image.spawn_eval("(begin (spawn-link (lambda () (car 1))) (receive))")
    image.run_until_idle()
    assert state_of(image, pid) == "cancelled"
    told = "(call-with-values (lambda () (spawn-monitor (lambda () 7))) (lambda (p m) (told)))"
    assert image.eval(told)[1:] == ["done", 7]


def test_one_that_failed_and_goes_on_has_no_bonds_and_traps_still(image: Image) -> None:
    pid = begun(image, "(begin (trap-ends! #t) (receive) (car 1) (link! (receive)) (told))")
    watching = begun(image, f"(watch {pid})")
    image.send(pid, 1)
    assert image.result(watching)[1] == "failed"
    image.retry(pid, value=1)
    other = ending(image)
    image.send(pid, other)
    for _ in range(5):
        image.run_slice()
    image.kill(other)
    assert image.result(pid) == [other, "cancelled", False]


def test_what_makes_no_sense_is_refused(image: Image) -> None:
    for text, kind in {
        "(monitor 999999)": "range",
        "(link! 'x)": "type",
        "(demonitor! 'x)": "type",
    }.items():
        assert image.eval(f"(guard (e (#t (condition-kind e))) {text})") == kind
    assert image.eval("(begin (link! (self)) (demonitor! 7) (unlink! (self)) 'alive)") == "alive"


def test_one_that_was_forgotten_is_told_as_that(image: Image) -> None:
    pid = image.spawn_eval("1")
    image.run_until_idle()
    image.forget(pid)
    assert image.eval(f"(watch {pid})") == [pid, "forgotten", False]


def test_bonds_outlive_the_opening_and_are_sound(tmp_path: Path) -> None:
    path = tmp_path / "an.image"
    with Image.open(path) as image:
        image.eval(DEFINITIONS)
        pid = ending(image)
        watching = [begun(image, f"(watch {pid})") for _ in range(20)]
        linked = begun(image, f"(begin (link! {pid}) (receive))")
    assert check(path).is_sound
    with Image.open(path) as image:
        image.eval(f"(send! {pid} 'fail)")
        assert [image.result(each)[0] for each in watching] == [pid] * 20
        assert state_of(image, linked) == "cancelled"
    assert check(path).is_sound
