"""The parts that are PostgreSQL's own: making an image, refusals, trust, connections that break.

What an image in PostgreSQL has in common with one that is served is in the other files.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import transaction
from BTrees.Length import Length
from psycopg2.extensions import make_dsn, parse_dsn
from relstorage.storage.tpc.temporary_storage import HPTPCTemporaryStorage
from transaction.interfaces import TransientError
from ZODB.Connection import TransactionMetaData
from ZODB.utils import p64, u64, z64

import perdure.image.storage.postgresql.postgresql
from perdure.image import ForbiddenName, Image, NotAnImage, ServerGone, check, pack
from perdure.image.maintenance import collecting
from perdure.image.schema.clusters import record_of
from perdure.image.storage.file_storage import open_database
from perdure.image.storage.postgresql import connecting, listening
from perdure.image.storage.postgresql.postgresql import PostgresStorage
from perdure.image.storage.postgresql.views import View
from perdure.image.storage.uris import is_uri, open_uri, shown
from tests.image.test_trust import NAME, Bomb, global_named, with_bomb
from tests.repl.command import REPOSITORY
from tests.sharing.crowd import PostgresCrowd, wait_until
from tests.sharing.postgres import PASSWORD, Cluster, children_of
from tests.sharing.world import lines_of

STORAGE = """
<relstorage>
  <postgresql>
    dsn {dsn}
  </postgresql>
