"""Requests, replies and chosen messages where several members have the image open."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Thread

from perdure.image import Image
from tests.programs import program
from tests.sharing.crowd import Crowd

DEFINITIONS = program(__file__, "mailboxes")
EACH = 8  #: requests of each client


def test_requests_of_three_members_are_replied_to_once(here: Crowd) -> None:
    with ExitStack() as stack:
        members: list[Image] = [stack.enter_context(here.open()) for _ in range(3)]
        members[0].eval(DEFINITIONS)
        server = members[0].eval("server")
        for member in members:
            member.start()
        asking = [
            member.spawn_eval(f"(ask-some {n * EACH} {EACH})") for n, member in enumerate(members)
        ]
        replies: list[int] = []

        def ask(member: Image) -> None:
            replies.extend(member.request(server, n, type=int) for n in range(EACH // 2))

        threads = [Thread(target=ask, args=(member,)) for member in members]
        for thread in threads:
            thread.start()
        for n, pid in enumerate(asking):
            expected = [2 * each for each in range(n * EACH, (n + 1) * EACH)]
            assert members[n - 1].result(pid, timeout=120) == [expected, "nothing"]
        for thread in threads:
            thread.join()
        assert sorted(replies) == sorted(2 * n for n in range(EACH // 2) for _ in members)
        members[1].send(server, "end")
        assert members[2].result(server, timeout=60) == 3 * EACH + 3 * (EACH // 2)


def test_one_that_another_member_kills_replies_no_more(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(DEFINITIONS)
        silent = one.spawn_eval("(receive-if string?)")
        one.run_until_idle()
        asking = other.spawn_eval(f"(guard (e (#t (condition-kind e))) (request {silent} 1))")
        other.run_until_idle()

        one.kill(silent)

        assert other.result(asking, timeout=60) == "ended"
