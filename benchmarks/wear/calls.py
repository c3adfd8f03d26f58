"""Bytes that a finished call leaves in the data file, and those of a conversation.

The one is `image.call` of a procedure that adds two numbers. The other is a process that
passes all that was said so far to an effect, 400 times; what is said grows by 2 KB each time.
Both are counted before any packing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.wear.figures import Figure, bytes_in
from perdure.image import Image, effect

CALLS, QUICK_CALLS = 10_000, 1_000
TURNS, QUICK_TURNS = 400, 100

MOST_A_CALL = 800.0  #: bytes; they were 2,500 once, with a text and two commits each
MOST_OF_A_CONVERSATION = 40.0  #: MB for 400 turns, whose arguments are 160 MB

CONVERSE = """
(import (python calls))
(define (converse turns)
  (let loop ((i 0) (said '()))
    (if (= i turns)
        (length said)
        (let ((asked (append said (list (make-string 1000 #\\a)))))
          (loop (+ i 1) (append asked (list (talk asked))))))))
"""


@effect
def talk(said: list[str]) -> str:
    """The next thing said."""
    return f"{len(said):08}" + "b" * 992


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    calls, turns = (QUICK_CALLS, QUICK_TURNS) if is_quick else (CALLS, TURNS)
    path = directory / "calls.image"
    with Image.open(path, [talk]) as image:
        image.eval("(define (plus x y) (+ x y))")
        before = bytes_in(path)
        for i in range(calls):
            if image.call("plus", i, 1) != i + 1:
                raise AssertionError(f"plus gave something else for {i}")
        a_call = (bytes_in(path) - before) / calls
        image.eval(CONVERSE)
        before = bytes_in(path)
        if image.call("converse", turns) != 2 * turns:
            raise AssertionError("the conversation has another length")
        conversation = (bytes_in(path) - before) / 1e6
    yield Figure("a finished call", a_call, "bytes", MOST_A_CALL)
    most = MOST_OF_A_CONVERSATION * turns / TURNS
    yield Figure(f"a conversation of {turns} turns", conversation, "MB", most)
