"""`--provide`: the Python functions that programs may reach."""

from __future__ import annotations

import subprocess
import sys

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


BELL = """
from dataclasses import dataclass
from perdure.image import Image
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Wait
from perdure.vm import Capture, Environment
from perdure.vm.objects.data import String
from perdure.vm.objects.procedures import builtin_named
from perdure.vm.primitives.registry import control

@register
@dataclass(slots=True)
class Bell(Wait):
    kind = "bell"
    called = "await-bell"
    name: str

    def text(self):
        return f"the bell {self.name}"

    def wrong(self, indices, pid):
        return "which never rings" if self.name == "never" else ""

@control("bell:await-bell")
def await_bell(name):
    raise Capture("bell", name.text)

def add_library():
    with Image.open("perdure.image") as image:
        library = Environment("(bell)")
        library.export("await-bell", builtin_named("bell:await-bell"))
        image.driver.change(lambda: image.root.libraries.update({"(bell)": library}))
"""


def test_a_file_may_bring_kinds_of_waits_and_primitives_alone(perdure: Command) -> None:
    perdure.write("bell.py", BELL)
    perdure.write("wait.scm", '(import (scheme base) (bell)) (await-bell "noon")')
    perdure.write("never.scm", '(import (scheme base) (bell)) (await-bell "never")')
    line = [sys.executable, "-c", "import bell; bell.add_library()"]
    subprocess.run(line, cwd=perdure.folder, env=perdure.environment, check=True)
    pid, _ = (
        perdure.out("run", "--provide", "bell.py", "--detach", program).strip()
        for program in ("wait.scm", "never.scm")
    )
    perdure.out("work", "--provide", "bell.py", "--until-idle")

    assert "the bell" not in perdure.out("ps")
    assert "the bell noon" in perdure.out("ps", "--provide", "bell.py")
    assert "waiting for the bell noon" in perdure.out("show", "--provide", "bell.py", pid)
    assert "is sound" in perdure.out("check")
    checked = perdure("check", "--provide", "bell.py")
    assert checked.code == 1
    assert "which never rings" in checked.out


def test_a_file_that_brings_nothing_is_refused(perdure: Command) -> None:
    perdure.write("nothing.py", "from perdure.vm.primitives.registry import control")
    ended = perdure("eval", "--provide", "nothing.py", "1")
    assert ended.code == 2
    assert "no function marked with @effect or @builtin" in ended.err


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
