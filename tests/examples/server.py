"""The server of examples/web as a process that can be killed, and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

REPOSITORY = Path(__file__).parents[2]
SOURCE_ROOTS = ("bootstrap", "image", "languages", "program", "repl", "vm")
PATIENCE = 120.0  #: seconds


class Server:
    """Serves the image in a directory, always on the same port."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        with socket.create_server(("127.0.0.1", 0)) as found:
            self.port: int = found.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        roots = [str(REPOSITORY), *(str(REPOSITORY / root) for root in SOURCE_ROOTS)]
        place = [f"--image={self.directory / 'web.image'}", f"--port={self.port}"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "examples.web", *place],
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join(roots)}
            | {"SHOP_DATABASE": str(self.directory / "books.sqlite")},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.until(self._answers)

    def kill(self) -> None:
        """SIGKILL: it cannot be caught, and nothing is tidied up."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        self.kill()
        self.start()

    def stop(self) -> str:
        """End it politely; gives what it wrote to stderr."""
        process, self._process = self._process, None
        self.client.close()
        if process is None:
            return ""
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        return process.communicate(timeout=PATIENCE)[1]

    def get(self, path: str) -> Any:
        return self.client.get(path).raise_for_status().json()

    def post(self, path: str, content: Any) -> httpx.Response:
        return self.client.post(path, json=content)

    def order(self, id: str, sku: str = "compass", cents: int = 4200) -> httpx.Response:
        lines = [[sku, 1, cents]]
        return self.post("/orders", {"id": id, "card": "4000", "city": "Dundee", "lines": lines})

    def until_order(self, id: str, state: str) -> dict[str, Any]:
        """Wait until the order is in that state."""

        def order() -> dict[str, Any] | None:
            found: dict[str, Any] = self.get(f"/orders/{id}")
            return found if found["state"] == state else None

        return self.until(order)

    def until(self, what: Callable[[], Any]) -> Any:
        """Its first result that is true."""
        deadline = time.monotonic() + PATIENCE
        while not (found := what()):
            assert self._process is not None
            assert self._process.poll() is None, self._process.communicate()[1]
            assert time.monotonic() < deadline, "the server took too long"
            time.sleep(0.01)
        return found

    def _answers(self) -> bool:
        try:
            return self.client.get("/orders").status_code == 200
        except httpx.TransportError:
            return False
