"""`perdure channel` and `perdure channels`."""

from __future__ import annotations

import json

from tests.repl.command import Command


def test_a_person_uses_a_channel_that_a_program_uses(perdure: Command) -> None:
    perdure.out("channel", "make", "orders", "--capacity", "2")
    perdure.out("channel", "put", "orders", "(list 1 2)")
    perdure.out("channel", "put", "orders", "'three")
    late = perdure("channel", "put", "orders", "4", "--timeout", "0.05")
    assert late.code == 1
    assert "nobody took a value in time" in late.err
    heading, orders = perdure.out("channels").splitlines()
    assert heading.split() == ["NAME", "VALUES", "ROOM", "TAKERS", "PUTTERS"]
    assert orders.split() == ["orders", "2", "2", "0", "0"]
    assert perdure.out("channel", "get", "orders") == "(1 2)\n"
    perdure.out("channel", "close", "orders")
    (found,) = json.loads(perdure.out("channels", "--json"))
    assert (found["values"], found["is_closed"]) == (1, True)
    text = "(import (perdure channels)) (channel-take! (channel-named 'orders))"
    assert perdure.out("eval", text) == "three\n"
    ended = perdure("channel", "get", "orders")
    assert (ended.code, ended.err) == (1, "perdure: channel 'orders' is closed\n")
    unknown = perdure("channel", "get", "other")
    assert unknown.code == 2
    assert "no channel is called 'other'; `perdure channels` lists them" in unknown.err
    perdure.out("channel", "remove", "orders")
    assert json.loads(perdure.out("channels", "--json")) == []
    assert perdure("channel", "remove", "orders").code == 2
