"""A commit whose answer was lost with the server: it had been made, and its maker did not know.

A process started so was run by nobody: the member held it and did not look for it. Its pid was
given again, to a process that took its place in the image. A member that had lost its lease and
joined again so took an object of the transaction that had seemed to fail for its shard, which
belonged to no image: files that programs wrote were not noted anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ZEO.Exceptions import ClientDisconnected

from perdure.image import Image, ServerGone
from perdure.image.sharing.membership import Membership
from tests.sharing.crowd import Crowd, crowd


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Crowd]:
    with crowd(tmp_path) as found:
        found.start_server()
        yield found


def lose_the_next_answer(image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    assert image.root._p_jar is not None
    storage = image.root._p_jar._storage
    finish = storage.tpc_finish

    def finish_unknown(*arguments: Any) -> None:
        monkeypatch.undo()
        finish(*arguments)
        raise ClientDisconnected

    monkeypatch.setattr(storage, "tpc_finish", finish_unknown)


def test_a_process_that_was_started_unknown_is_run(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    with here.open() as image:
        lose_the_next_answer(image, monkeypatch)
        with pytest.raises(ServerGone):
            image.spawn("(+ 40 2)")
        (process,) = image.processes()
        assert image.result(process.pid, timeout=60) == 42
        image.start()
        lose_the_next_answer(image, monkeypatch)
        with pytest.raises(ServerGone):
            image.spawn("(+ 41 2)")
        _, process = image.processes()
        assert image.result(process.pid, timeout=60) == 43


def test_its_pid_is_not_given_again(here: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    with here.open() as image:
        first = image.spawn("'first")  # so that there is a block of pids
        lose_the_next_answer(image, monkeypatch)
        with pytest.raises(ServerGone):
            image.spawn("'second")
        third = image.spawn("'third")
        pids = [process.pid for process in image.processes()]
        assert len(pids) == 3
        assert (pids[0], pids[2]) == (first, third)
        assert [str(image.result(pid)) for pid in pids] == ["first", "second", "third"]


def test_the_home_of_a_member_is_an_object_of_the_image(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    with here.open() as image, here.open() as other:
        # So that its shard is not just taken again:
        image.eval("(spawn (lambda () (sleep 1000)))")
        declare_dead(other, image)
        lose_the_next_answer(image, monkeypatch)
        file = here.folder / "written"
        image.driver.run(deadline=image.clock.now() + 0.5)
        image.eval(f'(call-with-output-file "{file}" (lambda (port) (write 42 port)))')
        assert file.read_text() == "42"
        assert image.root.sharing is not None
        assert image.ledger.home is image.root.sharing.shards[image.ledger.number]


def declare_dead(other: Image, image: Image) -> None:
    members = image.scheduler.members
    assert isinstance(members, Membership)
    name = members.name

    def bury() -> None:
        sharing = other.root.sharing
        assert sharing is not None
        for shard in sharing.shards_of(name).values():
            shard.lease.holder = ""
        del sharing.members[name]

    other.scheduler.change(bury)
