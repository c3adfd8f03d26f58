"""Somebody at `perdure repl` on a shared image, while the members and the server are killed.

Types definitions, which the others must then know, and forms that sleep and call an
effect, which take long enough to meet a kill. Now and then the REPL itself is killed
while a form runs, and opened again: the form's value must be shown all the same.
"""

from __future__ import annotations

import random
import re
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from transaction.interfaces import TransientError

from perdure.image import Image
from tests.repl.command import Command
from tests.repl.screens import COLUMNS, Screen, screen
from tests.sharing.crowd import DEATHS, TAKEOVER, Crowd

T = TypeVar("T")

PATIENCE = 300.0  #: seconds until anything must be seen, in spite of all kills
WHO = "typed"  #: in the journal
TALL = 400  #: lines of the screen


class Typist:
    """Runs in a thread of its own, from `start` to `stop`. `image`: the application's."""

    def __init__(self, here: Crowd, image: Image, seed: int) -> None:
        self.here = here
        self.image = image
        self.values: dict[int, Any] = {}  #: what the forms' processes must come to, by pid
        self.notes: list[int] = []  #: what they must have noted in the journal
        self.kills = 0
        self.count = 0  #: forms typed
        self._chance = random.Random(seed)
        self._is_stopping = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="typist")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """After what is being typed just now; raises what went wrong."""
        self._is_stopping.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            unseen = None  #: the text that must be shown of a form that ran when it was killed
            while unseen or not self._is_stopping.is_set():
                command = Command(self.here.folder)
                patience = {"PERDURE_TAKEOVER": TAKEOVER, "PERDURE_DEATHS": str(DEATHS)}
                with screen(command, "--image", self.here.uri, **patience) as shown:
                    shown.resize(TALL, COLUMNS)  # failures of what it drives are told in lines
                    if not is_opened(shown):
                        continue
                    if unseen:
                        if ",attach goes on with" in shown.text and self._chance.random() < 0.5:
                            shown.enter(",attach")
                        sees(shown, unseen)
                    unseen = self._type(shown)
        except BaseException as error:  # noqa: BLE001  (for who stops it)
            self._failure = error

    def _type(self, shown: Screen) -> str | None:
        """Until it is killed, or is to stop; what is to be shown by the next one."""
        while not self._is_stopping.is_set():
            self._define(shown)
            is_killed, unseen = self._call(shown)
            if is_killed:
                return unseen
        shown.press("Ctrl-D")
        return None

    def _define(self, shown: Screen) -> None:
        self.count += 1
        number = self.count
        text = f"(define (told-{number}) (list {number} (fib 5)))"
        shown.wait(is_ready, PATIENCE)
        shown.enter(text)
        shown.wait(lambda it: f"> {text}" in it.lines, PATIENCE)
        shown.wait(is_ready, PATIENCE)
        told = patiently(lambda: self.image.eval(f"(told-{number})", timeout=PATIENCE))
        assert told == [number, 5], f"another member was told {told}, not {number}"

    def _call(self, shown: Screen) -> tuple[bool, str | None]:
        """A form that takes a while. Whether the REPL was killed, and what is still to be shown."""
        self.count += 1
        number = self.count
        noting = f'(note "{self.here.journal}" "{WHO}" {number})'
        text = f"(list {number} (begin (sleep 6/5) {noting}) (fib 10))"
        value = f"= ({number} {number} 55)"
        shown.enter(text)
        try:
            self.values[self._pid_of(text, shown)] = [number, number, 55]
        except AssertionError as error:
            raise AssertionError(f"{error}; on the screen:\n{shown.text}") from None
        self.notes.append(number)
        if number == 2 or self._chance.random() < 0.2:
            time.sleep(self._chance.uniform(0, 1.5))
            shown.process.send_signal(signal.SIGKILL)
            shown.process.wait()
            self.kills += 1
            time.sleep(0.3)  # what it has sent is done by then
            return True, value if self._is_unseen(text) else None
        sees(shown, value)
        return False, None

    def _is_unseen(self, text: str) -> bool:
        """Whether the REPL that was killed had not noted that it shows the form's value."""

        def looked_up() -> bool:
            self.image.refresh()
            kept = self.image.root.kept or {}
            forms = kept.get("repl forms", {}).items()
            (number,) = [number for number, stored in forms if stored[1] == text]
            return number in kept.get("repl unseen", {})

        return patiently(lambda: self.image.owner.run(looked_up))

    def _pid_of(self, text: str, shown: Screen) -> int:
        """The process of a form, once it is known to the others."""

        def looked_up() -> int | None:
            self.image.refresh()
            forms = (self.image.root.kept or {}).get("repl forms", {}).values()
            return next((stored[0] for stored in forms if stored[1] == text), None)

        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            pid = patiently(lambda: self.image.owner.run(looked_up))
            if pid is not None:
                return pid
            shown.drain()
            time.sleep(0.05)
        raise AssertionError(f"{text} has not become a process")


def is_ready(shown: Screen) -> bool:
    return bool(shown.lines) and shown.lines[-1] == ">"


def is_opened(shown: Screen) -> bool:
    """Whether the REPL is ready; not, where it has said that the server was away just then."""
    try:
        shown.wait(is_ready, PATIENCE)
    except AssertionError:
        told = " ".join(shown.text.split())
        if not re.search("went away while|no server answers", told):
            raise
        return False
    return True


def sees(shown: Screen, text: str) -> None:
    """It is seen, and then a prompt: with many lines below it, it may be gone by then."""
    shown.wait(lambda it: text in it.text, PATIENCE)
    shown.wait(is_ready, PATIENCE)


def patiently(ask: Callable[[], T]) -> T:
    """Again and again while the server is away."""
    while True:
        try:
            return ask()
        except TransientError:
            time.sleep(0.2)