</relstorage>
"""


@pytest.fixture
def filled(postgresql: PostgresCrowd) -> Cluster:
    return postgresql.cluster


@pytest.fixture
def empty(empty_cluster: Cluster) -> Iterator[Cluster]:
    cluster = empty_cluster.copy()
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="module")
def standing(filled_cluster: Cluster) -> Iterator[Cluster]:
    """One for tests that leave it as it is."""
    cluster = filled_cluster.copy()
    cluster.start()
    yield cluster
    cluster.remove()


def asked(cluster: Cluster, question: str) -> Any:
    connection = psycopg2.connect(cluster.uri())
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def commit_in_relstorages_way(image: Image) -> None:
    assert image._opened is not None
    connection = image._opened.connection
    connection._whole, connection._storage.whole.is_alone = None, False


def cut_off_everybody(cluster: Cluster) -> None:
    cluster.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'image'")


# Making an image


def test_of_several_that_open_an_empty_database_one_makes_the_image(
    empty: Cluster, postgresql: PostgresCrowd
) -> None:
    text = "import sys; from perdure.image import Image\nprint(Image.open(sys.argv[1]).id)"
    line = [sys.executable, "-c", text, empty.uri()]
    options: dict[str, Any] = {"env": postgresql.environment, "stdout": subprocess.PIPE}
    openers = [subprocess.Popen(line, **options) for _ in range(4)]
    names = {opener.communicate()[0] for opener in openers}
    assert len(names) == 1
    assert names.pop().strip()
    # ZODB's own first transaction, and the one with the image.
    assert asked(empty, "SELECT count(*) FROM object_state WHERE zoid = 0") == 2


def test_an_image_whose_making_was_cut_off_is_made(empty: Cluster) -> None:
    storage = open_uri(empty.uri(), read_only=False).storage
    open_database(storage).close()  # it has a root now, and nothing in it
    with Image.open(empty.uri()) as image:
        assert image.eval("(+ 1 2)") == 3


def test_looking_makes_nothing(empty: Cluster) -> None:
    with pytest.raises(NotAnImage, match="there is no image at"):
        Image.open(empty.uri(), read_only=True)
    with pytest.raises(NotAnImage, match="there is no image at"):
        Image.open(empty.uri(), create=False)
    assert asked(empty, "SELECT to_regclass('object_state') IS NULL")


def test_an_image_can_be_looked_at(filled: Cluster) -> None:
    with Image.open(filled.uri()) as image:
        image.eval("(import (perdure process))")
        pid = image.spawn("(receive)")
        image.run_until_idle()
        with Image.open(filled.uri(), read_only=True) as other:
            assert other.process(pid).state == "waiting"


def test_options_of_the_storage_stand_in_the_uri(standing: Cluster) -> None:
    uri = standing.uri() + "?cache_local_mb=20&commit_lock_timeout=7&sslmode=disable"
    with Image.open(uri) as image:
        assert image.eval("(+ 1 2)") == 3
        assert image._opened is not None
        assert image._opened.storage._options.commit_lock_timeout == 7


def test_a_configuration_file_may_name_the_database(
    filled: Cluster, tmp_path: Path, empty: Cluster
) -> None:
    for cluster in (filled, empty):
        file = tmp_path / "storage.conf"
        storage = STORAGE.format(dsn=make_dsn(**parse_dsn(cluster.uri())))
        file.write_text(f"%import relstorage\n<zodb>{storage}</zodb>")
        uri = f"zconfig://{file}"
        with Image.open(uri) as image, Image.open(cluster.uri()) as other:
            assert image._opened is not None
            assert isinstance(image._opened.storage, PostgresStorage)
            image.eval("(define x 41)")
            assert other.eval("(+ x 1)") == 42


def test_an_image_without_history_is_shared_too(empty: Cluster) -> None:
    uri = empty.uri() + "?keep_history=false"
    with Image.open(uri) as image, Image.open(uri) as other:
        image.eval("(import (perdure process)) (define (f) 1)")
        pid = image.spawn("(begin (f) (receive))")
        image.run_until_idle()
        other.eval("(define (f) 2)")
        other.send(pid, 7)
        assert image.result(pid, timeout=60) == 7
        assert image.eval("(f)") == 2
        assert asked(empty, "SELECT count(*) FROM object_state WHERE zoid = 0") == 1


def test_what_is_dead_in_clusters_goes_without_history_too(
    empty: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "LEAST", 0.0)
    uri = empty.uri() + "?keep_history=false"
    with Image.open(uri, clusters=True) as image:
        image.eval("(define l (list 1 2 3 4 5))")
        image.eval("(begin (set! l (list-tail l 3)) 0)")
        image.eval("(begin (set-car! l 40) 0)")
    time.sleep(0.1)
    assert pack(uri, days=0).members >= 3
    with Image.open(uri) as image:
        assert image.eval("l") == [40, 5]
        assert not check(uri).problems


def test_a_member_that_waits_keeps_no_transaction_open(filled: Cluster) -> None:
    with Image.open(filled.uri()) as image:
        image.eval("(+ 1 2)")
        image.start()
        question = (
            "SELECT array_agg(state ORDER BY state) FROM pg_stat_activity"
            " WHERE datname = 'image' AND pid <> pg_backend_pid()"
        )
        wait_until(lambda: asked(filled, question) == ["idle"] * 4)


# Refusals


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda uri: uri.replace(PASSWORD, "wrong-word"), "refuses: password authentication"),
        (lambda uri: uri.replace("ada", "bob"), 'refuses: .*"bob"'),
        (lambda uri: uri.replace(f":{PASSWORD}", ""), "wants a password: put it into ~/.pgpass"),
        (lambda uri: uri + "?sslmode=require", "can be made: .*does not support SSL"),
        (lambda uri: uri + "s", 'refuses: database "images" does not exist; make it with `created'),
        (lambda uri: uri + "?colour=red", 'is refused: .*"colour"'),
        (lambda uri: uri.replace("ada:", "[ada:"), "is no URI of libpq's|names no storage"),
        (lambda uri: uri + "?demostorage=1", "asks for a demostorage"),
        (lambda uri: uri + "?wait_timeout=soon", "names no storage"),
    ],
)
def test_what_cannot_be_opened_is_one_clear_error(
    standing: Cluster,
    change: Callable[[str], str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # else the password may be in its .pgpass
    monkeypatch.setattr(connecting, "sleep", pytest.fail)  # waiting would change nothing
    with pytest.raises(NotAnImage, match=message) as caught:
        Image.open(change(standing.uri()))
    assert "wrong-word" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_server_is_one_clear_error(filled: Cluster) -> None:
    filled.stop()
    with pytest.raises(ServerGone, match=r"no server answers at 'postgresql://ada@127.*refused"):
        Image.open(filled.uri() + "?wait_timeout=0.2")


def test_a_server_that_is_just_starting_is_waited_for(filled: Cluster) -> None:
    filled.stop()
    line = [
        sys.executable,
        "-c",
        "import sys; from perdure.image import Image\nImage.open(*sys.argv[1:])",
    ]
    with subprocess.Popen(
        [*line, filled.uri()], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ) as opener:
        time.sleep(1)
        filled.start()
        assert opener.wait(20) == 0


def test_a_database_of_something_else_is_no_image(empty: Cluster) -> None:
    storage = open_uri(empty.uri(), read_only=False).storage
    database = open_database(storage)
    with database.transaction() as connection:
        connection.root()["something"] = Length()
    database.close()
    with pytest.raises(NotAnImage, match="is a database, but no image of Perdure"):
        Image.open(empty.uri())


def test_without_the_extra_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "perdure.image.storage.postgresql.postgresql")
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    with pytest.raises(
        NotAnImage, match=r"needs psycopg2, .*: pip install 'perdure\[postgresql\]'"
    ):
        Image.open("postgresql://127.0.0.1/x")


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("postgresql://ada:s3:c@ret@db:5/x?a=b", "postgresql://ada@db:5/x?a=b"),
        ("postgresql://ada:s3cret@db/x", "postgresql://ada@db/x"),
        ("postgresql:///x?user=ada&password=s3cret", "postgresql:///x?user=ada"),
        ("postgresql:///x?password=s3cret&user=ada", "postgresql:///x?user=ada"),
        ("postgresql://ada@db/x?password=s3cret", "postgresql://ada@db/x"),
        ("zeo://127.0.0.1:9000", "zeo://127.0.0.1:9000"),
        ("mysql://ada:s3cret@db/x", "mysql://ada@db/x"),
        ("a:s3cret@b", "a:s3cret@b"),
    ],
)
def test_a_password_is_not_shown(uri: str, expected: str) -> None:
    assert shown(uri) == expected
    assert not is_uri(uri) or is_uri(expected)


def test_a_password_is_in_no_line_of_ps(postgresql: PostgresCrowd) -> None:
    environment = postgresql.environment | {"PERDURE_IMAGE": postgresql.uri}
    line = [sys.executable, "-m", "perdure.repl", "work", "--workers", "2"]
    with subprocess.Popen(line, env=environment, cwd=postgresql.folder) as crew:
        try:
            wait_until(lambda: len(children_of(crew.pid)) == 2)
            wait_until(lambda: all(map(line_of, children_of(crew.pid))))
            for pid in children_of(crew.pid):
                assert PASSWORD not in line_of(pid)
        finally:
            crew.terminate()
    with postgresql.open() as image:
        assert PASSWORD not in image.path


def line_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")


# Trust


def hostile(kind: bytes, mark: Path) -> bytes:
    return kind + with_bomb(Bomb(mark))


LENGTH = global_named("BTrees.Length", "Length")


def test_a_record_that_names_code_is_refused(filled: Cluster, tmp_path: Path) -> None:
    mark = tmp_path / "was-here"
    with Image.open(filled.uri()) as image:
        image.eval("(define x (list 1 2 3))")
        pair = image.root.interaction.bindings["x"].value
        pair._p_activate()  # a ghost has no serial
        oid, tid = u64(record_of(pair._p_oid)), u64(pair._p_serial)
    write(filled, oid, hostile(global_named("perdure.vm", "Pair"), mark), tid)
    with Image.open(filled.uri()) as image, pytest.raises(ForbiddenName, match=NAME):
        _ = image.root.interaction.bindings["x"].value.car
    assert not mark.exists()


@pytest.mark.parametrize("which", ["old", "committed"])
def test_resolving_a_conflict_runs_nothing_that_a_record_names(
    filled: Cluster, tmp_path: Path, which: str
) -> None:
    mark = tmp_path / "was-here"
    # Without a cache, which would have the true records still.
    storage = open_uri(filled.uri() + "?cache_local_mb=0", read_only=False).storage
    database = open_database(storage)
    first, second = (transaction.TransactionManager(explicit=True) for _ in range(2))
    try:
        one, other = database.open(first), database.open(second)
        first.begin()
        one.root()["count"] = count = Length()
        first.commit()
        oid = u64(count._p_oid)
        second.begin()
        changed = other.root()["count"]
        assert changed() == 0
        if which == "old":
            second.abort()
            write(filled, oid, hostile(LENGTH, mark), u64(count._p_serial))
            second.begin()
        changed.change(1)
        first.begin()
        count.change(1)
        first.commit()
        if which == "committed":
            write(filled, oid, hostile(LENGTH, mark), u64(count._p_serial))
        with pytest.raises(ForbiddenName, match=NAME):
            second.commit()
        second.abort()
        first.begin()  # and all else goes on
        one.root()["other"] = Length()
        first.commit()
    finally:
        one.close()
        other.close()
        database.close()
    assert not mark.exists()


def test_metadata_that_name_code_are_refused(filled: Cluster, tmp_path: Path) -> None:
    mark = tmp_path / "was-here"
    connection = psycopg2.connect(filled.uri())
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE transaction SET extension = %s WHERE tid = (SELECT max(tid) FROM transaction)",
            (with_bomb({"x": Bomb(mark)}),),
        )
    connection.close()
    storage = open_uri(filled.uri(), read_only=True).storage
    try:
        for look in (
            storage.undoLog,
            storage.undoInfo,
            lambda: storage.history(p64(0)),
            lambda: list(storage.iterator()),
        ):
            with pytest.raises(ForbiddenName, match=NAME):
                look()
    finally:
        storage.close()
    assert not mark.exists()


def write(cluster: Cluster, oid: int, record: bytes, tid: int) -> None:
    """Put a record in the place of another."""
    connection = psycopg2.connect(cluster.uri())
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE object_state SET state = %s, state_size = %s WHERE zoid = %s AND tid = %s",
            (record, len(record), oid, tid),
        )
    connection.close()


# Connections that break, servers that are killed


def test_no_id_is_given_twice_though_the_server_is_killed(filled: Cluster) -> None:
    storages = [open_uri(filled.uri(), read_only=False).storage for _ in range(2)]
    one, other = (storage.new_instance() for storage in storages)
    for each in (one, other):
        each.new_oid()
        each._oids.preallocated_oids.clear()
    # Somebody takes so many that the server notes them, but does not commit.
    greedy = psycopg2.connect(filled.uri())
    greedy.cursor().execute("SELECT nextval('zoid_seq') FROM generate_series(1, 60)")
    given = one.new_oid()
    filled.kill()
    filled.start()
    assert other.new_oid() > given
    for storage in storages:
        storage.close()


def test_ids_are_not_of_the_commit_in_which_they_are_taken(filled: Cluster) -> None:
    storage = open_uri(filled.uri(), read_only=False).storage
    instance = storage.new_instance()
    meta = TransactionMetaData()
    instance.tpc_begin(meta)
    given = u64(instance.new_oid())
    filled.kill()  # it has noted how far it has given them
    filled.start()
    instance.tpc_abort(meta)
    assert u64(instance.new_oid()) == given + 1
    other = storage.new_instance()
    assert u64(other.new_oid()) > u64(instance.new_oid()) + 200
    storage.close()


def test_a_member_that_stops_in_the_middle_of_a_commit_is_cut_off(
    filled: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(perdure.image.storage.postgresql.postgresql, "STALLED", 1)
    storage = open_uri(filled.uri(), read_only=False).storage
    stopped, other = storage.new_instance(), storage.new_instance()
    oid = p64(0)
    data, serial = stopped.load(oid)

    def vote(instance: Any) -> TransactionMetaData:
        meta = TransactionMetaData()
        instance.tpc_begin(meta)
        instance.store(oid, serial, data, "", meta)
        instance.tpc_vote(meta)
        return meta

    held = vote(stopped)
    began = time.monotonic()
    other.tpc_finish(vote(other))
    assert 0.5 < time.monotonic() - began < 10
    with pytest.raises(TransientError):
        stopped.tpc_finish(held)
    stopped.tpc_abort(held)
    storage.close()


def test_a_member_that_stops_while_it_sends_what_it_has_resolved_is_cut_off(
    filled: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds the locks of what it commits, and to the server it is not idle."""
    monkeypatch.setattr(perdure.image.storage.postgresql.postgresql, "STALLED", 1)
    states_of, goes_on = HPTPCTemporaryStorage.iter_for_oids, threading.Event()

    def stops(temporary: Any, oids: Any) -> Iterator[Any]:
        if oids is not None:
            goes_on.wait(30)
        yield from states_of(temporary, oids)

    monkeypatch.setattr(HPTPCTemporaryStorage, "iter_for_oids", stops)
    storage = open_uri(filled.uri(), read_only=False).storage
    first, second = (storage.new_instance() for _ in range(2))
    record = LENGTH + pickle.dumps(1, 3)

    def stored(instance: Any, oid: bytes, serial: bytes) -> TransactionMetaData:
        meta = TransactionMetaData()
        instance.tpc_begin(meta)
        instance.store(oid, serial, record, "", meta)
        return meta

    def commit(instance: Any, oid: bytes, serial: bytes) -> Any:
        meta = stored(instance, oid, serial)
        instance.tpc_vote(meta)
        return instance.tpc_finish(meta)

    oid = first.new_oid()
    old = commit(first, oid, z64)
    new = commit(first, oid, old)
    held = stored(second, oid, old)
    stopped: list[Exception] = []

    def vote() -> None:
        try:
            second.tpc_vote(held)
        except Exception as error:  # noqa: BLE001  (it is looked at below)
            stopped.append(error)

    thread = threading.Thread(target=vote)
    thread.start()
    began = time.monotonic()
    time.sleep(0.3)
    commit(first, oid, new)
    assert time.monotonic() - began < 10
    goes_on.set()
    thread.join()
    assert isinstance(stopped[0], TransientError)
    second.tpc_abort(held)
    storage.close()


