"""Programs of regular Python in a shared image: its workers run them beside those of Scheme."""

from __future__ import annotations

from pathlib import Path

from tests.sharing.crowd import Crowd

TALKING = Path(__file__).parents[1] / "python" / "talking"
ROUNDS = 6


def test_workers_that_die_run_programs_of_python_and_scheme(here: Crowd) -> None:
    here.start_worker()
    with here.open(python=[TALKING], drive=False) as image:
        image.load(TALKING / "asking.scm")
        counter = image.spawn("counter:serve", ROUNDS + 1)
        total = 0
        for number in range(1, ROUNDS + 1):
            total += number
            if number % 2:
                assert image.eval(f"(total (ask {counter} {number}))", timeout=60) == total
            else:
                answer = image.call("counter:ask", counter, number, timeout=60)
                assert answer == {"total": total, "items": [number, (number, None)]}
            if number % 3 == 0:
                here.workers.pop().kill()
                here.start_worker()
        refused = image.eval(f'(ask {counter} "date")', timeout=60)
        assert "has no counterpart in the program" in refused
        assert image.eval(f"(wait {counter})", timeout=60) == total
        assert image.call("counter:wait_for_other", counter, timeout=60) == total
