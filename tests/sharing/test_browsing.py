"""A browser of definitions that other members make, and of processes that they run."""

from __future__ import annotations

from perdure.image import Reference
from tests.sharing.crowd import Crowd


def test_a_member_sees_and_reverts_what_another_has_defined(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.start()
        one.eval("(define (nap x) (sleep 1000) (twice x)) (define (twice x) (* 2 x))")
        pid = one.spawn_eval("(nap 4)")
        one.eval("(define (twice x) (+ x x 1))")
        browser = other.browse()
        assert browser.callers("twice") == [Reference("user", "nap")]
        newest, oldest = browser.history("twice")
        (sleeper,) = browser.sleepers("nap")
        assert (sleeper.pid, sleeper.is_current) == (pid, True)
        browser.revert(oldest.number)
        assert one.eval("(twice 4)") == 8
        browser.define("(define (nap x) (twice x))")
        (sleeper,) = one.browse().sleepers("nap")
        assert (sleeper.pid, sleeper.is_current) == (pid, False)
        found = [each.text for each in one.browse().find_by_example(["4"], "8")]
        assert "(twice 4)" in found
        assert newest.by == oldest.by
