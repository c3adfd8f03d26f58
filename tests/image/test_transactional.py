"""Functions that share a transaction with the image: both stores have it, or neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import Connection, RootTransaction, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from ZODB.POSException import ConflictError, ReadConflictError

from perdure.image import (
    CannotProvide,
    Database,
    Image,
    ProcessFailed,
    Retry,
    SimulatedClock,
    check,
    transactional,
)
from perdure.image.effects.databases import _Joined
from perdure.image.storage.file_storage import ImageStorage
from tests.programs import program

IMPORTS = "(import (python books) (perdure process))"
CALLS: list[str] = []


class Books:
    """An image, a database beside it, and the functions between the two."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "image"
        self.database = Database(create_engine(f"sqlite:///{folder}/books.db"))
        with self.database.engine.begin() as connection:
            connection.execute(text("CREATE TABLE entries (account text, cents int)"))

        @transactional(self.database, retry=Retry(attempts=3, jitter=0.0, on=ConnectionError))
        def book(connection: Connection, account: str, cents: int, *, key: str) -> dict[str, Any]:
            CALLS.append(key)
            values = {"account": account, "cents": cents}
            connection.execute(text("INSERT INTO entries VALUES (:account, :cents)"), values)
            if cents < 0:
                raise ValueError("less than nothing")
            if cents == 13 and len(CALLS) < 3:
                raise ConnectionError("bad luck")
            return {"booked": cents}

        @transactional(self.database)
        def strange(connection: Connection) -> complex:
            return 2j

        @transactional
        def join(name: str, *, transactions: Any) -> str:
            transactions.get().join(Noting(transactions, name))
            return name

        self.provided = [book, strange, join]
        for each in self.provided:
            each.__module__ = "books"

    def open(self) -> Image:
        image = Image.open(self.path, self.provided, clock=SimulatedClock(0.0))
        image.eval(IMPORTS)
        return image

    def commit_alone(self, key: str, result: Any) -> None:
        """Have the database committed a call of which the image has the intent."""
        with self.database.engine.begin() as connection:
            columns = "(id varchar(200) PRIMARY KEY, result text NOT NULL)"
            connection.execute(text(f"CREATE TABLE perdure_calls {columns}"))
            connection.execute(text("INSERT INTO entries VALUES ('trip', 5)"))
            row = {"id": key, "result": repr(result)}
            connection.execute(text("INSERT INTO perdure_calls VALUES (:id, :result)"), row)

    def entries(self) -> list[Any]:
        with self.database.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text("SELECT * FROM entries"))]

    def keys(self) -> list[str]:
        with self.database.engine.connect() as connection:
            return [row[0] for row in connection.execute(text("SELECT id FROM perdure_calls"))]


class Noting:
    """A data manager that notes what becomes of its transaction."""

    noted: ClassVar[list[str]] = []

    def __init__(self, transactions: Any, name: str) -> None:
        self.transaction_manager = transactions
        self.name = name

    def sortKey(self) -> str:  # noqa: N802
        return "noting"

    def abort(self, transaction: Any) -> None:
        self.noted.append(f"{self.name} aborted")

    def tpc_finish(self, transaction: Any) -> None:
        self.noted.append(f"{self.name} finished")

    def tpc_begin(self, transaction: Any) -> None: ...

    commit = tpc_vote = tpc_begin
    tpc_abort = abort


@pytest.fixture
def books(tmp_path: Path) -> Books:
    CALLS.clear()
    Noting.noted.clear()
    return Books(tmp_path)


def test_what_is_done_and_what_is_given_are_committed_together(books: Books) -> None:
    with books.open() as image:
        pid = image.spawn('(book "rent" 500)')
        assert image.result(pid) == {"booked": 500}
        assert [f"{image.id}-{pid}-1"] == CALLS == books.keys()
    assert books.entries() == [("rent", 500)]


def test_an_error_of_the_function_takes_back_what_it_did(books: Books) -> None:
    with books.open() as image:
        good = [image.spawn(f'(book "rent" {n})') for n in (1, 2)]
        with pytest.raises(ProcessFailed, match="book: ValueError: less than nothing"):
            image.eval('(book "rent" -5)')
        assert [image.result(pid) for pid in good] == [{"booked": 1}, {"booked": 2}]
        with pytest.raises(ProcessFailed, match="neither a number, a text"):
            image.eval('(list (book "rent" 3) (strange))')
    assert sorted(books.entries()) == [("rent", 1), ("rent", 2), ("rent", 3)]


def test_it_is_tried_again_as_an_effect_is(books: Books) -> None:
    with books.open() as image:
        assert image.eval('(book "tea" 13)') == {"booked": 13}
        assert image.clock.now() == 1 + 2
    assert books.entries() == [("tea", 13)]
    assert len(set(CALLS)) == 1


@pytest.fixture
def conflicts(monkeypatch: pytest.MonkeyPatch) -> list[ConflictError]:
    """Those that the image's storage meets at its next votes."""
    waiting: list[ConflictError] = []
    vote = ImageStorage.tpc_vote

    def tpc_vote(self: ImageStorage, *arguments: Any) -> Any:
        if waiting:
            raise waiting.pop()
        return vote(self, *arguments)

    monkeypatch.setattr(ImageStorage, "tpc_vote", tpc_vote)
    return waiting


def test_a_conflict_of_the_image_takes_it_back(
    books: Books, conflicts: list[ConflictError]
) -> None:
    with books.open() as image:
        pid = image.spawn('(book "rent" 500)')
        image.run_slice()
        conflicts.append(ConflictError())
        assert image.result(pid) == {"booked": 500}
    assert len(CALLS) == 2
    assert books.entries() == [("rent", 500)]


