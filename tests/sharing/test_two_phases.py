"""A database that commits in two phases, and three members, one of them killed in between."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from perdure.image import Database, transactional
from perdure.image.effects.databases import _Joined
from tests.kill.points import POINTS
from tests.programs import program
from tests.sharing.crowd import Crowd, PostgresCrowd
from tests.sharing.postgres import Cluster

PATIENCE = 300  #: seconds that anything may take
#: In between are two: one where the database prepared, one where the image has committed.
CHOSEN = POINTS if "PERDURE_KILLS" in os.environ else ("after its vote", "before its end")


@pytest.fixture
def uri(here: Crowd, empty_cluster: Cluster) -> Iterator[str]:
    """A database `books` with a table of entries, beside the image."""
    cluster = here.cluster if isinstance(here, PostgresCrowd) else empty_cluster.copy()
    if cluster.server is None:
        cluster.start()
    cluster.run("CREATE DATABASE books")
    cluster.run("CREATE TABLE entries (who int, number int)", "books")
    yield cluster.uri("books").replace("postgresql:", "postgresql+psycopg2:")
    cluster.remove()


def entries(uri: str) -> list[tuple[int, int]]:
    engine = create_engine(uri)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT who, number FROM entries"))
        found = sorted((row[0], row[1]) for row in rows)
        assert not connection.recover_twophase(), "something is still prepared"
    engine.dispose()
    return found


def test_a_member_that_sees_an_old_state_does_not_undo_what_another_is_just_committing(
    here: Crowd, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(create_engine(uri), two_phase=True)
    prepared, looked = threading.Event(), threading.Event()
    begun: list[int] = []

    @transactional(database)
    def book(connection: Connection, number: int) -> int:
        connection.execute(text("INSERT INTO entries VALUES (0, :number)"), {"number": number})
        if number == 1 and not begun:  # in a transaction that will not see this process
            begun.append(one.spawn("book", 3))
            assert prepared.wait(PATIENCE)
        elif number == 2:
            looked.set()
        return number

    finish = _Joined.tpc_finish

    def tpc_finish(self: _Joined, transaction: Any) -> None:
        if not prepared.is_set():
            prepared.set()
            assert looked.wait(PATIENCE)
        finish(self, transaction)

    monkeypatch.setattr(_Joined, "tpc_finish", tpc_finish)
    with here.open(book) as one, here.open(book) as other:
        one.eval("(import (python test_two_phases) (perdure process))")
        one.start()
        both = other.eval("(map (lambda (n) (spawn (lambda () (book n)))) '(1 2))")
        assert [other.result(pid, timeout=60) for pid in both] == [1, 2]
        assert one.result(begun[0], timeout=60) == 3
    assert entries(uri) == [(0, 1), (0, 2), (0, 3)]


def test_both_stores_are_in_step_when_one_of_three_members_dies_between_the_phases(
    here: Crowd, uri: str
) -> None:
    module = "tests.sharing.booking"
    with here.open(drive=False) as image:
        for _ in range(2):
            here.start_worker(module, PERDURE_TEST_BOOKS=uri)
        image.eval(program(__file__, "booking"), timeout=PATIENCE)
        pids: list[int] = []
        for point in CHOSEN:
            doomed = here.start_worker(module, PERDURE_TEST_BOOKS=uri, PERDURE_TEST_POINT=point)
            ends = time.monotonic() + PATIENCE
            while doomed.poll() is None:  # until it has been given some, and has died of that
                assert time.monotonic() < ends, f"it does not come to {point}"
                begun = image.spawn_many("book-five", [(len(pids) + n,) for n in range(6)])
                assert {image.result(pid, timeout=PATIENCE) for pid in begun} == {5}
                pids += begun
            assert doomed.wait() == -signal.SIGKILL
    assert entries(uri) == [(who, n) for who in range(len(pids)) for n in range(1, 6)]
    here.stop_workers()
