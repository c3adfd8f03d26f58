"""Registered names where several members have the image open."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Thread

from perdure.image import Image
from tests.sharing.crowd import Crowd

NAMES = 8
START = '(spawn-unique (string-append "job/" (number->string {})) (lambda () (receive)))'


def test_of_starts_under_one_name_by_several_members_one_wins(here: Crowd) -> None:
    with ExitStack() as stack:
        members: list[Image] = [stack.enter_context(here.open()) for _ in range(3)]
        members[0].eval("(import (perdure process))")
        for member in members:
            member.start()
        started: list[list[int]] = [[] for _ in members]

        def start(number: int) -> None:
            for n in range(NAMES):
                if n % 2:
                    pid = members[number].spawn("(receive)", unique=f"job/{n}")
                else:
                    pid = members[number].eval(START.format(n), timeout=60)
                started[number].append(pid)

        threads = [Thread(target=start, args=(n,)) for n in range(len(members))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert started[0] == started[1] == started[2]
        assert len(set(started[0])) == NAMES
        waiting = [each for each in members[0].processes() if each.registered]
        assert [each.pid for each in waiting] == sorted(started[0])


def test_a_name_is_free_for_a_member_once_another_has_ended_its_process(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval("(import (perdure process))")
        first = one.spawn("(receive)", unique="a")
        one.run_until_idle()
        assert other.whereis("a") == first

        second = other.spawn("(receive)", unique="a", policy="replace")

        assert one.whereis("a") == second != first
        assert one.process(first).state == "cancelled"
        one.kill(second)
        assert other.whereis("a") is None
        assert other.spawn("(receive)", unique="a") not in (first, second)
