"""Names under which processes are registered, and starts that are unique by them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import AlreadyRegistered, Image, ImageError, SimulatedClock, check
from perdure.image.engine import apart
from tests.programs import program

HOUR = 3600


@pytest.fixture(params=["in batches", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval("(import (perdure process))")
        yield opened


def test_a_second_start_gives_the_pid_of_the_first(image: Image) -> None:
    first = image.spawn("(receive)", unique="order/17")
    assert image.spawn("(receive)", unique="order/17") == first
    assert image.eval("(spawn-unique 'order/17 (lambda () (receive)))") == first
    assert image.spawn("(receive)", unique="order/18") != first
    assert image.whereis("order/17") == first == image.eval('(whereis "order/17")')
    assert image.process(first).registered == ("order/17",)


def test_a_name_is_free_in_the_step_in_which_its_process_ends(image: Image) -> None:
    image.eval("(define (wait-here) (receive))")
    first = image.eval("(spawn-unique 'a wait-here)")
    image.eval(f"(send! {first} 'end)")
    assert image.result(first) == "end"
    assert image.whereis("a") is None
    assert image.whereis("a", ended=True) == first
    assert image.process(first).registered == ()
    assert image.eval("(begin (define p (spawn-unique 'b wait-here)) (kill! p) (whereis 'b))") is (
        False
    )
    second = image.spawn("(receive)", unique="a", policy="error")
    assert image.whereis("a") == second != first


def test_a_second_start_is_an_error_where_the_policy_says_so(image: Image) -> None:
    first = image.spawn("(receive)", unique="a")
    before = len(image.processes())
    with pytest.raises(AlreadyRegistered, match=f"it is the name of process {first}") as raised:
        image.spawn("(receive)", unique="a", policy="error")
    assert (raised.value.name, raised.value.pid) == ("a", first)
    assert len(image.processes()) == before
    tried = "(guard (e (#t (cons (condition-kind e) (condition-irritants e)))) {})"
    start = "(spawn-unique 'a (lambda () 1) 'error)"
    assert image.eval(tried.format(start)) == ["registered", first]
    assert image.eval(tried.format("(register! 'a (self))")) == ["registered", first]


def test_a_replacement_ends_the_first_and_what_waits_for_it_is_told(image: Image) -> None:
    first = image.spawn("(receive)", unique="a")
    waiting = image.spawn_eval(f"(guard (e (#t (condition-kind e))) (wait {first}))")
    image.run_until_idle()
    second = image.spawn("(receive)", unique="a", policy="replace")
    assert image.process(first).state == "cancelled"
    assert image.result(waiting) == "cancelled"
    third = image.eval("(spawn-unique 'a (lambda () (receive)) 'replace)")
    image.run_until_idle()
    assert [image.process(pid).state for pid in (second, third)] == ["cancelled", "waiting"]
    assert image.whereis("a") == third


def test_a_process_may_be_replaced_by_one_that_it_starts_itself(image: Image) -> None:
    image.eval(
        "(define (next n) (if (= n 3) (receive)"
        " (spawn-unique 'chain (lambda () (next (+ n 1))) 'replace)))"
    )
    first = image.eval("(spawn-unique 'chain (lambda () (next 0)))")
    image.run_until_idle()
    assert image.whereis("chain") not in (None, first)
    states = [each.state for each in image.processes() if each.pid >= first]
    assert states == ["cancelled"] * 3 + ["waiting"]


def test_whether_the_name_of_one_that_has_ended_is_free_is_said_at_the_next_start(
    image: Image,
) -> None:
    done = image.spawn("'paid", unique="pay")
    failed = image.spawn("(car 1)", unique="fail")
    image.run_until_idle()
    assert image.spawn("'again", unique="pay", reuse="never") == done
    assert image.spawn("'again", unique="pay", reuse="failed") == done
    assert image.spawn("'again", unique="fail", reuse="never") == failed
    for policy in ("error", "replace"):
        with pytest.raises(AlreadyRegistered):
            image.spawn("'again", unique="pay", reuse="never", policy=policy)
    assert image.eval("(spawn-unique 'pay (lambda () 1) 'existing 'never)") == done
    again = image.spawn("'again", unique="fail", reuse="failed")
    assert image.result(again) == "again"
    assert image.spawn("'again", unique="pay") not in (done, failed, again)


def test_what_is_not_understood_is_refused_and_starts_nothing(image: Image) -> None:
    before = len(image.processes())
    for name, policy, reuse in (
        ("a", "maybe", "always"),
        ("a", "error", "often"),
        ("", "error", ""),
    ):
        with pytest.raises(ImageError):
            image.spawn("1", unique=name, policy=policy, reuse=reuse)
    assert len(image.processes()) == before
    tried = "(guard (e (#t (condition-kind e))) {})"
    assert image.eval(tried.format("(spawn-unique 'a (lambda () 1) 'maybe)")) == "range"
    assert image.eval(tried.format("(spawn-unique 5 (lambda () 1))")) == "type"
    assert image.eval(tried.format("(spawn-unique 'a 5)")) == "type"
    assert image.eval(tried.format('(spawn-unique "" (lambda () 1))')) == "type"
    assert image.whereis("a") is None


def test_a_process_is_registered_later_and_not_any_more(image: Image) -> None:
    pid = image.spawn("(receive)")
    image.eval(f"(register! 'one {pid}) (register! 'one {pid}) (register! 'two {pid})")
    assert image.process(pid).registered == ("one", "two")
    image.eval("(unregister! 'one) (unregister! 'nobody)")
    assert image.process(pid).registered == ("two",)
    assert image.eval("(whereis 'one)") is False
    image.eval("(define me (register! 'me (self)))")
    assert image.whereis("me") is None  # it has ended
    ended = image.spawn_eval("1")
    image.run_until_idle()
    tried = f"(guard (e (#t (condition-kind e))) (register! 'late {ended}))"
    assert image.eval(tried) == "ended"


def test_what_is_done_and_not_committed_is_seen_by_the_program(image: Image) -> None:
    assert image.eval(program(__file__, "named-in-one-step")) == [True, True, False, False]


def test_one_that_failed_and_goes_on_has_its_name_unless_another_has_it(image: Image) -> None:
    first = image.spawn("(begin (car 1) (receive))", unique="a")
    second = image.spawn("(begin (car 1) (receive))", unique="b")
    image.run_until_idle()
    taken = image.spawn("(receive)", unique="b")
    for pid in (first, second):
        image.retry(pid, value=1)
    image.run_until_idle()
    assert (image.whereis("a"), image.whereis("b")) == (first, taken)
    assert image.process(second).registered == ()


def test_a_name_goes_when_its_process_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "an.image"
    clock = SimulatedClock()
    with Image.open(path, clock=clock) as image:
        pid = image.spawn("1", unique="a")
        image.run_until_idle()
        image.forget(pid)
        assert image.whereis("a", ended=True) is None
        assert image.spawn("1", unique="a", reuse="never") != pid
    assert check(path).is_sound


def test_names_outlive_the_opening(tmp_path: Path) -> None:
    path = tmp_path / "an.image"
    with Image.open(path) as image:
        image.eval("(import (perdure process))")
        pids = [image.spawn("(receive)", unique=f"order/{n}") for n in range(300)]
        image.run_until_idle()
    assert check(path).is_sound
    with Image.open(path) as image:
        assert [image.whereis(f"order/{n}") for n in range(300)] == pids
        assert image.spawn("(receive)", unique="order/7") == pids[7]
