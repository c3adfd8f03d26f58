"""Programs of regular Python in a shared image: its workers run them beside those of Scheme."""

from __future__ import annotations

from pathlib import Path

from tests.sharing.crowd import PATIENCE, Crowd, wait_until
from tests.sharing.test_consoles import attached

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


def test_a_call_under_way_is_moved_from_the_repl(here: Crowd) -> None:
    flow = here.folder / "flow.py"
    text = (
        "from perdure import program\n\ndef bill(price):\n    program.receive()\n    return price\n"
    )
    flow.write_text(text)
    here.start_worker()
    with here.open(drive=False) as image, attached(here, "call", "flow.py:bill", "3") as calling:
        waiting: list[int] = []

        def is_called() -> bool:
            waiting[:] = [each.pid for each in image.processes() if each.waits_for == "a message"]
            return bool(waiting)

        wait_until(is_called)
        flow.write_text(text.replace("return price", "return 2 * price"))
        out = here.perdure("repl", stdin=f",upgrade flow.py\n,send {waiting[0]} 1\n")
        assert out.splitlines()[0] == f"process {waiting[0]} goes on in the new version"
        assert calling.communicate(timeout=PATIENCE)[0] == "6\n"
        assert image.result(waiting[0]) == 6