@pytest.mark.parametrize("is_one_statement", [True, False])
@pytest.mark.parametrize("is_committed", [True, False])
def test_a_commit_of_which_nothing_is_heard_is_neither_lost_nor_made_twice(
    postgresql: PostgresCrowd,
    monkeypatch: pytest.MonkeyPatch,
    is_committed: bool,
    is_one_statement: bool,
) -> None:
    with postgresql.open("tests.sharing.world") as image:
        image.eval("(import (python world)) (define log '())")
        assert image._opened is not None
        base = image._opened.connection._storage._base
        place: Any = View
        name = "ask"
        if not is_one_statement:
            commit_in_relstorages_way(image)
            place, name = base._adapter, "lock_database_and_move"
        commit, commits = getattr(place, name), 0

        def unheard(*arguments: Any, **options: Any) -> Any:
            nonlocal commits
            commits += 1
            if commits % 5:
                return commit(*arguments, **options)
            if is_committed:
                commit(*arguments, **options)
            raise psycopg2.OperationalError("server closed the connection unexpectedly")

        pid = image.spawn(
            f'(let loop ((n 0)) (if (< n 20) (begin (set! log (cons (note "{postgresql.journal}"'
            " 1 n) log)) (loop (+ n 1))) (reverse log)))"
        )
        monkeypatch.setattr(place, name, unheard)
        assert image.result(pid, timeout=30) == list(range(20))
        assert commits > 20
    uses = {(count, key) for key, _, count in lines_of(postgresql.journal)}
    assert {count for count, _ in uses} == set(range(20))
    assert len(uses) == len({key for _, key in uses}) == 20  # each under one key of its own


