"""Workers are killed in the midst of commits that a database of the application's shares.

Wherever that is, image and database have the same in the end, each call once.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from zope.sqlalchemy import register

from perdure.image import Database, Image, check, transactional
from perdure.image.effects.databases import _Joined
from perdure.image.storage.file_storage import ImageStorage
from tests.kill.points import POINTS, lay_trap
from tests.programs import program
from tests.sharing.postgres import Cluster

TIMES = 5
PROGRAM = program(__file__, "beside/databases")  #: books as often


class Base(DeclarativeBase):
    """The base of the classes whose objects are rows."""


class Entry(Base):
    """A row of `entries`."""

    __tablename__ = "entries"
    number: Mapped[int] = mapped_column(primary_key=True)


class Work:
    """An image and a database, and a process that writes to both."""

    def __init__(self, path: Path, uri: str, kind: str) -> None:
        self.path, self.uri = path, uri
        self.two_phase, self.has_session = "two phases" in kind, "session" in kind

    def run(self, point: str = "", n: int = 0) -> None:
        """Work until all is done, or until the n-th time that the point is reached."""
        database = Database(create_engine(self.uri), two_phase=self.two_phase)

        @transactional(database)
        def book(connection: Connection, number: int, *, transactions: Any) -> str:
            if self.has_session:
                session = Session(connection, join_transaction_mode="rollback_only")
                register(session, transaction_manager=transactions)
                session.add(Entry(number=number))
                session.flush()
                return f"booked {number}"
            connection.execute(text("INSERT INTO entries VALUES (:number)"), {"number": number})
            return f"booked {number}"

        book.__module__ = "books"
        if point:
            lay_trap(point, n)
        with Image.open(self.path, [book]) as image:
            if not image.processes():
                image.spawn_program(PROGRAM, "books.scm")
            image.run_until_idle()

    def entries(self) -> list[int]:
        engine = create_engine(self.uri)
        with engine.connect() as connection:
            found = connection.execute(text("SELECT number FROM entries"))
            numbers = sorted(row[0] for row in found)
        engine.dispose()
        return numbers

    def prepared(self) -> list[Any]:
        engine = create_engine(self.uri)
        with engine.connect() as connection:
            found = connection.recover_twophase() if self.two_phase else []
        engine.dispose()
        return list(found)


@pytest.fixture(scope="module")
def cluster(empty_cluster: Cluster) -> Iterator[Cluster]:
    made = empty_cluster.copy()
    made.start()
    yield made
    made.remove()


#: The database, and how it is written to: by its connection, or by a session that zope.sqlalchemy
#: has registered with the image's transactions.
KINDS = ["sqlite", "postgresql", "postgresql in two phases"]
WITH_SESSION = ["sqlite by a session", "postgresql in two phases by a session"]


@pytest.fixture(params=KINDS + WITH_SESSION)
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Work:
    path = tmp_path / "image"
    Image.open(path).close()
    if request.param.startswith("sqlite"):
        uri = f"sqlite:///{tmp_path}/books.db"
    else:
        cluster = request.getfixturevalue("cluster")
        name = f"books{abs(hash(tmp_path))}"
        cluster.run(f"CREATE DATABASE {name}")
        uri = cluster.uri(name).replace("postgresql:", "postgresql+psycopg2:")
    engine = create_engine(uri)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE entries (number int)"))
    engine.dispose()
    return Work(path, uri, request.param)


def exit_code(run: Callable[..., None], *arguments: Any) -> int | None:
    """The exit code of a process that was forked off to run it."""
    child = get_context("fork").Process(target=run, args=arguments)
    child.start()
    child.join(60)
    return child.exitcode


@pytest.mark.parametrize("point", POINTS)
def test_both_have_each_call_once_wherever_workers_are_killed(work: Work, point: str) -> None:
    assert exit_code(work.run, point, 2) == -signal.SIGKILL
    assert exit_code(work.run, point, 1) == -signal.SIGKILL
    assert exit_code(work.run) == 0
    assert work.entries() == list(range(TIMES))
    assert work.prepared() == []
    with Image.open(work.path, read_only=True) as image:
        assert image.result(1) == [f"booked {number}" for number in range(TIMES)]
    assert check(work.path).is_sound


@pytest.mark.parametrize("has_happened", [True, False])
def test_what_nobody_knows_of_the_image_s_commit_is_seen_when_it_is_opened_again(
    work: Work, has_happened: bool
) -> None:
    assert exit_code(lose_the_end, work, has_happened) == 1
    assert exit_code(work.run) == 0
    assert work.entries() == list(range(TIMES))
    assert work.prepared() == []
    with Image.open(work.path, read_only=True) as image:
        assert image.result(1) == [f"booked {number}" for number in range(TIMES)]


def lose_the_end(work: Work, has_happened: bool) -> None:
    """Work until the end of a commit of the image's fails: its third that the database shares."""
    count = 0
    vote, finish = _Joined.tpc_vote, ImageStorage.tpc_finish

    def tpc_vote(self: _Joined, transaction: Any) -> None:
        nonlocal count
        vote(self, transaction)
        count += 1

    def tpc_finish(self: ImageStorage, *arguments: Any, **options: Any) -> Any:
        if count < 3:
            return finish(self, *arguments, **options)
        if has_happened:
            finish(self, *arguments, **options)
        raise OSError(5, "nobody knows")

    setattr(_Joined, "tpc_vote", tpc_vote)  # noqa: B010  (mypy)
    setattr(ImageStorage, "tpc_finish", tpc_finish)  # noqa: B010
    work.run()
