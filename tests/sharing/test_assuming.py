"""Transactions on PostgreSQL that begin without asking: none is committed on an older state."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
from persistent.mapping import PersistentMapping
from ZODB.POSException import ReadConflictError

from perdure.image import Image, ProcessEnded, effect
from perdure.image.storage.postgresql.assuming import ENOUGH
from perdure.vm.objects.singletons import NIL
from tests.programs import program
from tests.sharing.crowd import PostgresCrowd

MANY = 8  #: commits in a row


def connection_of(image: Image) -> Any:
    assert image._opened is not None
    return image._opened.connection


def seen(image: Image) -> list[str]:
    """The kinds of statements that are sent from now on in the connection that commits."""
    storage = connection_of(image)._storage
    poller, whole, sent = storage._base._adapter.poller, storage.whole, []
    ask, poll = whole._ask, poller._base.poll_invalidations

    def asked(*arguments: Any) -> Any:
        sent.append("commit")
        return ask(*arguments)

    def polled(*arguments: Any) -> Any:
        sent.append("question")
        return poll(*arguments)

    whole._ask, poller._base.poll_invalidations = asked, polled
    return sent


def commit_alone(image: Image) -> None:
    """Let it commit until it takes it that nobody else does."""
    assumption = connection_of(image)._storage.whole.assumption
    while assumption._last is None or assumption._alone < ENOUGH:
        image.eval("n")


@pytest.fixture
def beatless(postgresql: PostgresCrowd, monkeypatch: pytest.MonkeyPatch) -> PostgresCrowd:
    """Members that say rarely that they live, which is a commit, and load nothing again."""
    monkeypatch.setattr("perdure.image.storage.file_storage.CACHED_OBJECTS", 10_000)
    monkeypatch.setattr("perdure.image.sharing.membership.TAKEOVER", 600.0)
    return postgresql


@pytest.fixture
def deaf(beatless: PostgresCrowd, monkeypatch: pytest.MonkeyPatch) -> PostgresCrowd:
    """Members that, besides, do not look for news, nor are told of any."""
    monkeypatch.setattr("perdure.image.sharing.membership.UPKEEP", 600.0)
    monkeypatch.setattr("perdure.image.sharing.invalidations.Invalidations._tell", lambda _: None)
    return beatless


def test_the_one_that_commits_alone_sends_one_statement(beatless: PostgresCrowd) -> None:
    with beatless.open() as image:
        image.eval("(define n 1)")
        image.start()
        sent = seen(image)
        pids: list[int] = []
        while sent[-MANY:] != ["commit"] * MANY:
            assert len(pids) < 200
            pids.append(image.spawn("n"))
        assert {image.result(pid, timeout=30) for pid in pids} == {1}


@effect
def step(number: int) -> int:
    return number + 1


STEPS = program(__file__, "steps_alone")


def test_a_step_of_the_one_that_commits_alone_is_one_statement(deaf: PostgresCrowd) -> None:
    with deaf.open(step) as image:
        image.eval(STEPS)
        image.start()
        sent = seen(image)
        while in_a_row(sent, "commit") < MANY:
            assert len(sent) < 1000
            assert image.call("steps", 0) == 20


def in_a_row(sent: list[str], kind: str) -> int:
    """How many statements of that kind there were without another between them, at most."""
    return max((len([*same]) for each, same in groupby(sent) if each == kind), default=0)


MEANWHILE = program(__file__, "rounds_meanwhile")


def test_what_an_effect_has_brought_about_elsewhere_is_seen(deaf: PostgresCrowd) -> None:
    with deaf.open() as other:

        @effect
        def change(number: int) -> None:
            other.eval(f"(set! n {number})")

        with deaf.open(step, change) as image:
            image.eval(MEANWHILE)
            image.start()
            assert image.call("rounds", 4) == [3, 2, 1, 0]


def test_what_another_has_committed_is_seen_all_the_same(beatless: PostgresCrowd) -> None:
    """A cell that another has changed, a process that another has begun, and one it has ended."""
    with beatless.open() as image, beatless.open() as other:
        image.eval("(define n 1)")
        for number in range(5):
            pid, ended = other.spawn("(receive)"), other.spawn("(receive)")
            other.run_until_idle()
            commit_alone(image)
            other.eval(f"(set! n {number})")
            other.kill(ended)
            assert image.eval("n") == number
            commit_alone(image)
            late = other.spawn("(receive)")
            for each in (pid, late):
                image.send(each, "hello")
            with pytest.raises(ProcessEnded):
                image.send(ended, "hello")


@pytest.mark.parametrize("when", ["committed", "loaded", "read", "joined"])
def test_nothing_is_committed_on_an_older_state(beatless: PostgresCrowd, when: str) -> None:
    """Nor where the other has changed nothing that is loaded or written."""
    with beatless.open() as image, beatless.open() as other:
        connection, others = connection_of(image), connection_of(other)
        with others.transaction_manager:
            others.root()["a"], others.root()["b"] = PersistentMapping(n=0), PersistentMapping(n=0)
        manager = connection.transaction_manager
        begin_assuming(connection)
        with others.transaction_manager:
            others.root()["a"]["n"] += 1
        try:
            with pytest.raises(ReadConflictError):
                go_on(connection, when)
        finally:
            manager.abort()
        with manager:
            assert (connection.root()["a"]["n"], connection.root()["b"].get("m")) == (1, None)


def begin_assuming(connection: Any) -> None:
    manager = connection.transaction_manager
    assumption = connection._storage.whole.assumption
    while True:
        with manager:
            connection.root()["b"]["n"] += 1
        assumption._alone = ENOUGH
        connection.assume()
        manager.begin()
        if connection.assumes:
            return
        manager.abort()  # a member has said meanwhile that it lives


def go_on(connection: Any, when: str) -> None:
    manager, root = connection.transaction_manager, connection.root()
    if when == "read":
        connection.make_sure()
    elif when == "loaded":
        connection._storage._base._cache.local_client.flush_all()
        root["b"]._p_deactivate()
        root["b"].get("n")
    else:
        root["b"]["m"] = 1
        if when == "joined":  # somebody else votes after it, so it is not one statement
            manager.get().join(Nothing())
        manager.commit()


class Nothing:
    """A data manager that has nothing to do."""

    transaction_manager: Any = None

    def sortKey(self) -> str:  # noqa: N802
        return "~"

    def tpc_vote(self, transaction: Any) -> None: ...

    abort = commit = tpc_begin = tpc_finish = tpc_abort = tpc_vote


LOOKING = program(__file__, "look_after_a_conflict")


def test_a_slice_that_goes_on_after_a_conflict_is_run_again(deaf: PostgresCrowd) -> None:
    """A loop of the library's own tries what fails once more: there the record was loaded, from the
    newer state, and committed beside what had been read of the older."""
    with deaf.open() as image, deaf.open() as other:
        image.eval(LOOKING)
        image.start()
        assumption = connection_of(image)._storage.whole.assumption
        while assumption._last is None or assumption._alone < ENOUGH:
            assert image.call("look") == [0, 1, 2, 3]
        other.eval("(set! n 1)")
        image.owner.run(lambda: forget_items(image))
        assert image.call("look") == [1, 1, 2, 3]


def forget_items(image: Image) -> None:
    """Have the items be loaded anew, from the database."""
    at: Any = image.root.interaction.cell("items").value
    while at is not NIL:
        item, at = at.car, at.cdr
        item._p_deactivate()
    connection_of(image)._storage._base._cache.local_client.flush_all()