def test_connections_that_break_are_made_anew(postgresql: PostgresCrowd) -> None:
    postgresql.start_worker()
    with postgresql.open() as image:
        image.eval("(import (perdure process))")
        pid = image.spawn("(list (receive) (receive))")
        wait_until(lambda: image.process(pid).state == "waiting")
        time.sleep(0.5)  # the worker has it
        for number in range(2):
            cut_off_everybody(postgresql.cluster)
            image.send_eval(pid, str(number))
        assert sorted(image.result(pid, timeout=60)) == [0, 1]


def test_who_commits_again_and_again_listens_less_often_and_hears_of_others(
    standing: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    pauses: list[float] = []

    def paused(seconds: float) -> None:
        pauses.append(seconds)
        time.sleep(seconds)

    monkeypatch.setattr(listening, "sleep", paused)
    listener = listening.Listener(standing.uri(), "we", heard.append)
    wait_until(lambda: heard == [None])
    connection = psycopg2.connect(standing.uri())
    connection.autocommit = True
    cursor = connection.cursor()
    for number in range(300):
        cursor.execute("SELECT pg_notify('perdure', %s)", (f"we:{number}",))
        time.sleep(0.001)
    assert heard == [None]
    assert 0 < len(pauses) < 150
    assert max(pauses) == listening.RARELY
    cursor.execute("SELECT pg_notify('perdure', 'they:7')")
    wait_until(lambda: heard == [None, [p64(7)]])
    listener.stop()
    connection.close()


def test_commits_are_told_to_others_and_to_nobody_where_there_are_none(
    postgresql: PostgresCrowd,
) -> None:
    # Listens without the lock by which the commits of an image see that somebody does.
    overhearing = psycopg2.connect(postgresql.uri)
    overhearing.autocommit = True

    def overheard(marker: str) -> list[str]:
        """The senders of what was told before the marker, which is told now."""
        with overhearing.cursor() as cursor:
            cursor.execute("SELECT pg_notify('perdure', %s)", (f"{marker}:7",))

        def told() -> list[str]:
            overhearing.poll()
            return [each.payload.partition(":")[0] for each in overhearing.notifies]

        wait_until(lambda: marker in told())
        senders = told()
        overhearing.notifies[:] = []
        return senders[: senders.index(marker)]

    with postgresql.open() as image, overhearing.cursor() as cursor:
        image.eval("1")
        cursor.execute("LISTEN perdure")
        image.eval("(define a 1)")
        assert overheard("first") == []
        heard: list[Any] = []
        listener = listening.Listener(postgresql.uri, "they", heard.append)
        wait_until(lambda: heard == [None])
        image.eval("(define a 2)")
        assert overheard("second") != []
        wait_until(lambda: len(heard) > 1)
        listener.stop()
    overhearing.close()


def test_who_begins_to_listen_misses_no_commit_that_has_seen_nobody(
    postgresql: PostgresCrowd,
) -> None:
    with postgresql.open() as image:
        image.eval("1")
    heard: list[Any] = []
    committing = psycopg2.connect(postgresql.uri)
    with committing.cursor() as cursor:
        cursor.execute("UPDATE object_state SET state = state WHERE zoid = 0")
        listener = listening.Listener(postgresql.uri, "they", heard.append)
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        wait_until(lambda: connecting.asked(postgresql.uri, waiting))
        assert heard == []
        committing.commit()
        wait_until(lambda: heard == [None])  # it looks at what is there by now
        listener.stop()
    committing.close()


def test_commits_are_looked_for_where_they_are_not_told(filled: Cluster) -> None:
    for trigger in ("made", "changed"):
        filled.run(f"DROP TRIGGER perdure_tell_{trigger} ON object_state", "image")
    filled.run("CREATE ROLE bob LOGIN PASSWORD 'sesame'")
    for right in ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "UPDATE ON ALL SEQUENCES"):
        filled.run(f"GRANT {right} IN SCHEMA public TO bob", "image")
    uri = filled.uri().replace("ada", "bob")
    with Image.open(uri) as image, Image.open(uri) as other:
        image.eval("(import (perdure process))")
        pid = image.spawn("(receive)")
        image.run_until_idle()
        image.start()
        time.sleep(0.3)
        began = time.perf_counter()
        other.send_eval(pid, "'hello")
        wait_until(lambda: other.process(pid).state == "done")
        print(f"looked for, found after {1000 * (time.perf_counter() - began):.0f} ms")
        assert time.perf_counter() - began < 3


