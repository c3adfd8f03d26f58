"""Programs of the kind that people publish for automation: plain, and killed again and again.

They use the libraries that such programs use, against a world on loopback. Each prints under
Perdure what it prints under `python`, however often it is killed, and does each thing once for its
key.

    PERDURE_TEST_AUTOMATION=all PERDURE_TEST_KILLS=6 pytest tests/python/test_automation.py
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.python.automation.running import PROGRAMS, run_killed, run_plainly

#: A few, unless all are asked for.
FEW = ("appointments", "issue_triage", "order_queue")
KILLS = int(os.environ.get("PERDURE_TEST_KILLS", "2"))
ALL = tuple(sorted(path.stem for path in PROGRAMS.glob("*.py")))
NAMES = ALL if os.environ.get("PERDURE_TEST_AUTOMATION") == "all" else FEW


@pytest.mark.parametrize("name", NAMES)
def test_a_killed_program_does_what_it_does_plainly(name: str, tmp_path: Path) -> None:
    for folder in ("plain", "durable"):
        (tmp_path / folder).mkdir()
    plain = run_plainly(PROGRAMS / f"{name}.py", tmp_path / "plain")
    found = run_killed(PROGRAMS / f"{name}.py", tmp_path / "durable", KILLS, seed=len(name))
    wanted, done = Counter(plain.world.done), Counter(found.world.done)
    assert (found.out, done) == (plain.out, wanted)
    assert len(plain.world.mails) <= len(found.world.mails) <= len(plain.world.mails) + found.kills
