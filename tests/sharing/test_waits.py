"""A kind of wait that is not Perdure's own, where several have the image open."""

from __future__ import annotations

from typing import Any

import pytest

from perdure.image import Image
from perdure.image.processes.waits import ProcessEnd
from perdure.image.schema.processes import Process
from tests.house.toy import TOY
from tests.house.turnstile import turnstile
from tests.sharing.crowd import Crowd

TURNS = 12


def start(image: Image, text: str) -> int:
    pid = image.spawn_program(text, "a.toy")
    image.run_until_idle()
    return pid


def test_one_member_wakes_what_waits_with_another(here: Crowd) -> None:
    with here.open(languages=[TOY]) as one, here.open() as other:
        pid = start(one, 'pass("gate")\nreturn "through"')
        assert other.process(pid).waits_for == "the turnstile gate"

        other.result(other.spawn_program('turn("gate")', "b.toy"), timeout=60)

        assert one.result(pid, timeout=60) == "through"


def test_no_turn_is_lost_between_one_who_comes_and_one_who_turns(here: Crowd) -> None:
    with here.open(languages=[TOY]) as one, here.open() as other:
        one.start()
        other.start()
        waiting = [one.spawn_program('pass("gate")\nreturn 1', "a.toy") for _ in range(TURNS)]
        turning = [other.spawn_program('turn("gate")', "b.toy") for _ in range(TURNS)]
        for pid in turning:
            other.result(pid, timeout=60)

        assert [one.result(pid, timeout=60) for pid in waiting] == [1] * TURNS
        one.refresh()
        assert turnstile(one.root, "gate") == (0, ())


def test_a_wait_that_begins_while_another_member_kills_what_it_waits_for_ends(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither saw the other: the wait was entered beside the end, and never ended."""
    with here.open() as one, here.open() as other:
        one.eval("(import (perdure process))")
        awaited = one.spawn_eval("(receive)")
        one.run_until_idle()
        assert other.process(awaited).waits_for == "a message"
        begin = ProcessEnd.begin
        killed: list[int] = []

        def kill_and_begin(self: ProcessEnd, ledger: Any, process: Process) -> Any:
            if self.pid == awaited and not killed:
                killed.append(awaited)
                other.kill(awaited)
            return begin(self, ledger, process)

        monkeypatch.setattr(ProcessEnd, "begin", kill_and_begin)
        text = f"(guard (e (#t (condition-kind e))) (wait {awaited}))"
        assert one.result(one.spawn_eval(text), timeout=15) == "cancelled"
        assert killed
