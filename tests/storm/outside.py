"""Somebody outside asks the keeper of a storm, without being a process of the image.

Signals may be in doubt, where the asker or the server dies in the midst: then they have
happened once or not at all. Updates and starts under a name are asked again until they are
answered, and have happened once.

Read by: tests.storm.storm, tests.storm.alone.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from transaction.interfaces import TransientError

from perdure.image import Image, NoHandler, NotDone

PATIENCE = 300.0  #: seconds until anything must be answered
PAUSE = 0.05  #: seconds between two rounds


class Asker:
    """Runs in a thread of its own, from `start` to `stop`; goes on where the last one ended."""

    def __init__(self, image: Image, folder: Path) -> None:
        self._image = image
        self._file = folder / "asked"
        self._is_stopping = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="asker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """After what is being asked just now; raises what went wrong."""
        self._is_stopping.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    @property
    def has_failed(self) -> bool:
        return self._failure is not None

    def _run(self) -> None:
        try:
            keeper = self._until_answered(lambda: self._image.eval("keeper", timeout=PATIENCE))
            while not self._is_stopping.is_set():
                self._ask(keeper)
                self._is_stopping.wait(PAUSE)
        except BaseException as error:  # noqa: BLE001  (for the one that stops it)
            self._failure = error

    def _ask(self, keeper: int) -> None:
        image, asked = self._image, read_asked(self._file)
        number = max(asked, default=0) + 1
        for again in asked[-1:] if asked else []:
            self._finish(keeper, again)  # it may have been cut off
        self._note(number, "asking")
        try:
            image.signal(keeper, "tell", number)
        except TransientError:
            pass  # in doubt
        else:
            self._note(number, "told")
        self._finish(keeper, number)
        count = self._until_answered(lambda: image.query(keeper, "count"))
        assert count >= len(asked), f"{count} were counted, {len(asked)} were asked before"

    def _finish(self, keeper: int, number: int) -> None:
        image = self._image
        added = self._until_answered(
            lambda: image.update(keeper, "add", number, id=f"u{number}", timeout=PATIENCE)
        )
        assert added == ["added", number], added

        def started() -> Any:
            name = f"asked/{number}"
            pid = image.spawn("begin-asked", number, unique=name, reuse="never")
            return image.result(pid, timeout=PATIENCE)

        assert self._until_answered(started) == ["asked", number]

    def _until_answered(self, ask: Callable[[], Any]) -> Any:
        """Again and again while the server is away, or the keeper has not begun."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return ask()
            except (TransientError, NotDone, NoHandler):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _note(self, number: int, what: str) -> None:
        opened = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(opened, (json.dumps([number, what]) + "\n").encode())
        finally:
            os.close(opened)


def read_asked(file: Path, what: str = "asking") -> list[int]:
    """The numbers that were asked, or told; in their order."""
    if not file.exists():
        return []
    found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [number for number, each in found if each == what]
