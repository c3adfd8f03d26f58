"""Queries, signals and updates of a process that another member runs."""

from __future__ import annotations

from perdure.image import Image
from tests.programs import program
from tests.sharing.crowd import Crowd

DEFINITIONS = program(__file__, "requests")


def test_a_process_answers_whichever_member_it_is_with(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(DEFINITIONS)
        pid = one.spawn("keep-count")
        one.run_until_idle()

        assert other.query(pid, "count") == 0
        other.signal(pid, "add", 1)
        one.signal(pid, "add", 2)
        assert other.update(pid, "double", id="a", timeout=60) in (0, 2, 4, 6)
        one.run_until_idle()
        other.run_until_idle()
        assert one.update(pid, "double", id="a") == other.update(pid, "double", id="a")
        assert one.query(pid, "count") == other.query(pid, "count") >= 3
        other.send(pid, "over")
        assert one.result(pid, timeout=60) == one.query(pid, "count")


def test_signals_of_two_members_are_all_handled_once(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(DEFINITIONS)
        pid = one.spawn("keep-count")
        members: list[Image] = [one, other]
        one.run_until_idle()
        for member in members:
            member.start()
        for n in range(10):
            members[n % 2].signal(pid, "add", 10**n)

        one.eval(f"(let loop () (if (< (query {pid} 'signals) 10) (begin (yield) (loop))))", 60)
        assert other.query(pid, "count") == 1_111_111_111
