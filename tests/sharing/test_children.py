"""Children in `with-children` of which another member runs one."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from perdure.image import Image, ProcessFailed, effect
from perdure.image.processes.waits.children import ChildFailure, ChildrenEnd
from tests.sharing.crowd import Crowd, wait_until

began, may_end = threading.Event(), threading.Event()


@effect
def hold(fails: bool) -> None:
    """Give one member a process, until the test lets go of it."""
    began.set()
    may_end.wait(60)
    if fails:
        raise ValueError("failed elsewhere")


@pytest.mark.parametrize("kind", [ChildrenEnd, ChildFailure])
def test_no_end_of_a_child_is_missed_by_an_owner_that_begins_to_wait_at_that_moment(
    here: Crowd, monkeypatch: pytest.MonkeyPatch, kind: type[Any]
) -> None:
    began.clear()
    may_end.clear()
    ended: list[int] = []
    fails, waits = ("#t", "(receive)") if kind is ChildFailure else ("#f", "")
    with here.open(hold) as other, here.open() as one:
        other.eval("(import (perdure process) (python test_children))")
        one.refresh()
        call = f"(spawn (lambda () (hold {fails})))"
        text = f"(with-children (lambda () {call} (await-external 'go) {waits} 'ended))"
        owner = one.spawn_eval(text)
        child = child_of(one, owner)

        def has_begun() -> bool:
            for member in (one, other):
                member.refresh()
                member.run_slice()
            return began.is_set()

        wait_until(has_begun)
        begin = kind.begin

        def begun_as_it_ends(wait: Any, ledger: Any, process: Any) -> Any:
            outcome = begin(wait, ledger, process)
            if not ended and process.pid == owner and ledger is one.driver.scheduler.ledger:
                ended.append(child)
                may_end.set()
                other.run_until_done(child, timeout=60)
            return outcome

        one.complete("go", 1)
        monkeypatch.setattr(kind, "begin", begun_as_it_ends)
        if kind is ChildrenEnd:
            assert one.result(owner, timeout=30) == "ended"
        else:
            with pytest.raises(ProcessFailed, match="failed elsewhere"):
                one.result(owner, timeout=30)
        assert ended


def child_of(image: Image, owner: int) -> int:
    """The pid of its child, once it has one and waits itself."""
    found: list[int] = []

    def is_there() -> bool:
        image.run_slice()
        found[:] = [each.pid for each in image.processes() if each.parent == owner]
        return bool(found) and image.process(owner).state == "waiting"

    wait_until(is_there)
    (child,) = found
    return child


def test_a_process_whose_member_has_left_is_cancelled_by_another(here: Crowd) -> None:
    with here.open() as other:
        with here.open() as one:
            one.eval("(import (perdure process))")
            pid = one.spawn_eval("(guard (e (#t (sleep 1) 'swept)) (receive))")
            while one.process(pid).state != "waiting":
                one.run_slice()
        other.refresh()
        other.cancel(pid, grace=30)
        assert other.result(pid, timeout=60) == "swept"
