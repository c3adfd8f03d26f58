"""Headless Chromium, told what to do by its DevTools protocol."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium")
PATIENCE = 120.0  #: seconds


class Page:
    """One page that is open in the browser."""

    def __init__(self, devtools: ClientConnection, url: str) -> None:
        self._devtools = devtools
        self._number = 0
        self._session = ""
        target = self._tell("Target.createTarget", url=url)["targetId"]
        attached = self._tell("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression in the page."""
        told = self._tell("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, script: str) -> Any:
        """The first value of the expression that is true."""
        deadline = time.monotonic() + PATIENCE
        while not (found := self.evaluate(script)):
            assert time.monotonic() < deadline, f"{script}\n{self.text()}"
            time.sleep(0.02)
        return found

    def click(self, text: str) -> None:
        """Press the first button with that text, once it is there."""
        found = f"[...document.querySelectorAll('button')].find(b => b.textContent === '{text}')"
        self.until(f"!!{found}")
        self.evaluate(f"{found}.click()")

    def text(self) -> str:
        found: str = self.evaluate("document.body?.innerText ?? ''")
        return found

    def _tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._devtools.send(json.dumps(message))
        while True:
            answer = json.loads(self._devtools.recv(timeout=PATIENCE))
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result


@contextmanager
def opened_page(url: str, profile: Path) -> Iterator[Page]:
    """The page at the address, in a browser of its own."""
    assert CHROMIUM is not None
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-proxy-server"]
    place = [f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
    with subprocess.Popen(
        [CHROMIUM, *options, *place], stderr=subprocess.PIPE, text=True
    ) as started:
        try:
            assert started.stderr is not None
            for line in started.stderr:
                found = re.search(r"DevTools listening on (ws://\S+)", line)
                if found:
                    break
            else:
                raise AssertionError("chromium ended before it listened")
            with connect(found[1], max_size=None, proxy=None) as devtools:
                yield Page(devtools, url)
        finally:
            started.kill()
