"""Effects of a shared image: what one member has begun, another goes on with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from sqlalchemy import Connection, create_engine, text
from ZODB.POSException import ConflictError

from perdure.image import Database, Image, ProcessFailed, Retry, check, effect, pack, transactional
from perdure.image.storage.postgresql.relational import RelationalStorage
from tests.sharing.crowd import Crowd, PostgresCrowd
from tests.sharing.postgres import Cluster

CALLS: list[str] = []
BEGUN: list[int] = []


@effect(retry=Retry(delay=0.5, jitter=0.0), within=3600)
def unsteady(key: str) -> int:
    CALLS.append(key)
    if len(CALLS) < 3:
        raise ConnectionError("away")
    return len(CALLS)


@effect
def fetch(size: int) -> bytes:
    return b"x" * size


@effect
def total(*parts: bytes) -> int:
    return sum(map(len, parts))


@effect
async def count_up(after: int) -> AsyncGenerator[int, None]:
    BEGUN.append(after)
    for number in range(after, 100):
        yield number


@effect
async def hang() -> None:
    CALLS.append("begun")
    try:
        await asyncio.Event().wait()
    finally:
        CALLS.append("cancelled")


@effect
async def listen() -> AsyncGenerator[int, None]:
    await hang()
    yield 1


@pytest.fixture(autouse=True)
def no_calls_yet() -> None:
    CALLS.clear()
    BEGUN.clear()


def test_a_pause_that_began_with_one_member_ends_with_another(here: Crowd) -> None:
    with here.open(unsteady) as other:
        with here.open(unsteady) as one:
            pid = one.spawn_eval("(import (python test_effects)) (unsteady)")
            one.driver.run(lambda: "attempt 2" in one.process(pid).waits_for)
        assert other.result(pid, timeout=60) == 3
    assert len(set(CALLS)) == 1


def test_the_time_of_a_call_is_the_same_for_the_member_that_has_the_function(here: Crowd) -> None:
    with here.open() as one, here.open(unsteady) as other:
        pid = one.spawn_eval("(import (python test_effects)) (unsteady)")
        one.run_until_idle()
        assert other.result(pid, timeout=60) == 3


def test_large_results_and_arguments_reach_all_members(here: Crowd) -> None:
    with here.open(fetch, total) as one, here.open() as other:
        one.eval("(import (python test_effects)) (define kept #f)")
        one.eval("(set! kept (fetch 3000000))")
        assert other.eval("(bytevector-u8-ref kept 2999999)") == ord("x")
        other.eval("(bytevector-u8-set! kept 0 7)")
        pid = other.spawn("(list (bytevector-u8-ref kept 0) (total kept kept))")
        other.run_until_idle()
        assert one.result(pid, timeout=60) == [7, 6_000_000]
    assert check(here.uri).is_sound
    pack(here.uri)
    assert check(here.uri).is_sound
    with here.open() as image:
        assert image.eval("(list (bytevector-u8-ref kept 0) (bytevector-length kept))") == [
            7,
            3_000_000,
        ]


def test_a_stream_goes_on_with_another_member(here: Crowd) -> None:
    with here.open(count_up) as other:
        with here.open(count_up, grace=0) as one:
            one.eval("(import (python test_effects) (perdure channels)) (define kept (count-up))")
            assert one.eval("(list (channel-take! kept) (channel-take! kept))") == [0, 1]
        other.start()
        text = "(map (lambda (i) (channel-take! kept)) (iota 40))"
        assert other.eval(text, timeout=60) == list(range(2, 42))
    assert BEGUN[0] == 0 < BEGUN[1]


SELECTS = "(spawn (lambda () (select ((on-call hang)) ((on-close feed) (receive)))))"


@pytest.mark.parametrize("begins", ["(set! feed (listen))", SELECTS])
def test_an_effect_that_another_member_has_given_up_is_cancelled_where_it_runs(
    here: Crowd, begins: str
) -> None:
    with here.open(listen, hang) as one, here.open() as other:
        one.eval("(import (perdure channels) (perdure process) (python test_effects))")
        one.eval("(define feed (make-channel))")
        one.eval(begins)
        one.start()
        wait_until(lambda: CALLS == ["begun"])
        other.eval("(channel-close! feed)", timeout=60)
        wait_until(lambda: CALLS == ["begun", "cancelled"])


def wait_until(is_there: Callable[[], bool]) -> None:
    for _ in range(2000):
        if is_there():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come")


@transactional
def announce(topic: str, number: int, *, execute: Any) -> str:
    execute("INSERT INTO outbox VALUES (%s, %s)", (topic, number))
    if number < 0:
        raise ValueError("less than nothing")
    return f"{topic} {number}"


def rows(cluster: Cluster) -> list[Any]:
    connection = psycopg2.connect(cluster.uri())
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT * FROM outbox ORDER BY number")
        return cursor.fetchall()
    finally:
        connection.close()


def test_a_row_in_the_image_s_own_database_is_committed_with_the_image(
    postgresql: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(postgresql, PostgresCrowd)
    cluster = postgresql.cluster
    cluster.run("CREATE TABLE outbox (topic text, number int)", "image")
    with postgresql.open(announce) as image:
        image.eval("(import (python test_effects))")
        assert image.eval('(announce "paid" 1)') == "paid 1"
        with pytest.raises(ProcessFailed, match="less than nothing"):
            image.eval('(announce "paid" -1)')
        with pytest.raises(ProcessFailed, match="out of range"):
            image.eval('(announce "paid" 5000000000)')
        conflicts, finish = [ConflictError()], RelationalStorage.tpc_vote

        def tpc_vote(self: RelationalStorage, transaction: Any) -> Any:
            found = finish(self, transaction)
            if conflicts and self._base._tpc_phase.store_connection:
                raise conflicts.pop()
            return found

        monkeypatch.setattr(RelationalStorage, "tpc_vote", tpc_vote)
        assert image.eval('(announce "paid" 2)') == "paid 2"
        assert not conflicts
    assert rows(cluster) == [("paid", 1), ("paid", 2)]


def test_an_image_that_lies_in_no_database_has_no_such_rows() -> None:
    with Image.open(":memory:", [announce]) as image:
        image.eval("(import (python test_effects))")
        with pytest.raises(ProcessFailed, match="in no database of SQL"):
            image.eval('(announce "paid" 1)')


def test_members_share_a_database_as_they_share_the_image(here: Crowd, tmp_path: Path) -> None:
    database = Database(create_engine(f"sqlite:///{tmp_path}/books.db"))
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE entries (number int)"))

    @transactional(database, retry=Retry(delay=0.1))
    def book(connection: Connection, number: int) -> int:
        connection.execute(text("INSERT INTO entries VALUES (:number)"), {"number": number})
        return number

    with here.open(book) as one, here.open(book) as other:
        one.eval("(import (python test_effects))")
        one.start()
        other.start()
        members = (one, other) * 5
        pids = [member.spawn("book", number) for number, member in enumerate(members)]
        assert [one.result(pid, timeout=60) for pid in pids] == list(range(10))
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT number FROM entries"))
        assert sorted(row[0] for row in found) == list(range(10))
