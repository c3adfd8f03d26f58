"""The services that the programs of automation use, on loopback.

A request that changes something is done once for its `Idempotency-Key`: a second one with that key
has the answer of the first. What was done is kept, so that two runs of a program can be compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.python.automation import answers
from tests.python.automation.mails import served_mails


class Request(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """The body's, of JSON or of a form."""
        text = self.body.decode()
        if "json" in self.headers.get("content-type", "") and text:
            return dict(json.loads(text))
        return dict(parse_qsl(text))


class Answer(NamedTuple):
    status: int
    body: bytes
    kind: str = "application/json"


class World:
    """All that was asked, and done."""

    address: str

    def __init__(self) -> None:
        self.lock = Lock()
        self.calls = 0
        self.done: list[tuple[str, str, str]] = []  #: method, path and body
        self.counts: Counter[str] = Counter()  #: of whatever an answer depends on
        self.things: dict[str, bytes] = {}  #: what was put, by path
        self.mails: list[str] = []
        self._answers: dict[tuple[str, str], Answer] = {}

    def answer(self, request: Request) -> Answer:
        with self.lock:
            self.calls += 1
            changes = request.method != "GET"
            key = (request.headers.get("idempotency-key", ""), request.path)
            if changes and key in self._answers:
                return self._answers[key]
            status, body = answers.find(self, request)
            answer = Answer(status, body if isinstance(body, bytes) else json.dumps(body).encode())
            if changes and status < 500:
                if not answers.is_question(request):
                    body_text = request.body.decode().replace(self.address, "http://world")
                    self.done.append((request.method, request.path, body_text))
                if key[0]:
                    self._answers[key] = answer
            return answer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def respond(self) -> None:
        split = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            self.command,
            unquote(split.path),
            dict(parse_qsl(split.query)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        answer = self.world.answer(request)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.respond
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no error."""


def served() -> tuple[dict[str, str], World, Callable[[], None]]:
    """The variables that name the addresses of a world, that world, and what closes it."""
    world = World()
    port, close_mails = served_mails(world.mails)
    server = Server(("127.0.0.1", 0), type("WorldHandler", (Handler,), {"world": world}))
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def close() -> None:
        server.shutdown()
        server.server_close()
        close_mails()

    world.address = f"http://127.0.0.1:{server.server_port}"
    variables = {"WORLD": world.address, "SMTP_PORT": str(port)}
    return variables, world, close
