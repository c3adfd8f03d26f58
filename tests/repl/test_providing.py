"""`--provide`: the Python functions that programs may reach."""

from __future__ import annotations

from tests.programs import program
from tests.repl.command import Command

BANK = """
from perdure.image import builtin, effect

@builtin
def interest(cents: int) -> int:
    return cents // 100

@effect
def charge_card(card: str, cents: int, key: str) -> str:
    with open("charges.txt", "a") as charges:
        print(key, card, cents, file=charges)
    return f"charged {cents}"

@effect
async def refuse() -> None:
    raise ValueError("no more credit")
"""


def test_functions_of_a_file_are_a_library(perdure: Command) -> None:
    perdure.write("bank.py", BANK)
    perdure.write(
        "pay.scm",
        program(__file__, "paying"),
    )

    assert perdure.out("run", "--provide", "bank.py", "pay.scm") == "charged 1250\n"
    (charge,) = (perdure.folder / "charges.txt").read_text().splitlines()
    assert charge.split()[1:] == ["4111", "1250"]


def test_a_module_is_found_from_here(perdure: Command) -> None:
    (perdure.folder / "shop").mkdir()
    perdure.write("shop/bank.py", BANK)

    out = perdure.out("eval", "--provide", "shop.bank", "(begin (import (python bank)) 1)")
    assert out == "1\n"
    assert perdure.out("eval", "--provide", "shop.bank", "(interest 500)") == "5\n"


def test_a_provided_file_may_import_its_neighbours(perdure: Command) -> None:
    (perdure.folder / "sub").mkdir()
    perdure.write("sub/neighbour.py", "RATE = 7")
    perdure.write(
        "sub/rates.py",
        "from neighbour import RATE\nfrom perdure.image import builtin\n"
        "@builtin\ndef rate() -> int:\n    return RATE\n",
    )

    perdure.out("eval", "--provide", "sub/rates.py", "(import (python rates))")
    assert perdure.out("eval", "--provide", "sub/rates.py", "(rate)") == "7\n"


def test_a_python_exception_is_the_programs_error(perdure: Command) -> None:
    perdure.write("bank.py", BANK)
    perdure.out("eval", "--provide", "bank.py", "(import (python bank))")

    ended = perdure("eval", "--provide", "bank.py", "(refuse)")

    assert ended.code == 1
    assert "ValueError: no more credit" in ended.err


def test_a_process_whose_function_was_not_given_stays_waiting_and_ps_says_for_which(
    perdure: Command,
) -> None:
    perdure.write("bank.py", BANK)
    perdure.write(
        "pay.scm",
        '(import (scheme base) (scheme write) (python bank)) (display (charge-card "1" 2))',
    )
    pid = perdure.out("run", "--detach", "--provide", "bank.py", "pay.scm").strip()

    perdure.out("work", "--until-idle")

    process = perdure.processes()[pid]
    assert process["state"] == "waiting"
    assert "charge-card" in process["waits_for"]
    assert perdure.out("work", "--until-idle", "--provide", "bank.py") == "charged 2"


FALSE_FRIENDS = """
import sys
from perdure.image import builtin, effect

@builtin
def leave(): sys.exit(0)

@effect
async def interrupt(): raise KeyboardInterrupt
"""


def test_a_builtin_that_exits_does_not_end_the_worker(perdure: Command) -> None:
    perdure.write("friends.py", FALSE_FRIENDS)
    provide = ("--provide", "friends.py")
    pids = [
        perdure.detach(f"(import (scheme base) (python friends)) {form}", f"{name}.scm")
        for name, form in (("a", "(leave)"), ("b", "(interrupt)"), ("c", "(leave)"))
    ]
    ended = perdure("work", "--until-idle", *provide)
    assert (ended.code, ended.out) == (0, "")
    told = sorted(ended.err.splitlines())
    assert [line.split(":")[1] for line in told] == [
        f" process {pid}, {name}.scm, failed" for pid, name in zip(pids, "abc", strict=True)
    ]
    states = perdure.processes()
    assert [states[pid]["state"] for pid in pids] == ["failed"] * 3


def test_a_file_that_exits_cannot_be_provided(perdure: Command) -> None:
    perdure.write("leaves.py", "import sys\nsys.exit(0)\n")
    ended = perdure("eval", "--provide", "leaves.py", "1")
    told_ = "perdure: cannot provide 'leaves.py': SystemExit: 0\n"
    assert (ended.code, ended.out, ended.err) == (2, "", told_)