def test_a_database_that_is_away_when_all_is_taken_back_stops_no_driver(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo = RootTransaction.rollback
    lost: list[RootTransaction] = []

    def lose(self: RootTransaction) -> None:
        undo(self)
        if not lost:
            lost.append(self)
            raise SQLAlchemyError("server closed the connection unexpectedly")

    monkeypatch.setattr(RootTransaction, "rollback", lose)
    with books.open() as image:
        commit = image.scheduler.commit

        def conflict() -> Any:
            if len(CALLS) == 1:
                raise ConflictError  # before anything has been asked to vote
            return commit()

        monkeypatch.setattr(image.scheduler, "commit", conflict)
        pid = image.spawn('(book "rent" 500)')
        assert image.result(pid) == {"booked": 500}
    assert lost
    assert len(CALLS) == 2
    assert books.entries() == [("rent", 500)]


def test_a_vote_that_fails_is_the_error_of_the_call(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: _Joined) -> None:
        raise SQLAlchemyError("locked")

    with books.open() as image:
        image.eval('(book "rent" 1)')
        monkeypatch.setattr(_Joined, "_commit", refuse)
        with pytest.raises(ProcessFailed, match="locked"):
            image.eval('(book "rent" 500)')
        monkeypatch.undo()
        image.eval('(book "rent" 2)')
    assert books.entries() == [("rent", 1), ("rent", 2)]


def test_rows_of_calls_that_are_over_go(books: Books) -> None:
    with books.open() as image:
        for n in range(5):
            image.eval(f'(book "rent" {n})')
        assert books.keys() == [CALLS[-1]]


def test_a_conflict_that_the_image_meets_amid_a_call_is_no_error_of_it(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[ConflictError] = []
    add = Noting.__init__

    def meet(self: Noting, *arguments: Any) -> None:
        add(self, *arguments)
        if not met:
            met.append(ReadConflictError("somebody else has committed since"))
            raise met[0]

    monkeypatch.setattr(Noting, "__init__", meet)
    with books.open() as image:
        assert image.eval('(join "mine")') == "mine"
    assert met


def test_a_data_manager_of_ones_own_can_be_joined(
    books: Books, conflicts: list[ConflictError]
) -> None:
    with books.open() as image:
        pid = image.spawn('(join "mine")')
        image.run_slice()
        conflicts.append(ConflictError())
        assert image.result(pid) == "mine"
    assert Noting.noted[0] == "mine aborted"
    assert Noting.noted.count("mine finished") == 1
    assert Noting.noted[-1] == "mine finished"


def test_what_cannot_be_so_is_refused(books: Books) -> None:
    async def later(connection: Any) -> None: ...

    with pytest.raises(CannotProvide, match="cannot be `async def`"):
        transactional(books.database)(later)
    with pytest.raises(CannotProvide, match="is to be the connection"):
        transactional(books.database)(lambda: None)


def test_a_database_that_is_away_is_asked_again_later_for_what_is_prepared(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def left(image_id: str) -> dict[str, int]:
        asked.append(image_id)
        if len(asked) < 3:
            raise ConnectionError("away")
        return {}

    books.database.two_phase = True
    monkeypatch.setattr(books.database, "left", left)
    with books.open() as image:
        image.eval("(sleep 10)")
        assert asked == [image.id] * 3
        image.eval("(sleep 10)")
        assert len(asked) == 3


SAGA = program(__file__, "booked-trip")


LATE = "(guard (e (#t 'late)) (with-timeout 1 trip))"
CHILD = "(spawn (lambda () (sleep 1) (car '())))"
BROKEN = f"(guard (e (#t 'broken)) (with-children (lambda () {CHILD} (trip))))"


@pytest.mark.parametrize(
    ("text", "interrupt"),
    [("(trip)", "(cancel! pid)"), (LATE, "(sleep 2)"), (BROKEN, "(sleep 2)")],
)
def test_a_call_that_the_database_has_already_is_not_interrupted(
    books: Books, text: str, interrupt: str
) -> None:
    """A worker has died between the commits; what undoes the call must know that it was made."""
    with books.open() as image:
        image.eval("(import (perdure retry))")
        image.eval(SAGA)
        pid = image.spawn_eval(text)
        image.run_slice()
        assert image.process(pid).waits_for.startswith("effect book")
        key = f"{image.id}-{pid}-1"
        image.crash()
    books.commit_alone(key, {"booked": 5})
    with Image.open(books.path, clock=SimulatedClock(0.0)) as image:  # which cannot call it
        image.eval(f"(define pid {pid})")
    with books.open() as image:
        image.eval(interrupt)
        image.run_until_idle()
        assert image.process(pid).state in ("done", "cancelled")
        assert image.eval("undone") == [{"booked": 5}]
    assert books.entries() == [("trip", 5)]
    assert CALLS == []
    assert check(books.path).is_sound


SELECT = '(select ((on-call book "trip" 5)) ((on-time 5) \'late))'


def test_a_call_is_refused_where_something_else_could_end_it(books: Books) -> None:
    with books.open() as image:
        image.eval("(import (perdure channels))")
        with pytest.raises(ProcessFailed, match="on-call: book is transactional"):
            image.eval(SELECT)
    assert books.entries() == []


def test_one_that_has_become_transactional_since_is_refused_too(books: Books) -> None:
    """It was selected where it was not given, or was an effect of another kind."""
    with books.open() as image:
        image.eval("(import (perdure channels))")
    with Image.open(books.path, clock=SimulatedClock(0.0)) as image:
        pid = image.spawn_eval(SELECT)
        image.run_slice()
        assert image.process(pid).state == "waiting"
    refused = pytest.raises(ProcessFailed, match="on-call: book is transactional")
    with books.open() as image, refused:
        image.result(pid)
    assert books.entries() == []
