"""Messages that are chosen, requests and replies: `(perdure mailbox)`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import (
    Image,
    NoSuchProcess,
    NotDone,
    ProcessEnded,
    ProcessFailed,
    SimulatedClock,
    check,
)
from perdure.image.engine import apart
from tests.programs import program

DEFINITIONS = program(__file__, "mailboxes")


@pytest.fixture(params=["in batches", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(DEFINITIONS)
        yield opened


def sent(image: Image, pid: int, *messages: str) -> None:
    for message in messages:
        image.eval(f"(send! {pid} {message})")


def test_what_matches_is_taken_and_the_rest_stays_in_its_order(image: Image) -> None:
    pid = image.spawn_eval("(list (next) (next) (next) (next) (next) (receive) (receive))")
    sent(image, pid, "'(pay 5)", '"hello"', "5", "'#(1 2)", "'(pay 20)", "(make-point 3 4)", "'x")
    assert image.result(pid) == [
        ["text", "hello"],
        "five",
        3,
        ["big", 20],
        ["point", 3, 4],
        ["pay", 5],
        "x",
    ]


def test_a_time_without_a_match_goes_on_with_the_last_clause(image: Image) -> None:
    pid = image.spawn_eval("(next)")
    sent(image, pid, "'(pay 1)", "'(pay 2)")
    image.advance(seconds=9)
    assert image.process(pid).state == "waiting"
    assert image.process(pid).until == 10
    sent(image, pid, "'(pay 3)")
    assert image.result(pid) == "late"
    assert image.clock.now() == 10
    tried = "(guard (e (#t (condition-kind e))) (receive-if string? 2))"
    assert image.eval(tried) == "timeout"
    assert image.eval("(list (receive-if string? 2 'none) (receive-if string? 0 'none))") == [
        "none",
        "none",
    ]
    assert image.eval("(atomic (lambda () (receive-case ('a 1) (after 0 'none))))") == "none"


def test_each_message_is_matched_once_for_one_receive(image: Image) -> None:
    pid = image.spawn_eval("(begin (receive-if looked-at-and-last?) (reverse looked))")
    sent(image, pid, "1")
    image.run_until_idle()
    sent(image, pid, "2", "3")
    image.run_until_idle()
    sent(image, pid, "'last")
    assert image.result(pid) == [1, 2, 3, "last"]


def test_what_a_program_sends_itself_is_chosen_from_in_one_step(image: Image) -> None:
    assert image.eval(program(__file__, "mailboxes-atomic")) == [["b", "d"], "a", "c", "e"]


def test_the_forms_of_patterns(image: Image) -> None:
    for message, expected in {
        "'(1 2 3)": ["rest", [2, 3]],
        "'(1)": ["rest", []],
        "'()": "empty",
        "#\\a": "character",
        "#t": "true",
        "'(quote x)": "quoted",
        "'#(a #(b c))": ["nested", "c"],
        '\'((a . 1) "b" 2.5)': ["deep", 1, 2.5],
        "(make-point 0 7)": ["on the axis", 7],
        "(make-point 1 7)": ["whole", True],
        "-5": ["negative", -5],
        "'else": "other",
    }.items():
        assert image.eval(f"(begin (send! (self) {message}) (shape))") == expected, message


def test_a_choice_waits_over_a_restart_and_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "an.image"
    with Image.open(path) as image:
        image.eval(DEFINITIONS)
        pid = image.spawn_eval("(receive-if number?)")
        asking = image.spawn_eval("(request server 1)")
        image.run_until_idle()
        image.send(pid, "no")
        image.run_until_idle()
        assert image.process(asking).waits_for.startswith("a reply of process")
    assert check(path).is_sound
    with Image.open(path) as image:
        image.send(pid, 7)
        assert image.result(pid) == 7
        image.eval("(send! server 'go)")
        assert image.result(asking) == 2


def test_a_request_is_replied_to(image: Image) -> None:
    image.eval("(send! server 'go)")
    assert image.eval("(request server 21)") == 42
    assert image.request(image.eval("server"), 5) == 10
    assert image.request(image.eval("server"), 5, type=int) == 10


def test_a_reply_that_comes_too_late_or_twice_is_nothing(image: Image) -> None:
    pid = image.spawn_eval("(let ((a (request server 1 5 'late))) (list a (receive 100 'nothing)))")
    image.advance(seconds=6)
    image.eval("(send! server 'go)")
    assert image.result(pid) == ["late", "nothing"]
    twice = image.eval("(spawn reply-twice)")
    assert image.eval(f"(list (request {twice} 1) (request {twice} 2) (receive 1 'nothing))") == [
        1,
        2,
        "nothing",
    ]
    tried = f"(guard (e (#t (condition-kind e))) (request {twice} 'silence 3))"
    assert image.eval(tried) == "timeout"


@pytest.mark.parametrize("end", ["(kill! {})", "(send! {} 'end)", "(send! {} 'fail)"])
def test_a_request_to_one_that_ends_is_an_error(image: Image, end: str) -> None:
    asked = image.eval("(spawn ask-and-end)")
    pid = image.spawn_eval(f"(guard (e (#t (condition-kind e))) (request {asked} 1))")
    image.run_until_idle()
    image.eval(end.format(asked))
    assert image.result(pid) == "ended"
    assert image.eval(f"(guard (e (#t (condition-kind e))) (request {asked} 1))") == "ended"
    with pytest.raises(ProcessEnded):
        image.request(asked, 1)


def test_a_request_from_python_that_nobody_replies_to(image: Image) -> None:
    asked = image.eval("(spawn ask-and-end)")
    with pytest.raises(NotDone, match="did not reply in time"):
        image.request(asked, 1, timeout=3)
    assert image.clock.now() == 3
    with pytest.raises(NoSuchProcess):
        image.request(999_999, 1)
    with pytest.raises(ProcessFailed, match="own reply"):
        image.result(image.spawn_eval("(request (self) 1)"))


def test_a_request_from_asyncio(tmp_path: Path) -> None:
    async def main() -> None:
        async with Image.open_async(tmp_path / "an.image") as image:
            await image.eval(DEFINITIONS)
            server = await image.eval("(begin (send! server 'go) server)")
            assert await image.request(server, 4, type=int) == 8
            await image.kill(server)
            with pytest.raises(ProcessEnded):
                await image.request(server, 4)

    asyncio.run(main())


def test_a_deadline_or_a_cancellation_ends_a_choice_and_a_request(image: Image) -> None:
    for waiting in ("(receive-if string?)", "(request server 1)"):
        text = f"(guard (e (#t (condition-kind e))) (with-timeout 5 (lambda () {waiting})))"
        assert image.eval(text) == "timeout"
        pid = image.spawn_eval(f"(guard (e (#t 'cleaned)) {waiting})")
        image.run_until_idle()
        image.cancel(pid)
        assert image.result(pid) == "cleaned"


def test_a_choice_that_fails_leaves_the_message_where_it_is(image: Image) -> None:
    pid = image.spawn_eval("(receive-if (lambda (m) (car m)))")
    sent(image, pid, "5")
    image.run_until_idle()
    assert image.process(pid).state == "failed"
    image.eval("(define caught (spawn (lambda () (guard (e (#t (receive))) (receive-if car)))))")
    caught = image.eval("caught")
    sent(image, caught, "5")
    assert image.result(caught) == 5
