"""Workers are killed while a program is tried again, stands at a breakpoint and is moved."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from tests.hatchery import PERDURE, started
from tests.kill.incarnations import PATIENT
from tests.repl.command import Command

TILL = Path(__file__).with_name("upgraded") / "till.py"
KILLS = int(os.environ.get("PERDURE_TEST_KILLS", "1"))
BANK = """
echo "$1" >> asked
test -f open || exit 1
echo "$1" >> charged
echo paid
"""


def worked(perdure: Command, folder: Path, pause: float | None) -> None:
    """Have a worker drive the image; it is killed after a while, or ends."""
    with (folder / "complaints").open("w") as complaints:
        environment = perdure.environment | PATIENT
        worker = started([PERDURE, "work", "--until-idle"], folder, environment, complaints)
    if pause is not None:
        time.sleep(pause)
        worker.kill()
    worker.wait()


def test_a_program_is_repaired_and_moved_under_kills(tmp_path: Path) -> None:
    dice = random.Random(7)
    perdure = Command(tmp_path)
    (tmp_path / "bank.sh").write_text(BANK)
    (tmp_path / "till.py").write_text(TILL.read_text())
    assert perdure("run", "--detach", "till.py").code == 0
    for _ in range(KILLS):
        worked(perdure, tmp_path, dice.uniform(0.5, 2.0))
        perdure("retry", "1")
    (tmp_path / "open").touch()
    for pause in [*(dice.uniform(0.5, 2.0) for _ in range(KILLS)), None, None]:
        worked(perdure, tmp_path, pause)
        perdure("retry", "--all")
    assert "a breakpoint to be left: till.py" in perdure("show", "1").out
    text = (tmp_path / "till.py").read_text().replace('"old"', '"new"')
    (tmp_path / "till.py").write_text(text)
    assert perdure("upgrade", "till.py").out == "process 1 goes on in the new version\n"
    worked(perdure, tmp_path, 0.5)
    assert perdure("resume", "1").code == 0
    worked(perdure, tmp_path, dice.uniform(0.5, 2.0))
    worked(perdure, tmp_path, None)
    assert perdure("transcript", "1").out == "tea paid\npen paid\nink paid\nnew\n"
    charged = (tmp_path / "charged").read_text().split()
    assert len(charged) <= 3 + 2 * KILLS + 1  # one more for each kill at most
    assert list(dict.fromkeys(charged)) == ["tea", "pen", "ink"]
