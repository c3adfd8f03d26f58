"""Two versions of an application's functions at work on one image."""

from __future__ import annotations

from perdure.image import Image
from tests.image.test_versions import price_2, price_now, price_then, shop
from tests.sharing.crowd import Crowd, wait_until

CALLS = "(map wait (map (lambda (i) (spawn (lambda () (sleep 1/100) {}))) (iota {})))"


def test_calls_of_a_new_program_are_run_by_the_members_that_take_them(here: Crowd) -> None:
    with here.open(shop(price_then)) as old, here.open(shop(price_now)) as new:
        old.eval("(import (python shop) (perdure process))")
        old.start()
        new.start()
        called = '(price 1 "EUR")'
        assert [old.eval(called) for _ in range(4)] == ["1 EUR"] * 4
        assert [new.eval("(price 1)") for _ in range(4)] == ["1"] * 4
        assert old.eval(CALLS.format(called, 12)) == ["1 EUR"] * 12


def test_a_call_waits_until_a_member_comes_that_takes_it(here: Crowd) -> None:
    with here.open(shop(price_2)) as new:
        new.eval("(import (python shop))")
    with here.open(shop(price_then)) as old:
        old.start()
        pid = old.spawn('(price 1 "EUR")')
        told = "effect price (python shop), version 2; what is there is one that takes 1 argument"
        wait_until(lambda: old.process(pid).waits_for == told)
        with Image.open(here.uri, read_only=True) as looking:
            assert looking.process(pid).waits_for == told
        with here.open(shop(price_2)) as new:
            new.start()
            assert new.result(pid, timeout=60) == "1 EUR, version 2"
