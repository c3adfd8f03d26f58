"""Monitors and links between processes of several members."""

from __future__ import annotations

from contextlib import ExitStack

from perdure.image import Image
from tests.programs import program
from tests.sharing.crowd import Crowd

DEFINITIONS = program(__file__, "bonds")
COUNT = 12  #: processes that are watched


def test_each_end_is_told_once_whichever_member_makes_it_and_watches(here: Crowd) -> None:
    with ExitStack() as stack:
        members: list[Image] = [stack.enter_context(here.open()) for _ in range(3)]
        members[0].eval(DEFINITIONS)
        for member in members:
            member.start()
        pids = [members[n % 3].spawn_eval("(receive)") for n in range(COUNT)]
        text = " ".join(map(str, pids))
        watching = [member.spawn_eval(f"(watch-all '({text}))") for member in members]
        for n, pid in enumerate(pids):  # while they begin to watch
            killer = members[(n + 1) % 3]
            if n % 2:
                killer.kill(pid)
            else:
                killer.send(pid, n)

        for each, member in zip(watching, members, strict=True):
            assert member.result(each, timeout=120) == [[1] * COUNT, "nothing"]


def test_a_link_to_a_process_of_another_member_ends_both(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(DEFINITIONS)
        pid = one.spawn_eval("(receive)")
        one.run_until_idle()
        linked = other.spawn_eval(f"(wait-linked {pid})")
        other.run_until_idle()

        one.kill(pid)
        other.run_until_idle()

        assert other.process(linked).state == "cancelled"
        second = one.spawn_eval("(receive)")
        one.run_until_idle()
        linked = other.spawn_eval(f"(wait-linked {second})")
        other.run_until_idle()
        other.kill(linked)
        one.run_until_idle()
        assert one.process(second).state == "cancelled"
