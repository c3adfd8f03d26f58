"""Commits to PostgreSQL that are one statement, beside those that RelStorage makes in its own way.

Both are of one image, at the same time: however members commit, nothing is lost, nothing doubled,
and what conflicts is resolved or done again.
"""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from typing import Any

import psycopg2
import pytest
import transaction
from BTrees.Length import Length
from persistent import Persistent
from persistent.mapping import PersistentMapping
from persistent.TimeStamp import TimeStamp
from psycopg2.extensions import make_dsn, parse_dsn
from relstorage.adapters.postgresql import PostgreSQLAdapter
from relstorage.storage import RelStorage
from transaction.interfaces import NoTransaction
from ZODB.DB import DB
from ZODB.POSException import ConflictError
from ZODB.utils import u64

from perdure.image import Image, check
from perdure.image.schema.clusters import record_of
from perdure.image.storage.file_storage import open_database
from perdure.image.storage.postgresql.committing import LARGEST, NUMBER
from perdure.image.storage.postgresql.relational import ServerAway
from perdure.image.storage.postgresql.views import View
from perdure.image.storage.uris import open_uri
from perdure.vm.objects.data import cons
from tests.programs import program
from tests.sharing.crowd import PostgresCrowd, wait_until
from tests.sharing.postgres import Cluster
from tests.sharing.world import lines_of

ROUNDS = 60
ONE, MANY = "one statement", "RelStorage's way"
STEPS, KILLS = 9, (1, 2, 4)
PROGRAM = program(__file__, "noting-in-a-journal")
NUMBERS = itertools.count()
HISTORIES = ["", "?keep_history=false"]


@pytest.fixture(scope="module")
def standing(empty_cluster: Cluster) -> Iterator[Cluster]:
    cluster = empty_cluster.copy()
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.fixture
def database(standing: Cluster) -> str:
    """The name of an empty one."""
    name = f"image{next(NUMBERS)}"
    standing.run(f"CREATE DATABASE {name}")
    return name


@pytest.fixture
def empty(standing: Cluster, database: str) -> str:
    return standing.uri(database)


@pytest.fixture(params=HISTORIES)
def uri(request: pytest.FixtureRequest, empty: str) -> str:
    return empty + str(request.param)


@contextmanager
def connected(uri: str, way: str = ONE) -> Iterator[tuple[Any, transaction.TransactionManager]]:
    """A connection to the database of an image, and what its transactions are made with."""
    database = open_database(open_uri(uri, read_only=False).storage)
    manager = transaction.TransactionManager(explicit=True)
    connection = database.open(manager)
    if way == MANY:
        connection._whole = None
    try:
        yield connection, manager
    finally:
        with suppress(NoTransaction):
            manager.abort()
        connection.close()
        database.close()


