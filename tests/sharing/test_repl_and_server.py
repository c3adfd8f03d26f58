"""A REPL on a shared image whose server is killed and started again: it waits, and goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.repl.command import Command
from tests.repl.screens import Screen, screen
from tests.sharing.crowd import TAKEOVER, Crowd
from tests.sharing.test_doubt import fragile_server

AWAY = 6.0  #: seconds: a little more than a client waits for its server in one call


@contextmanager
def repl(here: Crowd) -> Iterator[Screen]:
    command = Command(here.folder)
    with screen(command, "--image", here.uri, PERDURE_TAKEOVER=TAKEOVER) as shown:
        yield shown.wait_prompt()


@contextmanager
def server_away(here: Crowd, seconds: float) -> Iterator[None]:
    """The server is killed now, and started again that much later."""
    here.kill_server()
    starting = threading.Timer(seconds, here.start_server)
    starting.start()
    try:
        yield
    finally:
        starting.join()


def test_a_form_is_entered_while_the_server_is_away(here: Crowd) -> None:
    with repl(here) as shown:
        shown.evaluate("(define (twice x) (* 2 x))")
        with server_away(here, AWAY):
            shown.enter("(list 'it 'is (twice 21))")
            shown.wait("$2 = (it is 42)")
        assert shown.evaluate("(length $)") == ["$3 = 3"]
    with here.open() as image:
        assert len(image.processes()) == 3  # none was started twice


def test_a_form_is_waited_for_while_the_server_is_away(here: Crowd) -> None:
    here.start_worker()
    with repl(here) as shown:
        for number in (1, 2):
            shown.enter(f"(begin (display 'begun) (sleep 2) (list 'rested {number}))")
            shown.wait(lambda it, n=number: it.text.count("\nbegun") == n)  # type: ignore[misc]
            with server_away(here, 0.5):
                shown.wait(f"${number} = (rested {number})").wait_prompt()


@pytest.mark.parametrize(("place", "count"), [("vote", 1), ("finished", 1), ("finished", 2)])
def test_a_form_is_started_once_when_nobody_knows(zeo: Crowd, place: str, count: int) -> None:
    with repl(zeo) as shown:
        shown.evaluate("(define n 0)")
        zeo.kill_server()
        with fragile_server(zeo, place, count):
            for i in range(1, 5):
                shown.enter("(begin (set! n (+ n 1)) (list 'n n))")
                shown.wait(f"${i + 1} = (n {i})")


def test_one_may_leave_while_the_server_is_away(zeo: Crowd) -> None:
    with repl(zeo) as shown:
        shown.evaluate("(define n 0)")
        zeo.kill_server()
        shown.press("Ctrl-D")
        assert shown.wait_end() == 0
        assert "Traceback" not in shown.text
