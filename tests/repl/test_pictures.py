"""The pictures in docs/living.md are of sessions as they are; PERDURE_PICTURES=new makes them.

What is of the machine, such as times and names of users, is not in what is pictured.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self

import pyte
import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input.base import PipeInput
from prompt_toolkit.input.defaults import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from perdure.image import Image, SimulatedClock
from perdure.repl.access import Kept
from perdure.repl.fullscreen import drawing, tables
from perdure.repl.fullscreen.application import FullScreen
from tests.programs import program
from tests.repl.command import REPOSITORY, Command
from tests.repl.pictures import svg_of
from tests.repl.screens import screen

PICTURES = REPOSITORY / "docs" / "pictures"
TILL = program(__file__, "pictured")
TIMEOUT = 20.0  #: seconds until what is waited for must be on the screen
MOMENT = 1_800_000_000.0
DOWN = "\x1b[B"

#: The processes of the monitor's picture.
MONITORED = [
    ("opening.scm", "'open"),
    ("closing.scm", "(begin (import (perdure process)) (sleep 20000))"),
    ("till-1.scm", "(begin (import (perdure process)) (receive))"),
    ("till-2.scm", "(sell 7 '((ink 4) (pen) (cap 9)))"),
]


def check(name: str, picture: str) -> None:
    path = PICTURES / f"{name}.svg"
    if os.environ.get("PERDURE_PICTURES") == "new":
        PICTURES.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == picture, (
        f"docs/pictures/{name}.svg is stale: PERDURE_PICTURES=new makes it again"
    )


def test_the_pictures_show_what_a_person_sees(perdure: Command) -> None:
    (perdure.folder / "till.scm").write_text(TILL)
    perdure.out("load", "till.scm")
    with screen(perdure) as shown:
        shown.wait_prompt().resize(30, 80)
        shown.clear()
        shown.enter("(sell 7 '((ink 4) (pen)))")
        shown.wait("cadr: expected a pair").wait_prompt()
        shown.enter(",debug")
        shown.wait("debugging process").wait_prompt()
        shown.enter("(set! thing '(pen 2))")
        shown.wait("      changed: thing").wait_prompt()
        shown.enter("again")
        shown.wait("      its result is").wait_prompt()
        check("debugger", svg_of(shown.picture, 80))
        shown.enter("quit")
        shown.wait("debug> quit").wait_prompt().clear()
        shown.evaluate("(define menu (list 'tea (vector 3 4) total))")
        shown.enter(",inspect menu")
        shown.wait("inspecting").wait_prompt()
        shown.enter("1")
        shown.wait("a vector: #(3 4)").wait_prompt()
        shown.enter("set 0 (+ 40 2)")
        shown.wait("a vector: #(42 4)").wait_prompt()
        shown.evaluate("(vector-length it)")
        shown.evaluate("back")
        check("inspector", svg_of(shown.picture, 80))
        shown.enter("quit")
        shown.wait("inspect> quit").wait_prompt().clear()
        shown.enter(",callers price-of")
        shown.wait("  0  total").wait_prompt()
        shown.enter(",browse price-of")
        shown.wait("browsing: help").wait_prompt()
        shown.enter("find-by-example 3 4 => 7")
        shown.wait("  5  (fxxor").wait_prompt()
        check("browser", svg_of(shown.picture, 80))


class Application:
    """The whole screen before an image whose clock stands, drawn in memory."""

    def __init__(self, image: Image, keys: PipeInput, lines: int, columns: int) -> None:
        self.picture = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.picture)
        self._seen = threading.Condition()
        self._keys = keys
        size = Size(rows=lines, columns=columns)
        output = Vt100_Output(self, lambda: size, term="xterm")  # type: ignore[arg-type]
        shown = FullScreen(Kept(image), "shop.image", source=keys, output=output)
        self._thread = threading.Thread(target=shown.run)

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError("it is drawn in memory")

    def write(self, text: str) -> None:
        with self._seen:
            self._stream.feed(text)

    def flush(self) -> None:
        with self._seen:
            self._seen.notify_all()

    def begin(self) -> None:
        self._thread.start()

    def press(self, keys: str) -> None:
        self._keys.send_text(keys)

    def wait(self, seen: str) -> None:
        """Until a text is on the screen."""
        with self._seen:
            found = self._seen.wait_for(
                lambda: any(seen in line for line in self.picture.display), TIMEOUT
            )
        assert found, "\n".join(self.picture.display)

    def leave(self) -> None:
        self._thread.join(TIMEOUT)
        assert not self._thread.is_alive()


class StandingTime(datetime):
    """The time of day that stands above the table."""

    @classmethod
    def now(cls, tz: Any = None) -> Self:
        return cls.fromtimestamp(MOMENT)


@pytest.fixture
def utc() -> Iterator[None]:
    """The time of day is that of Greenwich."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("utc")
def test_the_picture_of_the_monitor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "datetime", StandingTime)
    monkeypatch.setattr(tables, "time", lambda: MOMENT)
    clock = SimulatedClock(MOMENT - 4000, stands=True)
    with (
        Image.open(":memory:", clock=clock, keeps_variables=True) as image,
        create_pipe_input() as keys,
    ):
        image.eval(TILL)
        for name, text in MONITORED:
            image.spawn_eval(text, name)
            image.run_until_idle()
            image.advance(seconds=800)
        clock.set(MOMENT)
        application = Application(image, keys, 26, 120)
        image.start()
        application.begin()
        application.wait("closing.scm")
        application.press("f")
        application.wait("filter>")
        application.press("\x15\r")
        application.press(DOWN + DOWN)
        application.press("d")
        application.wait("help lists commands; a click")
        check("monitor", svg_of(application.picture, 120))
        application.press("\x1b")
        application.wait("q quit")
        application.press("q")
        application.leave()
        image.stop()


def test_every_picture_is_shown() -> None:
    text = (REPOSITORY / "docs" / "living.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(pictures/(\w+)\.svg\)", text))
    assert shown == {path.stem for path in PICTURES.glob("*.svg")}
