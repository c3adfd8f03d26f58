"""Restarts of processes that another member runs."""

from __future__ import annotations

import pytest

from perdure.image import Image
from tests.sharing.crowd import Crowd

IMPORTS = "(import (scheme base) (perdure process) (perdure conditions))"


@pytest.mark.parametrize("policy", ["park", "fail"])
def test_a_member_chooses_for_a_process_of_another(here: Crowd, policy: str) -> None:
    text = "(restart-case (begin (receive) (list (no-such 1))) (skip () 'skipped))"
    with here.open() as one, here.open() as other:
        one.eval(IMPORTS)
        one.set_error_policy(policy)
        pids = [one.spawn_eval(text) for _ in range(4)]
        one.run_until_idle()
        for pid in pids:
            one.send(pid, 1)
        one.run_until_idle()
        choose_and_see(one, other, pids)


@pytest.mark.parametrize("policy", ["park", "fail"])
def test_another_chooses_when_the_member_that_had_it_is_gone(here: Crowd, policy: str) -> None:
    text = "(restart-case (list (no-such 1)) (skip () 'skipped))"
    with here.open() as one:
        one.eval(IMPORTS)
        one.set_error_policy(policy)
        pids = [one.spawn_eval(text) for _ in range(4)]
        one.run_until_idle()
    with here.open() as other:
        choose_and_see(other, other, pids)


def choose_and_see(one: Image, other: Image, pids: list[int]) -> None:
    one.start()
    other.start()
    names = [each.name for each in other.restarts(pids[0])]
    assert names[:4] == ["retry", "use-value", "store-value", "skip"]
    other.restart(pids[0], "skip")
    other.restart(pids[1], "use-value", 5)
    other.restart(pids[2], "store-value", other.eval("(lambda (x) (* 10 x))"))
    other.restart(pids[3], "retry")
    found = [one.result(pid, timeout=60) for pid in pids]
    assert found == ["skipped", [5], [10], [10]]
