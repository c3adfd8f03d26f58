"""Batches: conflicts, faults in Perdure itself, and what a commit promises."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest
import transaction
from ZODB.POSException import ConflictError, POSKeyError, StorageError
from ZODB.utils import p64

from perdure.image import DamagedImage, ProcessFailed, StorageFailed, effect, provided_function
from perdure.image.effects.provided import call
from perdure.image.engine.builtins import host, sleep, spawn, yield_
from perdure.vm.objects.atoms import Symbol, symbol
from tests.image.conftest import OpenImage
from tests.image.puppets import puppet

Keep = Callable[[Any], None]


@pytest.fixture(autouse=True)
def symbols_are_procedures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "perdure.image.engine.builtins.is_procedure", lambda x: isinstance(x, Symbol)
    )


@puppet
def says_hello(stage: Any, keep: Keep, value: Any) -> Any:
    host().write_output(f"hello {host().running().pid}\n")
    return 1


@puppet
def spawns_hello(stage: Any, keep: Keep, value: Any) -> Any:
    host().write_output("spawning\n")
    return spawn(symbol("says_hello"))


@puppet
def breaks(stage: Any, keep: Keep, value: Any) -> Any:
    return threading.Lock()  # cannot be stored


@puppet
def crashes(stage: Any, keep: Keep, value: Any) -> Any:
    raise ZeroDivisionError("a fault in the machine")


@puppet
def misses_an_object(stage: Any, keep: Keep, value: Any) -> Any:
    if stage > 0:
        looks.append(stage)
        raise POSKeyError(p64(0x2C58))
    keep(stage + 1)
    return sleep(1)


looks: list[int] = []  #: how often that has looked for the object


@puppet
def naps(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 5:
        return 5
    keep(stage + 1)
    return sleep(1)


@effect
def answers() -> int:
    return 42


@puppet
def asks(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 1:
        return value.value
    keep(1)
    return call(provided_function("test_scheduling", "answers"), ())


def failing_commits(image: Any, *errors: BaseException) -> None:
    """Let the next commits fail with these."""
    left = list(errors)
    manager = image.scheduler.transactions
    commit = manager.commit

    def failing() -> None:
        if left:
            raise left.pop(0)
        commit()

    manager.commit = failing


def test_a_conflict_is_invisible_to_the_program(puppet_image: OpenImage) -> None:
    image = puppet_image()
    seen: list[str] = []
    image.on_output = lambda pid, text: seen.append(text)
    pid = image.spawn(symbol("spawns_hello"))
    failing_commits(image, ConflictError(), ConflictError())
    image.run_until_idle()
    child = image.result_value(pid)
    assert child == pid + 1
    assert seen == ["spawning\n", f"hello {child}\n"]
    assert image.transcript(pid) == "spawning\n"
    assert image.scheduler.machines.core.refreshed == 2  # type: ignore[attr-defined]
    assert image.process(pid).steps == 1


def test_a_timer_survives_a_conflict(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("naps"))
    image.run_slice()
    failing_commits(image, ConflictError())
    assert image.result(pid) == 5
    assert image.process(pid).steps == 6


def test_a_process_that_ran_often_in_a_batch_is_ready_once_after_its_conflict(
    puppet_image: OpenImage,
) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("yields_forever"))
    for _ in range(3):
        failing_commits(image, ConflictError())
        image.run_slice()
        assert list(image.scheduler.ready) == [pid]


def test_after_many_conflicts_processes_run_one_by_one(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pids = [image.spawn(symbol("says_hello")) for _ in range(3)]
    failing_commits(image, *[ConflictError() for _ in range(7)])
    image.run_until_idle()
    assert [image.result(pid) for pid in pids] == [1, 1, 1]


def test_a_conflict_with_another_connection_is_resolved_by_running_again(
    puppet_image: OpenImage,
) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("naps"))
    image.run_slice()
    database = image.root._p_jar.db()

    # Another connection counts a step while the batch is under way.
    commit = image.scheduler.transactions.commit
    done: list[bool] = []

    def interfering() -> None:
        if not done:
            done.append(True)
            other = transaction.TransactionManager()
            connection = database.open(other)
            connection.root()["perdure"].process(pid).steps += 100
            other.commit()
            connection.close()
        commit()

    image.scheduler.transactions.commit = interfering
    assert image.result(pid) == 5
    assert image.process(pid).steps == 106


def test_what_cannot_be_stored_fails_one_process_and_not_the_others(
    puppet_image: OpenImage,
) -> None:
    image = puppet_image()
    good = [image.spawn(symbol("naps")) for _ in range(3)]
    bad = image.spawn(symbol("breaks"))
    good += [image.spawn(symbol("says_hello")) for _ in range(3)]
    image.run_until_idle()
    with pytest.raises(ProcessFailed, match="Perdure itself failed here"):
        image.result(bad)
    assert [image.result(pid) for pid in good] == [5, 5, 5, 1, 1, 1]


def test_an_outcome_that_cannot_be_stored_fails_one_process(
    puppet_image: OpenImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdure.image.engine.batches.outcome_in", lambda *_: threading.Lock())
    image = puppet_image([answers])
    bad = image.spawn(symbol("asks"))
    good = image.spawn(symbol("naps"))
    image.run_until_idle()
    with pytest.raises(ProcessFailed, match="Perdure itself failed here"):
        image.result(bad)
    assert image.result(good) == 5


def test_a_fault_in_the_machine_fails_one_process_and_not_the_others(
    puppet_image: OpenImage,
) -> None:
    image = puppet_image()
    bad = image.spawn(symbol("crashes"))
    good = image.spawn(symbol("naps"))
    image.run_until_idle()
    with pytest.raises(ProcessFailed, match="ZeroDivisionError: a fault in the machine") as caught:
        image.result(bad)
    assert caught.value.payload.kind == "internal"
    assert image.result(good) == 5


def test_an_object_that_was_missed_is_looked_for_again(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pids = [image.spawn(symbol("naps")) for _ in range(3)]
    failing_commits(image, *[POSKeyError(p64(0x2C58)) for _ in range(4)])
    assert [image.result(pid) for pid in pids] == [5, 5, 5]


def test_an_object_that_is_missed_again_and_again_fails_one_process(
    puppet_image: OpenImage,
) -> None:
    image = puppet_image()
    good = [image.spawn(symbol("naps")) for _ in range(2)]
    bad = image.spawn(symbol("misses_an_object"))
    looks.clear()
    with pytest.raises(ProcessFailed, match=r"stored cannot be read, .*POSKeyError: 0x2c58.*copy"):
        image.result(bad)
    assert len(looks) >= 5
    assert [image.result(pid) for pid in good] == [5, 5]


def test_a_change_from_outside_looks_again_for_what_it_missed(puppet_image: OpenImage) -> None:
    image = puppet_image()
    failing_commits(image, POSKeyError(p64(0x2C58)))
    pid = image.spawn(symbol("naps"))
    assert image.result(pid) == 5
    failing_commits(image, *[POSKeyError(p64(0x2C58)) for _ in range(9)])
    with pytest.raises(DamagedImage, match="an object in it cannot be read"):
        image.spawn(symbol("naps"))


def test_a_fault_of_the_disk_is_told_and_loses_nothing(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("says_hello"))
    failing_commits(image, StorageError("the disk is full"))
    with pytest.raises(StorageFailed, match="run_until_idle: StorageError: the disk is full"):
        image.run_until_idle()
    assert image.process(pid).state == "ready"
    assert image.result(pid) == 1


def test_output_is_delivered_only_after_the_commit(puppet_image: OpenImage) -> None:
    image = puppet_image()
    committed: list[str] = []
    image.on_output = lambda pid, text: committed.append(image.transcript(pid))
    image.spawn(symbol("says_hello"))
    image.run_until_idle()
    assert committed == ["hello 1\n"]


@puppet
def yields_forever(stage: Any, keep: Keep, value: Any) -> Any:
    keep(stage + 1)
    return yield_()


def test_stop_ends_the_driver_after_a_commit(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("yields_forever"))
    threading.Timer(0.05, image.stop).start()
    image.drive()
    steps = image.process(pid).steps
    assert steps > 0
    image.close()
    image = puppet_image()
    assert image.process(pid).state == "ready"
    assert image.process(pid).steps == steps


def test_an_interrupt_from_the_keyboard_stops_after_a_commit(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("yields_forever"))
    threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        image.drive()
    image.close()
    assert puppet_image().process(pid).state == "ready"


def test_many_steps_share_a_transaction(puppet_image: OpenImage) -> None:
    image = puppet_image()

    def spawn_many() -> None:
        for _ in range(50):
            image.ledger.create(symbol("naps"), (), name="", parent=0, now=0.0)

    image.driver.change(spawn_many)
    commits: list[int] = []
    commit = image.scheduler.transactions.commit

    def counted() -> None:
        commits.append(1)
        commit()

    image.scheduler.transactions.commit = counted
    image.run_until_idle()
    assert sum(process.steps for process in image.processes()) == 300
    assert len(commits) <= 60