def test_where_anything_may_have_changed_all_is_seen_anew(postgresql: PostgresCrowd) -> None:
    with postgresql.open() as image, postgresql.open() as other:
        image.eval("(define (price) 1) (define (twice) (* 2 (price)))")
        assert image.eval("(twice)") == 2
        assert image._opened is not None
        base = image._opened.connection._storage._base
        poll = base.poll_invalidations

        def forgetful() -> None:
            poll()

        base.poll_invalidations = forgetful
        other.eval("(define (price) 50)")
        assert image.eval("(twice)") == 100


# Upkeep, with the database's own means


def test_an_image_is_packed_while_it_is_used(postgresql: PostgresCrowd) -> None:
    configuration = postgresql.folder / "pack.conf"
    configuration.write_text(STORAGE.format(dsn=make_dsn(**parse_dsn(postgresql.uri))))
    with postgresql.open() as image:
        image.eval("(import (perdure process)) (define x (list 1 2)) (define (f) 'old)")
        pid = image.spawn("(let loop () (sleep 1/100) (if (eq? (f) 'new) (f) (loop)))")
        image.eval("(define junk (map (lambda (n) (make-vector 50 n)) (iota 3000)))")
        image.eval("(define junk '())")
        image.start()
        before = asked(postgresql.cluster, "SELECT count(*) FROM object_state")
        line = [sys.executable, "-m", "relstorage.zodbpack", "-d", "0", str(configuration)]
        subprocess.run(line, check=True, env=postgresql.environment, capture_output=True)
        assert asked(postgresql.cluster, "SELECT count(*) FROM object_state") < before - 1000
        image.eval("(define (f) 'new)")
        assert str(image.result(pid, timeout=60)) == "new"
    with postgresql.open() as image:
        assert image.eval("x") == [1, 2]


