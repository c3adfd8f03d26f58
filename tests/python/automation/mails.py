"""A server of SMTP on loopback, which keeps what it is sent.

Read by: tests.python.automation.world.
"""

from __future__ import annotations

from collections.abc import Callable
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


class Mails(ThreadingTCPServer):
    daemon_threads = True
    kept: list[str]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no error."""


class Handler(StreamRequestHandler):
    server: Mails

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline():
            command = line.decode().strip().upper()
            if command == "DATA":
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    if not line:
                        return  # the client was killed
                    lines.append(line)
                self.server.kept.append(b"".join(lines).decode())
            self.say("221 bye" if command == "QUIT" else "250 ok")
            if command == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


def served_mails(kept: list[str]) -> tuple[int, Callable[[], None]]:
    """The port of a server that adds to `kept`, and what closes it."""
    server = Mails(("127.0.0.1", 0), Handler)
    server.kept = kept
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def close() -> None:
        server.shutdown()
        server.server_close()

    return int(server.server_address[1]), close
