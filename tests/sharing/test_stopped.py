"""A member that is stopped in the middle of anything: the rest go on, and take over what it ran."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from ZODB.Connection import TransactionMetaData
from ZODB.utils import z64

import perdure.image.sharing.membership
import perdure.image.storage.zeo.answering
from perdure.image import Image
from perdure.image.engine.upkeep import Upkeep
from perdure.image.storage.uris import open_uri
from perdure.image.storage.zeo.serving import Server, serve
from tests.programs import program
from tests.sharing.crowd import Crowd, wait_until
from tests.sharing.stopping import PLACES
from tests.sharing.test_messages import Peer

#: Seconds that others may be kept waiting: the server's limit is 3, the rest is for a busy machine.
LIMIT = 12

PROGRAM = program(__file__, "told-numbers")


def test_a_member_that_is_stopped_at_any_moment_of_a_commit_stops_nobody_else(here: Crowd) -> None:
    with here.open() as application:
        application.eval(PROGRAM)
        places = PLACES["zeo" if here.uri.startswith("zeo:") else "postgresql"]
        stopped = here._start("tests.sharing.stopping", here.uri, *places)
        here.workers.append(stopped)
        assert stopped.stdout is not None
        pid = int(stopped.stdout.readline())
        here.start_worker()
        for count, place in enumerate(places):
            wait_until(lambda: is_stopped(stopped.pid))
            began = time.monotonic()
            assert application.eval(f"(define last {count}) last") == count
            assert time.monotonic() - began < LIMIT, place
            if not count:
                steps = application.process(pid).steps
                wait_until(lambda: moved(application, pid, steps), LIMIT)  # noqa: B023
            os.kill(stopped.pid, signal.SIGCONT)
        assert str(application.result(pid, timeout=60)) == "end"
        # Each number once, in order: no step was taken twice.
        assert application.eval("(reverse told)") == list(range(301))
        stopped.send_signal(signal.SIGTERM)
        assert stopped.wait(20) == 0


def moved(image: Image, pid: int, steps: int) -> bool:
    image.refresh()
    return image.process(pid).steps > steps + 2


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


@pytest.fixture
def server(fresh_image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """One in this process, which soon loses patience."""
    monkeypatch.setattr(perdure.image.storage.zeo.answering, "STALLED", 0.3)
    monkeypatch.setattr(perdure.image.storage.zeo.answering, "DEAF", 1.0)
    shutil.copytree(fresh_image, tmp_path / "image")
    server = serve(tmp_path / "image", None, None)
    ready = threading.Event()
    thread = threading.Thread(target=server.run, args=(ready.set,))
    thread.start()
    ready.wait()
    yield server
    server.stop()
    thread.join()


def clients_of(server: Server) -> int:
    return len(server._server.zeo_storages_by_storage_id["1"])


def ask_much(peer: Peer) -> None:
    """Ask for more than a socket holds."""
    large = pickle.dumps((3, False, "loadBefore", (z64, b"\xff" * 8)), 3)
    with suppress(BrokenPipeError):  # it may be cut off already
        for _ in range(4000):
            peer.send(large)


def test_a_client_that_does_not_read_what_it_asked_for_is_cut_off(server: Server) -> None:
    peer = Peer.at(Path(str(server.address)))
    peer.register()
    assert clients_of(server) == 1
    ask_much(peer)
    wait_until(lambda: clients_of(server) == 0)


def test_a_client_that_reads_slowly_is_not(server: Server) -> None:
    peer = Peer.at(Path(str(server.address)))
    peer.register()
    ask_much(peer)
    for _ in range(20):
        time.sleep(0.1)
        for _ in range(200):
            assert peer.hear() is not None
    assert clients_of(server) == 1


def test_a_vote_is_given_up_though_its_client_reads_nothing(server: Server) -> None:
    """The connection cannot be closed in the usual way, after what was sent has been read."""
    peer = Peer.at(Path(str(server.address)))
    peer.register()
    peer.say(0, True, "tpc_begin", (7, b"", b"", {}, None, " "))
    peer.say(2, False, "vote", (7,))
    ask_much(peer)
    storage = open_uri(server.uri, read_only=False).storage
    try:
        meta = TransactionMetaData()
        storage.tpc_begin(meta)
        began = time.monotonic()
        storage.tpc_vote(meta)
        assert time.monotonic() - began < LIMIT
        storage.tpc_abort(meta)
    finally:
        storage.close()


def test_time_in_which_nobody_could_commit_counts_for_a_takeover(
    zeo: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    with zeo.open() as image, zeo.open() as other:
        other.eval("(+ 1 2)")
        assert isinstance(image.driver.upkeep, Upkeep)
        assert isinstance(other.driver.upkeep, Upkeep)
        members = image.driver.upkeep.members
        name = other.driver.upkeep.members.name
        other.driver.upkeep.members.stop()  # it beats no more
        members.takeover = 5.0
        monkeypatch.setattr(perdure.image.sharing.membership, "monotonic", lambda: now)

        def dead_at(moment: float) -> list[str]:
            nonlocal now
            now = moment
            image.driver.change(members.take_over)
            assert image.root.sharing is not None
            return [] if name in image.root.sharing.members else [name]

        assert not dead_at(1000.0)
        assert not dead_at(1000.2)
        assert not dead_at(1003.4)  # it has waited for a commit
        assert not dead_at(1004.8)
        assert dead_at(1005.5) == [name]


def test_who_was_away_gives_the_others_time_to_beat(
    zeo: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    with zeo.open() as image, zeo.open() as other:
        other.eval("(+ 1 2)")
        assert isinstance(image.driver.upkeep, Upkeep)
        assert isinstance(other.driver.upkeep, Upkeep)
        members = image.driver.upkeep.members
        name = other.driver.upkeep.members.name
        members.takeover = 5.0
        monkeypatch.setattr(perdure.image.sharing.membership, "monotonic", lambda: now)
        for moment in (1000.0, 1060.0, 1061.0):
            now = moment
            image.driver.change(members.take_over)
            assert image.root.sharing is not None
            assert name in image.root.sharing.members