def test_a_dump_is_an_image(filled: Cluster) -> None:
    with Image.open(filled.uri()) as image:
        image.eval("(import (perdure process)) (define x (list 1 2))")
        pid = image.spawn("(list (receive) x)")
        image.run_until_idle()
        line: list[str | Path] = [filled.programs / "pg_dump", "--no-owner", "-d", filled.uri()]
        dump = subprocess.run(line, check=True, stdout=subprocess.PIPE).stdout
    filled.run("CREATE DATABASE copy")
    line = [filled.programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", filled.uri("copy")]
    subprocess.run(line, check=True, input=dump, stdout=subprocess.DEVNULL)
    with Image.open(filled.uri("copy")) as image:
        image.send(pid, 7)
        assert image.result(pid, timeout=60) == [7, [1, 2]]


def test_a_file_storage_can_be_converted_and_back(
    empty: Cluster, tmp_path: Path, fresh_image: Path
) -> None:
    shutil.copytree(fresh_image, tmp_path / "image")
    with Image.open(tmp_path / "image") as image:
        image.eval("(define (f) 41)")
        oid = image.root.interaction.bindings["f"]._p_oid
    file = "<filestorage>\n  path {}\n</filestorage>\n"
    here, there = (file.format(tmp_path / name) for name in ("image/data.fs", "back.fs"))
    database = STORAGE.format(dsn=make_dsn(**parse_dsn(empty.uri())))
    for number, (source, target) in enumerate(((here, database), (database, there))):
        configuration = tmp_path / f"convert-{number}.conf"
        configuration.write_text(named(source, "source") + named(target, "destination"))
        line = [sys.executable, "-m", "relstorage.zodbconvert", str(configuration)]
        subprocess.run(line, check=True, capture_output=True)
        if target is database:
            with Image.open(empty.uri()) as image:
                assert image.eval("(define (g) (+ 1 (f))) (g)") == 42
                assert image.root.interaction.bindings["g"]._p_oid > oid
    with Image.open(f"file://{tmp_path / 'back.fs'}") as image:
        assert image.eval("(g)") == 42


def named(section: str, name: str) -> str:
    return section.replace("storage>", f"storage {name}>", 1)


def test_the_documented_commands(empty: Cluster, postgresql: PostgresCrowd) -> None:
    text = (REPOSITORY / "docs" / "sharing.md").read_text(encoding="utf-8")
    section = text.partition("## In PostgreSQL")[2]
    block = section[section.index("    $ ") : section.index("\n\nThen ")]
    lines = [line.removeprefix("    ") for line in block.splitlines()]
    program = [f'perdure() {{ {sys.executable} -m perdure.repl "$@"; }}']
    program += [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    environment = postgresql.environment | {
        "PATH": f"{empty.programs}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(empty.port),
        "PGUSER": "ada",
        "PGPASSWORD": PASSWORD,
    }
    line = ["bash", "-ec", "\n".join(program)]
    options: dict[str, Any] = {"env": environment, "stdout": subprocess.PIPE}
    shown_there = subprocess.run(line, check=True, encoding="utf-8", **options).stdout
    assert shown_there.splitlines()[:1] == [line for line in lines if not line.startswith("$ ")]
