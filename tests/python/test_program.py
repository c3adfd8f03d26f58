"""perdure.program: plain, in an image, reloaded at every step, and with programs of Scheme."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock
from perdure.languages.python.machine import effects, machine
from tests.environment import python_environment
from tests.repl.command import Command

TALKING = Path(__file__).with_name("talking")
DOUBLING = (TALKING / "doubling.py").read_text(encoding="utf-8")


def plain(path: Path) -> str:
    return subprocess.run(
        [sys.executable, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=python_environment(),
    ).stdout


@pytest.fixture(scope="module")
def expected() -> str:
    return plain(TALKING / "doubling.py")


def test_a_program_prints_the_same_as_under_python(expected: str) -> None:
    assert expected.splitlines()[-3:] == [
        "[3, 1, 2]",
        "15 Job(number=7) none ('count', 'job')",
        "('count',) True",
    ]
    with Image.open(":memory:", clock=SimulatedClock()) as image:
        pid = image.spawn_program(DOUBLING, "doubling.py")
        image.result(pid)
        assert image.transcript(pid) == expected


def test_it_goes_on_wherever_it_is_reopened(expected: str, tmp_path: Path) -> None:
    path, clock = tmp_path / "image", SimulatedClock()
    with Image.open(path, clock=clock) as image:
        pid = image.spawn_program(DOUBLING, "doubling.py")
    for _ in range(200):
        with Image.open(path, clock=clock) as image:
            image.run_slice()
            if image.process(pid).state == "done":
                break
    with Image.open(path, clock=clock) as image:
        image.result(pid)
        assert image.transcript(pid) == expected


def test_scheme_and_python_talk(tmp_path: Path) -> None:
    path, clock = tmp_path / "image", SimulatedClock()
    with Image.open(path, clock=clock, python=[TALKING]) as image:
        image.load(TALKING / "asking.scm")
        counter = image.spawn("counter:serve", 4)
        assert image.eval(f"(ask {counter} 5)") == {"total": 5, "items": [5, (5, None)]}
    with Image.open(path, clock=clock, python=[TALKING]) as image:
        assert image.eval(f"(total (ask {counter} 6))") == 11
        assert image.call("counter:ask", counter, "date").isoformat() == "2026-12-01"
        refused = image.eval(f'(ask {counter} "date")')
        assert refused.startswith("cannot send it to process ")
        assert "which is no Python: the Python value datetime.date(2026, 12, 1)" in refused
        assert image.eval(f"(wait {counter})") == 11


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('(vector 1 "x" \'(a b) #t)', (1, "x", ["a", "b"], True)),
        ('(error "it broke" 5)', "ProcessFailed: process 1 failed: it broke 5"),
        ("car", "TypeError: #<procedure car> has no counterpart in Python"),
    ],
)
def test_python_waits_for_the_ends_of_schemes(text: str, result: object) -> None:
    with Image.open(":memory:", clock=SimulatedClock(), python=[TALKING]) as image:
        pid = image.spawn_eval(text)
        assert image.call("counter:wait_for_other", pid) == result


def test_a_value_comes_from_outside() -> None:
    with Image.open(":memory:", clock=SimulatedClock()) as image:
        pid = image.spawn_program(
            "from perdure import program\nprint(program.wait_for('approved', timeout=60))", "a.py"
        )
        image.run_slice()
        assert image.process(pid).waits_for == "completion of approved"
        image.complete("approved", {"by": "Ann"})
        image.result(pid)
        assert image.transcript(pid) == "{'by': 'Ann'}\n"


INTERRUPTED = """
import os
from perdure import program

@program.effect(at_most_once=True)
def charge():
    open(os.environ["CHARGED"], "a").write("charged\\n")
    os._exit(9)

try:
    charge()
except program.EffectInterrupted:
    print("not known")
"""


def test_an_effect_that_is_made_at_most_once_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "once.py").write_text(INTERRUPTED)
    perdure = Command(tmp_path)
    charged = tmp_path / "charged"
    assert perdure("run", "once.py", CHARGED=str(charged)).code != 0
    assert perdure("work", "--until-idle", CHARGED=str(charged)).code == 0
    assert charged.read_text() == "charged\n"
    assert perdure("transcript", "1").out == "not known\n"


def test_a_message_that_cannot_be_pickled_is_refused() -> None:
    text = "from perdure import program\nprogram.send(program.self_pid(), lambda: 1)"
    with Image.open(":memory:") as image, pytest.raises(ProcessFailed) as failed:
        image.result(image.spawn_program(text, "a.py"))
    assert "cannot leave its process, as it cannot be pickled" in str(failed.value)
    assert "a.py:2:1" in str(failed.value)


LOST = """
import sys
from perdure import program

@program.effect(at_most_once=len(sys.argv) > 2)
def charge(path):
    with open(path, "a") as file:
        file.write(program.effect_key() + "\\n")

try:
    charge(sys.argv[1])
except program.EffectInterrupted as error:
    print(error)
"""


@pytest.mark.parametrize("is_once", [False, True])
def test_a_call_whose_outcome_is_lost_before_the_process_goes_on(
    is_once: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has committed that it was made, and dies: another has not what came of it."""
    lost: list[str] = []

    def arrived(token: str) -> object:
        if not lost:
            lost.append(token)
            return None
        return effects.arrived(token)

    monkeypatch.setattr(machine, "arrived", arrived)
    charged = tmp_path / "charged"
    with Image.open(":memory:") as image:
        pid = image.spawn_program(LOST, "a.py", [str(charged), *["once"] * is_once])
        image.result(pid)
        keys = charged.read_text().split()
        assert keys == [f"{image.id}-{pid}-1"] * (1 if is_once else 2)
        told = "charge was cut off: whether it was made is not known\n"
        assert image.transcript(pid) == (told if is_once else "")
