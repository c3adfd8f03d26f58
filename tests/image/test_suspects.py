"""Drivers that die by what they run: counted, tried alone, and stopped in the end.

No driver dies here. What a death leaves is the image's directory as it is at that moment:
`Deaths` copies it from within the builtin or effect that is deadly, and the story goes on
with the copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from transaction.interfaces import TransientError

from perdure.image import CannotProvide, Image, SimulatedClock, builtin, effect
from perdure.image.engine.gathering import Request
from perdure.image.processes.suspects import ATTEMPTS, RUNS_ALONE
from perdure.image.storage.folder import DATA

HERE = "(import (python test_suspects) (perdure process))"


class Deaths:
    """An image in a folder, and the copies of it that deaths leave."""

    def __init__(self, folder: Path, clock: SimulatedClock) -> None:
        self.folder = folder
        self.clock = clock
        self.count = 0  #: deaths
        self.calls: list[str] = []
        self.is_deadly = True
        self.has_died = False

    @property
    def path(self) -> Path:
        return self.folder / f"{self.count}.image"

    def open(self, **options: Any) -> Image:
        self.has_died = False
        return Image.open(self.path, FUNCTIONS, clock=self.clock, **options)

    def strike(self) -> None:
        """The driver dies here, for the first time that it does.

        It goes on committing beside this thread: what is copied is to be of one moment.
        """
        if self.is_deadly and not self.has_died:
            self.has_died = True
            copy = self.folder / f"{self.count + 1}.image"
            shutil.copytree(self.path, copy)
            while (copy / DATA).read_bytes() != (self.path / DATA).read_bytes():
                shutil.rmtree(copy)
                shutil.copytree(self.path, copy)

    def drive(self) -> bool:
        """Drive the image until it is idle; whether the driver has died on the way."""
        with self.open() as image:
            image.run_until_idle()
        self.count += self.has_died
        return self.has_died

    def until_none(self) -> int:
        """How many drivers die before one does not."""
        return next(deaths for deaths in range(20) if not self.drive())


current: list[Deaths] = []


@effect
def explode(key: str) -> str:
    current[0].calls.append(key)
    current[0].strike()
    return "survived"


@effect(attempts=2)
def explode_twice(key: str) -> None:
    current[0].strike()


@builtin
def crash() -> int:
    current[0].strike()
    return 1


@builtin
def linger() -> None:
    sleep(0.01)


@effect
def note(text: str) -> str:
    current[0].calls.append(text)
    return text


FUNCTIONS = [explode, explode_twice, crash, linger, note]


@pytest.fixture
def deaths(tmp_path: Path, clock: SimulatedClock) -> Iterator[Deaths]:
    current[:] = [Deaths(tmp_path, clock)]
    with current[0].open() as image:
        image.eval(HERE)
    yield current[0]
    current.clear()


def state(deaths: Deaths, pid: int) -> str:
    with deaths.open(read_only=True) as image:
        return image.process(pid).state


def spawned(deaths: Deaths, *programs: str) -> list[int]:
    with deaths.open() as image:
        return [image.spawn(program) for program in programs]


def test_an_effect_that_kills_its_driver_is_an_error_after_so_many_attempts(
    deaths: Deaths,
) -> None:
    (pid,) = spawned(
        deaths, "(guard (e (#t (list (condition-kind e) (error-object-message e)))) (explode))"
    )
    assert deaths.until_none() == ATTEMPTS
    assert len(set(deaths.calls)) == 1, "all attempts have one key"
    with deaths.open() as image:
        kind, message = image.value(pid)
    assert str(kind) == "effect-crashed"
    assert "8 drivers have died in this effect" in message


def test_an_effect_may_say_how_many_attempts_it_has(deaths: Deaths) -> None:
    (pid,) = spawned(deaths, "(explode-twice)")
    assert deaths.until_none() == 2
    assert state(deaths, pid) == "failed"


@pytest.mark.parametrize("attempts", [0, -1, 1.5, True, "3"])
def test_a_number_of_attempts_that_is_none_is_refused(attempts: Any) -> None:
    with pytest.raises(CannotProvide, match="is not a whole number above 0"):
        effect(attempts=attempts)(lambda: None)


def test_a_process_that_took_a_driver_down_twice_is_parked(deaths: Deaths) -> None:
    pid, _ = spawned(deaths, "(crash)", "(wait (- (self) 1))")
    assert deaths.until_none() == 2
    assert state(deaths, pid) == "parked"
    with deaths.open() as image:
        assert image.process(pid).waits_for == "a retry: 2 drivers have died over it"
        deaths.is_deadly = False
        image.resume(pid)
        assert image.result(pid) == 1


def test_a_process_that_is_alone_goes_on_however_often_somebody_kills_it_in_its_first_slice(
    deaths: Deaths,
) -> None:
    (pid,) = spawned(deaths, "(begin (crash) 'done)")
    for _ in range(RUNS_ALONE - 1):
        assert deaths.drive()
    deaths.is_deadly = False
    assert not deaths.drive()
    assert state(deaths, pid) == "done"


def test_a_process_that_is_alone_is_parked_in_the_end(deaths: Deaths) -> None:
    (pid,) = spawned(deaths, "(crash)")
    assert deaths.until_none() == RUNS_ALONE
    assert state(deaths, pid) == "parked"


@pytest.mark.parametrize(
    "program",
    [
        "(begin (sleep 1) (crash))",
        "(begin (note 'x) (crash))",
        "(wait (spawn (lambda () (crash))))",
        "(let ((me (self))) (spawn (lambda () (send! me 1))) (receive) (crash))",
        "(begin (wait (spawn (lambda () 1))) (crash))",
    ],
)
def test_whatever_it_had_waited_for_it_is_found_out(deaths: Deaths, program: str) -> None:
    (pid,) = spawned(deaths, program)
    deaths.until_none()
    with deaths.open() as image:
        states = [process.state for process in image.processes()]
    assert states.count("parked") == 1
    assert state(deaths, pid) in ("parked", "waiting")


def test_others_go_on_while_deaths_are_counted_and_are_blamed_for_none(deaths: Deaths) -> None:
    pids = spawned(
        deaths,
        "(crash)",
        "(explode)",
        *["(let loop ((i 0)) (if (< i 3) (begin (sleep 1) (note i) (loop (+ i 1)))) 'fine)"] * 5,
        *["'at-once"] * 5,
    )
    deaths.until_none()
    with deaths.open() as image:
        states = [image.process(pid).state for pid in pids]
    assert states == ["parked", "failed", *["done"] * 10]


def test_an_effect_is_not_blamed_for_the_death_of_another(deaths: Deaths) -> None:
    pids = spawned(deaths, "(explode)", *["(note 'kept)"] * 20)
    deaths.until_none()
    assert [state(deaths, pid) for pid in pids] == ["failed", *["done"] * 20]


def test_it_is_parked_after_two_though_many_others_were_ready_and_did_effects(
    deaths: Deaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A slice that outlives its turn leaves the line-up; on a busy machine any may.
    monkeypatch.setattr("perdure.image.engine.monitor.SLICE", 60.0)
    others = [*["(begin (note 'a) (note 'b))", "(sleep 1)", "(let loop () (yield) (loop))"] * 3]
    pids = spawned(deaths, *others, "(crash)", *others)
    for _ in range(2):
        with deaths.open() as image:
            for _ in range(100):
                image.driver.step()
        assert deaths.has_died
        deaths.count += 1
    with deaths.open() as image:
        image.driver.step()
        states = [image.process(pid).state for pid in pids]
    assert states.count("parked") == 1
    assert states[9] == "parked"
    assert "failed" not in states


def test_nobody_stays_marked_once_others_are_run_beside_it(deaths: Deaths) -> None:
    spawned(deaths, "(crash)", *["(begin (yield) (yield) 'fine)"] * 2)
    assert deaths.drive()
    deaths.is_deadly = False
    with deaths.open() as image:
        scheduler = image.scheduler
        scheduler.requests.add(Request(lambda: None, Future()))  # takes one of the turns
        image.driver.step()
        while scheduler.is_single():
            image.driver.step()
        assert marked(image) == []


def marked(image: Image) -> list[int]:
    suspects = image.root.suspects
    assert suspects is not None
    return [pid for pid, found in suspects.counts.items() if found[2]]


def test_who_is_woken_by_a_suspect_is_found_out_like_one(deaths: Deaths) -> None:
    pids = spawned(
        deaths, "(crash)", "(begin (yield) (crash))", *["(begin (yield) (yield) 'fine)"] * 3
    )
    assert deaths.until_none() == 4, "two of each"
    assert [state(deaths, pid) for pid in pids] == ["parked"] * 2 + ["done"] * 3


def test_what_comes_while_suspects_are_lined_up_has_its_turn(
    deaths: Deaths, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdure.image.engine.monitor.SLICE", 60.0)
    pids = spawned(
        deaths, "(crash)", "(begin (sleep 5) 'woken)", "(receive)", *["(begin (yield) 'fine)"] * 40
    )
    assert deaths.drive()
    deaths.is_deadly = False
    with deaths.open() as image:
        for _ in range(9):
            image.driver.step()
        asked: Future[int] = Future()
        requests = image.scheduler.requests
        requests.add(Request(lambda: image.ledger.send(image.root.process(pids[2]), 7), asked))
        clock.advance(6)
        (started,) = (image.root.process(pid) for pid in [pids[1]])
        for _ in range(20):
            image.driver.step()
            assert len(marked(image)) <= 1
        assert image.scheduler.line_up, "others still wait for their first turn"
        assert asked.done()
        assert started.state == "done"
        assert image.process(pids[2]).state == "done"
        for _ in range(200):
            image.driver.step()
        assert not image.scheduler.line_up
        assert [image.process(pid).state for pid in pids] == ["done"] * 43
        suspects = image.root.suspects
        assert suspects is not None
        assert len(suspects.counts) == 0


def test_no_effect_is_begun_while_suspects_are_lined_up(
    deaths: Deaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdure.image.engine.monitor.SLICE", 60.0)
    spawned(deaths, "(crash)", *["(note 'kept)"] * 10)
    assert deaths.drive()
    deaths.is_deadly = False
    deaths.calls.clear()
    with deaths.open() as image:
        image.driver.step()
        while image.scheduler.line_up:
            assert deaths.calls == []
            image.driver.step()
        image.run_until_idle()
    assert deaths.calls == ["kept"] * 10


def test_the_line_up_ends_with_its_time_and_then_three_deaths_are_needed(
    deaths: Deaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdure.image.engine.line_up.LINE_UP", 0.0)
    pids = spawned(deaths, *["(begin (yield) 'fine)"] * 5, "(crash)", "(wait (- (self) 1))")
    assert deaths.until_none() == 3
    assert [state(deaths, pid) for pid in pids] == ["done"] * 5 + ["parked", "waiting"]


def test_an_orderly_end_amid_the_line_up_leaves_nobody_marked(deaths: Deaths) -> None:
    spawned(deaths, "(crash)", *["(begin (yield) 'fine)"] * 20)
    assert deaths.drive()
    deaths.is_deadly = False
    with deaths.open() as image:
        for _ in range(5):
            image.driver.step()
        assert image.scheduler.line_up
        assert len(marked(image)) == 1
    with deaths.open(read_only=True) as image:
        assert marked(image) == []


def test_a_slice_that_wants_to_be_alone_does_not_hold_up_the_line_up(
    deaths: Deaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdure.image.engine.monitor.SLICE", 60.0)
    pids = spawned(deaths, "(crash)", *["'fine"] * 5)
    assert deaths.drive()
    deaths.is_deadly = False
    with deaths.open() as image:
        # As where one met conflicts in a member that takes over from another.
        monkeypatch.setattr(image.scheduler.apart, "holds_back", lambda: True)
        for _ in pids:
            image.driver.step()
        assert [image.process(pid).state for pid in pids] == ["done"] * 6


def test_parking_the_one_whose_turn_it_is_holds_up_nobody(deaths: Deaths) -> None:
    pids = spawned(deaths, "(crash)", *["(begin (yield) 'fine)"] * 5)
    assert deaths.drive()
    deaths.is_deadly = False
    with deaths.open() as image:
        image.driver.trials.begin()
        turn = image.scheduler.line_up.turn
        assert turn == pids[0]
        image.park(turn)
        image.run_until_idle()
        assert [image.process(pid).state for pid in pids] == ["parked"] + ["done"] * 5


def test_an_effect_that_crashes_is_not_taken_for_a_process_that_was_ready(deaths: Deaths) -> None:
    pids = spawned(
        deaths, *["(begin (note 'a) (explode-twice))"] * 3, *["(begin (yield) 'fine)"] * 3
    )
    deaths.until_none()
    states = [state(deaths, pid) for pid in pids]
    assert set(states[:3]) <= {
        "failed",
        "done",
    }  # the first to explode in a drive is the deadly one
    assert states[3:] == ["done"] * 3


#: It is run apart before it does its harm, and by then others run too.
LATE = "(let loop ((i 0)) (if (< i 50) (begin (linger) (loop (+ i 1))) (crash)))"


def test_who_is_found_out_later_is_run_by_itself(deaths: Deaths) -> None:
    pids = spawned(deaths, LATE, *["(begin (yield) 'fine)"] * 3, "(wait (- (self) 4))")
    assert deaths.until_none() == 3
    assert [state(deaths, pid) for pid in pids] == ["parked", *["done"] * 3, "waiting"]


def test_a_suspect_keeps_no_command_from_what_it_is_to_do(deaths: Deaths) -> None:
    spawned(deaths, LATE)
    for _ in range(2):
        assert deaths.drive()
    with deaths.open() as image:
        assert image.eval("(+ 1 2)") == 3
        assert image.processes()[1].waits_for == "its turn alone: 2 drivers have died over it"
    assert not deaths.has_died


def test_an_orderly_end_is_no_death_however_often(deaths: Deaths) -> None:
    (pid,) = spawned(deaths, "(explode)")
    deaths.is_deadly = False
    for _ in range(ATTEMPTS + 2):
        with deaths.open() as image:
            image.run_slice()
            image.run_slice()
            image.effects._deliver = lambda *outcome: None  # type: ignore[method-assign]
    with deaths.open() as image:
        assert image.result(pid) == "survived"


def test_a_death_that_was_not_met_again_is_forgotten(deaths: Deaths) -> None:
    (pid,) = spawned(
        deaths, "(let loop ((i 0)) (if (< i 6) (begin (crash) (yield) (loop (+ i 1)))))"
    )
    for _ in range(5):
        assert deaths.drive()
        deaths.is_deadly = False
        with deaths.open() as image:
            image.run_slice()
        deaths.is_deadly = True
    deaths.is_deadly = False
    deaths.drive()
    assert state(deaths, pid) == "done"


def test_nothing_is_written_where_nobody_has_died(deaths: Deaths) -> None:
    with deaths.open() as image:
        image.eval("(note 'x)")
        assert image.root.suspects is None
        before = image.scheduler.commits
        image.run_until_idle()
        assert image.scheduler.commits == before


def test_an_image_can_be_open_while_what_it_holds_stands_still(
    deaths: Deaths, clock: SimulatedClock
) -> None:
    pids = spawned(deaths, "(crash)", "(begin (sleep 1) (crash))", "(begin (note 'old) (crash))")
    with deaths.open() as image:
        image.driver.step()
    deaths.calls.clear()
    pids += spawned(deaths, "(crash)")
    deaths.is_deadly = True
    with deaths.open(resumes=False) as image:
        clock.advance(10)
        assert image.eval("(begin (sleep 5) (note 'new))") == "new"
        image.run_until_idle()
        image.cancel(pids[-1])
        image.park(pids[1])
        assert image.process(pids[-1]).state == "cancelled"
    assert deaths.calls == ["new"]


def test_a_suspect_that_another_has_cancelled_is_not_tried(deaths: Deaths) -> None:
    with deaths.open() as image:
        image.spawn_eval("(begin (crash) (cancel! (+ (self) 1)))")
        cancelled = image.spawn_eval("(crash)")
        image.run_until_idle()
    deaths.count += 1
    deaths.is_deadly = False

    assert not deaths.drive()

    with deaths.open(read_only=True) as image:
        assert [each.state for each in image.processes() if each.pid == cancelled] == ["cancelled"]


def test_a_trial_that_the_storage_cut_off_is_had_again(
    deaths: Deaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a server goes away in its midst: all work is found anew, and nothing is lost."""
    (pid,) = spawned(deaths, LATE)
    for _ in range(2):
        assert deaths.drive()
    deaths.is_deadly = False
    with deaths.open() as image:
        driver, batch = image.driver, image.scheduler.batch

        def cut_off() -> Any:
            monkeypatch.setattr(image.scheduler, "batch", batch)
            raise TransientError("the server is gone")

        monkeypatch.setattr(image.scheduler, "batch", cut_off)
        with pytest.raises(TransientError):
            image.run_until_idle()
        assert pid in image.scheduler.ready, "its turn had come"
        shards = list(image.ledger.owned.values())
        suspects = image.root.suspects
        assert suspects is not None
        driver.change(lambda: setattr(suspects, "has_rested", True))  # that was no death
        driver.trials.found(shards)
        driver.find_work(shards)
        driver.trials.begin()
        image.run_until_idle()
        assert image.process(pid).state == "done"


def test_a_trial_of_an_effect_that_was_put_off_is_had_again(deaths: Deaths) -> None:
    (pid,) = spawned(deaths, "(explode)")
    for _ in range(2):
        assert deaths.drive()
    deaths.is_deadly = False
    with deaths.open() as image:
        driver = image.driver
        driver.trials.begin()
        driver.starting.start_found()
        assert driver.trials.next()
        process = image.root.process(pid)
        driver.runner.withdraw(pid, process.effects)
        driver.starting.start_again([process])
        image.run_until_idle()
        assert image.value(pid) == "survived"
