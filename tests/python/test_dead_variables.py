"""Variables that nothing reads after a wait are kept to be looked at, in an image that keeps them.

`done_with.py` sleeps under a generator, in a comprehension and in a function; the image is closed
after each thing done.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from perdure.image import CannotDebug, Image, SimulatedClock
from tests.python.harness.programs import all_programs
from tests.python.harness.ways import kept_dead, natively

PROGRAMS = Path(__file__).with_name("debugged")
TEXT = (PROGRAMS / "done_with.py").read_text()
MINUTE = 60.0


class Looked:
    """The program in an image, of which each slice runs in an opening of its own."""

    def __init__(self, path: Path, keeps_variables: bool) -> None:
        self.path = path
        self.moment = 0.0
        with self.opened(keeps_variables) as image:
            self.pid = image.spawn_program(TEXT, str(PROGRAMS / "done_with.py"))
            image.run_until_idle()

    def opened(self, keeps_variables: bool = False) -> Image:
        clock = SimulatedClock(self.moment, stands=True)
        return Image.open(self.path, clock=clock, keeps_variables=keeps_variables)

    def minute(self) -> None:
        self.moment += MINUTE
        with self.opened() as image:
            image.run_until_idle()

    def variables(self, frame: int = 0) -> dict[str, str]:
        with self.opened() as image:
            return image.debug(self.pid).variables(frame)

    def evaluate(self, text: str, frame: int = 0) -> str:
        with self.opened() as image:
            return image.debug(self.pid).evaluate(text, frame).text


KILLED = """
import os, signal, sys
from perdure.image import Image
image = Image.open(sys.argv[1], keeps_variables=True)
pid = image.spawn_program(open(sys.argv[2]).read(), sys.argv[2])
while image.process(pid).waits_for != "a timer":
    image.run_slice()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def kept(tmp_path: Path) -> Looked:
    return Looked(tmp_path / "kept.image", True)


def test_each_kind_of_frame_has_what_nothing_reads(kept: Looked) -> None:
    shown = kept.variables()
    assert (shown["number"], shown["seen"], shown["total"]) == ("11", "11", "11")
    kept.minute()
    assert kept.variables()["seen"] == "12"
    kept.minute()  # in the comprehension
    assert kept.evaluate("(seen, total)", 1) == "(12, 23)"
    assert kept.evaluate("line.count") == "4"
    kept.minute()
    assert {"counts": "[4]", "seen": "12", "number": "12"}.items() <= kept.variables(1).items()
    shown = kept.variables()
    assert (shown["doubled"], shown["said"], shown["unused"]) == ("8", "'odd'", "7")
    assert kept.evaluate("line.thing, table['of'][0] is line, inner() is table") == (
        "('ink', True, True)"
    )


def test_what_was_deleted_or_has_no_stored_form_is_let_go(kept: Looked) -> None:
    for _ in range(3):
        kept.minute()
    shown = kept.variables()
    assert not {"gone", "caught", "opened", "file", "held"} & shown.keys()
    assert kept.evaluate("probe_of() is probe") == "True"
    with pytest.raises(CannotDebug, match="`gone` has no value here"):
        kept.evaluate("gone")


def test_the_program_prints_what_it_would(kept: Looked) -> None:
    for _ in range(4):
        kept.minute()
    with kept.opened() as image:
        assert image.process(kept.pid).state == "done"
        assert image.transcript(kept.pid) == "True\n"


def test_a_variable_is_changed_and_the_frame_begun_again_with_its_arguments(kept: Looked) -> None:
    for _ in range(3):
        kept.minute()
    with kept.opened() as image:
        debugger = image.debug(kept.pid)
        debugger.set("unused", "unused + 1")
        debugger.evaluate("line.count = 5")
        debugger.restart_frame()
        image.run_until_idle()
    shown = kept.variables()
    assert (shown["unused"], shown["doubled"]) == ("8", "10")


def test_nothing_is_kept_without_the_option(tmp_path: Path) -> None:
    plain = Looked(tmp_path / "plain.image", False)
    for _ in range(3):
        plain.minute()
    assert set(plain.variables()) == {"probe_of", "table"}  # that is shared with `inner`
    assert plain.variables(1) == {}


def test_they_are_there_after_a_kill(tmp_path: Path) -> None:
    program = str(PROGRAMS / "done_with.py")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path / "image", program], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with Image.open(tmp_path / "image", clock=SimulatedClock(stands=True)) as image:
        (process,) = image.processes()
        shown = image.debug(process.pid).variables()
        assert {"number": "11", "total": "11", "seen": "11"}.items() <= shown.items()


@pytest.mark.parametrize("name", ["deleting", "generators", "handlers", "letting_go", "scopes"])
def test_a_program_with_kept_variables_prints_the_same_wherever_it_is_stopped(name: str) -> None:
    program = all_programs()[name]
    assert kept_dead(program) == natively(program)


def test_a_name_that_a_new_version_gives_to_the_module_is_no_variable_of_the_frame() -> None:
    with Image.open(":memory:", clock=SimulatedClock(stands=True), keeps_variables=True) as image:
        text = (PROGRAMS / "renamed.py").read_text()
        pid = image.spawn_program(text, "renamed.py")
        image.run_until_idle()
        assert image.debug(pid).variables()["rate"] == "5"
        new = text.replace("    rate = 5\n", "").replace("return thing", "return rate")
        image.upgrade(pid, {"renamed.py": new})
        image.advance(seconds=3600)
        image.run_until_idle()
        assert image.transcript(pid) == "4\n"


def test_calls_of_functions_keep_them(tmp_path: Path) -> None:
    text = (PROGRAMS / "renamed.py").read_text()
    (tmp_path / "priced.py").write_text(text.replace("print(price())", ""))
    with Image.open(
        tmp_path / "image",
        clock=SimulatedClock(stands=True),
        keeps_variables=True,
        python=[tmp_path],
    ) as image:
        pid = image.spawn("priced:price")
        image.run_until_idle()
    with Image.open(tmp_path / "image", clock=SimulatedClock(stands=True)) as image:
        assert image.debug(pid).variables() == {"rate": "5"}