def ways_taken(connection: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In which way each commit from now on was made."""
    taken: list[str] = []
    adapter, ask = connection._storage._base._adapter, View.ask
    move = adapter.lock_database_and_move

    def moved(*arguments: Any, **options: Any) -> Any:
        taken.append(MANY)
        return move(*arguments, **options)

    def asked(view: View, statement: str, parameters: Any) -> Any:
        answer = ask(view, statement, parameters)
        if answer is not None:
            taken.append(ONE)
        return answer

    monkeypatch.setattr(adapter, "lock_database_and_move", moved)
    monkeypatch.setattr(View, "ask", asked)
    return taken


def change(connection: Any, manager: Any, make: Callable[[Any], Any]) -> int:
    """Make a change to the root, again where it conflicts; how often it did."""
    conflicts = 0
    while True:
        manager.begin()
        try:
            make(connection.root())
            manager.commit()
            return conflicts
        except ConflictError:
            conflicts += 1
            manager.abort()


def set_n(number: int, root: Any) -> None:
    root["n"] = number


def set_a(size: int, root: Any) -> None:
    root["a"] = b"x" * size


def test_changes_of_different_members_of_a_cluster_are_merged(empty: str) -> None:
    with connected(empty) as (connection, manager), connected(empty) as (other, others):
        connection.db().makes_clusters = True
        change(connection, manager, lambda root: root.update(l=cons(1, cons(2, 3))))
        manager.begin()
        others.begin()
        first, second = connection.root()["l"], other.root()["l"].cdr
        assert record_of(first._p_oid) == record_of(second._p_oid)
        first.car, second.car = True, 20
        manager.commit()
        others.commit()
        for each, its in ((connection, manager), (other, others)):
            its.begin()
            found = each.root()["l"]
            assert (found.car, found.cdr.car, found.cdr.cdr) == (True, 20, 3)
        connection.root()["l"].car = 1
        other.root()["l"].car = 1.0  # equal to Python, and not to a program
        manager.commit()
        with pytest.raises(ConflictError):
            others.commit()
        others.abort()


class Purse(Persistent):
    """An application's, in a database of its own: no image may name it."""

    coins = 0

    def _p_resolveConflict(self, old: Any, committed: Any, new: Any) -> dict[str, int]:  # noqa: N802
        return {"coins": committed["coins"] + new["coins"] - old.get("coins", 0)}


def test_conflicts_in_an_application_s_own_relstorage_are_its_own(empty: str) -> None:
    """A fault: with an image's code loaded, its classes were refused as names of no image."""
    storage = RelStorage(PostgreSQLAdapter(make_dsn(**parse_dsn(empty))))
    database = DB(storage)
    managers = [transaction.TransactionManager(explicit=True) for _ in range(2)]
    connections = [database.open(manager) for manager in managers]
    try:
        managers[0].begin()
        connections[0].root()["purse"] = Purse()
        managers[0].commit()
        for manager, connection in zip(managers, connections, strict=True):
            manager.begin()
            connection.root()["purse"].coins += 5
        for manager in managers:
            manager.commit()
        managers[0].begin()
        assert connections[0].root()["purse"].coins == 10
    finally:
        managers[0].abort()
        for connection in connections:
            connection.close()
        database.close()


# What goes in one statement, and what does not


def test_what_is_ordinary_is_one_statement(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(uri) as (connection, manager):
        taken = ways_taken(connection, monkeypatch)
        change(connection, manager, lambda root: root.update(made=PersistentMapping(x=1)))
        change(connection, manager, lambda root: root["made"].update(x=2))
        assert taken == [ONE, ONE]
        with connected(uri) as (other, others), others:
            assert dict(other.root()["made"]) == {"x": 2}
            assert other.root()["made"]._p_serial == connection.root()["made"]._p_serial


def test_what_is_large_is_not(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(uri) as (connection, manager):
        taken = ways_taken(connection, monkeypatch)
        for size in (LARGEST - 1000, LARGEST + 1):
            change(connection, manager, partial(set_a, size))
        assert taken == [ONE, MANY]
        with connected(uri) as (other, others), others:
            assert len(other.root()["a"]) == LARGEST + 1


def test_records_that_are_large_together_are_not(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(uri) as (connection, manager):
        taken = ways_taken(connection, monkeypatch)
        parts = {name: PersistentMapping(x="-" * (LARGEST // 2)) for name in "pqr"}
        change(connection, manager, lambda root: root.update(parts))
        change(connection, manager, lambda root: root["q"].update(y=1))
        assert taken == [MANY, ONE]
        with connected(uri) as (other, others), others:
            assert [len(other.root()[name]["x"]) for name in "pqr"] == 3 * [LARGEST // 2]
            assert other.root()["q"]["y"] == 1


def test_who_votes_afterwards_can_still_refuse(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        """A data manager behind the image's."""

        transaction_manager: Any = None

        def sortKey(self) -> str:  # noqa: N802
            return "~"

        def tpc_vote(self, transaction: Any) -> None:
            raise ValueError("no")

        def tpc_begin(self, transaction: Any) -> None: ...

        abort = commit = tpc_finish = tpc_abort = tpc_begin

    with connected(uri) as (connection, manager):
        taken = ways_taken(connection, monkeypatch)
        manager.begin().join(Refusing())
        connection.root()["a"] = 1
        with pytest.raises(ValueError, match="no"):
            manager.commit()
        manager.abort()
        assert taken == []
        change(connection, manager, lambda root: root.update(b=2))
        assert taken == [ONE]
        with connected(uri) as (other, others), others:
            assert "a" not in other.root()


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-01 00:00:00",
        "2026-11-30 08:20:11.123456",
        "2028-02-29 23:59:59.999999",
        "2031-12-31 12:00:59.000001",
    ],
)
def test_the_number_of_a_transaction_is_that_which_storages_give_it(
    postgresql: PostgresCrowd, moment: str
) -> None:
    """RelStorage's own function is given seconds since 1970, with fewer digits behind the point."""
    with connected(postgresql.uri), psycopg2.connect(postgresql.uri) as asking:
        cursor = asking.cursor()
        cursor.execute(
            f"SELECT {NUMBER}, make_tid_for_epoch(date_part('epoch', now))"
            f" FROM (SELECT timestamp '{moment}' AS now) AS at"
        )
        ours, relstorages = cursor.fetchone()
    day, time = moment.split()
    seconds = float(time.rpartition(":")[2])
    parts = [int(part) for part in (*day.split("-"), *time.split(":")[:2])]
    assert abs(ours - u64(TimeStamp(*parts, seconds).raw())) <= 1
    assert abs(ours - relstorages) <= 100  # a microsecond


def test_where_the_function_may_not_be_made_all_goes_as_before(postgresql: PostgresCrowd) -> None:
    cluster = postgresql.cluster
    cluster.run("DROP FUNCTION perdure_commit_3", "image")
    cluster.run("CREATE ROLE bob LOGIN PASSWORD 'sesame'")
    for right in ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "UPDATE ON ALL SEQUENCES"):
        cluster.run(f"GRANT {right} IN SCHEMA public TO bob", "image")
    with Image.open(postgresql.uri.replace("ada", "bob")) as image:
        assert image._opened is not None
        assert image._opened.connection._storage.whole is None
        image.eval("(define x 41)")
        assert image.eval("(begin (set! x (+ x 1)) x)") == 42


def test_large_contents_and_whole_images_are_read_through_views(postgresql: PostgresCrowd) -> None:
    """psycopg2 has large objects, and cursors of the server's, only where it began itself."""
    with postgresql.open() as image, postgresql.open() as other:
        image.eval("(define (text x) (make-string 300000 x)) (define n 1)")
        image.eval("(define a (text #\\a)) (define b (text #\\b))")
        assert other.eval("(+ (string-length a) (string-length b))") == 600_000
        assert other.eval("(set! n (+ n 1)) n") == 2
    assert check(postgresql.uri).is_sound


# Several at once


@pytest.mark.parametrize("ways", [(ONE, ONE), (ONE, MANY)])
def test_nothing_is_lost_where_all_change_the_same(uri: str, ways: tuple[str, str]) -> None:
    """A counter that is resolved, one that is not, and two that are never both taken."""

    def make(root: Any) -> None:
        root["length"], root["plain"] = Length(), PersistentMapping(n=0)

    with connected(uri) as (connection, manager):
        change(connection, manager, make)
    at_once([partial(count, uri, way) for way in ways])
    with connected(uri) as (connection, manager), manager:
        assert connection.root()["length"]() == len(ways) * ROUNDS
        assert connection.root()["plain"]["n"] == len(ways) * ROUNDS


def count(uri: str, way: str) -> None:
    def more(root: Any) -> None:
        root["plain"]["n"] += 1

    with connected(uri, way) as (connection, manager):
        for _ in range(ROUNDS):
            change(connection, manager, lambda root: root["length"].change(1))
            change(connection, manager, more)


def test_what_is_read_as_current_is_current(uri: str, empty: str) -> None:
    """A commit conflicts if somebody has changed that, or is about to."""

    def make(root: Any) -> None:
        root["read"], root["written"] = PersistentMapping(n=0), PersistentMapping(n=0)

    with connected(uri) as (connection, manager), connected(uri) as (other, others):
        change(connection, manager, make)
        read_and_write(connection, manager)
        change(other, others, lambda root: root["read"].update(n=1))
        change(connection, manager, lambda root: root["read"].update(n=root["read"]["n"] + 1))

        def changed() -> None:
            change(other, others, lambda root: root["read"].update(n=5))

        with pytest.raises(ConflictError):
            read_and_write(connection, manager, changed)
        holder = psycopg2.connect(empty)

        def is_voted_on() -> None:
            oid = u64(connection.root()["read"]._p_oid)
            holder.cursor().execute("SELECT pg_advisory_xact_lock(%s)", (oid,))

        with pytest.raises(ConflictError):
            read_and_write(connection, manager, is_voted_on)
        holder.rollback()  # a server lets go some time after a connection is closed
        holder.close()
        read_and_write(connection, manager)
        assert connection.root()["written"]["n"] == 2


def read_and_write(
    connection: Any, manager: Any, meanwhile: Callable[[], None] = lambda: None
) -> None:
    manager.begin()
    try:
        root = connection.root()
        assert root["read"]["n"] >= 0
        connection.readCurrent(root["read"])
        root["written"]["n"] += 1
        meanwhile()
        manager.commit()
    except ConflictError:
        manager.abort()
        raise


def at_once(works: list[Callable[[], None]]) -> None:
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


# The server goes, or the member


def test_a_connection_that_is_cut_off_while_it_waits_has_changed_nothing(
    uri: str, empty: str
) -> None:
    with connected(uri) as (connection, manager):
        change(connection, manager, lambda root: root.update(n=1))
        holder = psycopg2.connect(empty)
        holder.cursor().execute("SELECT pg_advisory_xact_lock(-1)")  # all commits take it
        threading.Thread(target=cut_off_who_waits, args=(empty,)).start()
        manager.begin()
        connection.root()["n"] = 2
        with pytest.raises(ServerAway):
            manager.commit()
        manager.abort()
        holder.close()
        with connected(uri) as (other, others), others:
            assert other.root()["n"] == 1
        change(connection, manager, lambda root: root.update(n=root["n"] + 2))
        with connected(uri) as (other, others), others:
            assert other.root()["n"] == 3


def cut_off_who_waits(uri: str) -> None:
    connection = psycopg2.connect(uri)
    connection.autocommit = True
    cursor = connection.cursor()

    def is_one() -> bool:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchall())

    wait_until(is_one)
    connection.close()


def test_a_connection_that_was_cut_off_before_is_made_anew(
    uri: str, standing: Cluster, database: str
) -> None:
    with connected(uri) as (connection, manager):
        for number in range(3):
            change(connection, manager, partial(set_n, number))
            standing.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{database}'"
            )
        assert connection.root()["n"] == 2


def test_who_waits_too_long_for_a_lock_meets_a_conflict(empty: str) -> None:
    with connected(empty + "?commit_lock_timeout=1") as (connection, manager):
        change(connection, manager, lambda root: root.update(n=1))
        holder = psycopg2.connect(empty)
        holder.cursor().execute("SELECT pg_advisory_xact_lock(0)")  # the root
        manager.begin()
        connection.root()["n"] = 2
        with pytest.raises(ConflictError):
            manager.commit()
        manager.abort()
        holder.close()
        change(connection, manager, lambda root: root.update(n=root["n"] + 2))
        assert connection.root()["n"] == 3


def test_an_interrupt_behind_the_commit_does_not_undo_it(
    postgresql: PostgresCrowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The spawn that was asked for is not done once more."""
    with postgresql.open("tests.sharing.world") as image:
        image.eval("(import (python world)) (import (perdure process)) (define n 0)")
        assert image._opened is not None
        connection = image._opened.connection
        finish = connection.tpc_finish

        def interrupted(transaction: Any) -> None:
            monkeypatch.setattr(connection, "tpc_finish", finish)
            raise KeyboardInterrupt

        monkeypatch.setattr(connection, "tpc_finish", interrupted)
        with pytest.raises(KeyboardInterrupt):
            image.spawn("(begin (set! n (+ n 1)) (receive))")
        image.run_until_idle()
        assert len([each for each in image.processes() if each.state == "waiting"]) == 1
        assert image.eval("n") == 1


def test_only_what_was_committed_is_too_late_to_undo(
    uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(uri) as (connection, manager):
        storage = connection._storage
        ending = (storage._base._load_connection, "rollback_quietly")
        for is_late, place in ((True, ending), (False, (storage, "tpc_vote"))):
            change(connection, manager, lambda root: root.update(n=1))
            manager.begin()
            connection.root()["n"] = 2
            with monkeypatch.context() as patch:
                patch.setattr(*place, fail)
                with pytest.raises(MemoryError):
                    manager.commit()
            assert connection.was_late is is_late
            manager.abort()


def fail(*arguments: Any) -> None:
    raise MemoryError


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_member_that_is_killed_at_a_commit_has_made_it_or_not(
    postgresql: PostgresCrowd, when: str
) -> None:
    """Killed in each of some commits: each step has one key in the end."""
    for nth in KILLS:
        assert exit_code(work_off, postgresql, when, nth) == -signal.SIGKILL
    assert exit_code(work_off, postgresql, when, 0) == 0
    noted: set[tuple[Any, Any]] = {(n, key) for key, _, n in lines_of(postgresql.journal)}
    assert sorted(number for number, _ in noted) == list(range(STEPS))


def work_off(here: PostgresCrowd, when: str, nth: int) -> None:
    """Let the program end, or be killed before or after the statement of the nth commit."""
    ask, count = View.ask, 0

    def trapped(view: View, statement: str, parameters: Any) -> Any:
        nonlocal count
        count += 1
        if count == nth and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = ask(view, statement, parameters)
        if count == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with here.open("tests.sharing.world") as image:
        if not any(each.name == "main" for each in image.processes()):
            image.eval(PROGRAM)
            image.spawn("main", str(here.journal), STEPS)
        setattr(View, "ask", trapped)  # noqa: B010
        (pid,) = [each.pid for each in image.processes() if each.name == "main"]
        assert image.result(pid, timeout=60) == list(range(STEPS))
        setattr(View, "ask", ask)  # noqa: B010


def exit_code(run: Callable[..., None], *arguments: Any) -> int | None:
    child = get_context("fork").Process(target=run, args=arguments)
    child.start()
    child.join(90)
    return child.exitcode
