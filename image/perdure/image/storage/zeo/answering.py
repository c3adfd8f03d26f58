"""The server's end of its clients' connections: what they may say, and for how long they may stall.

ZEO's server does the work. Here its messages are read as plain data
(perdure.image.storage.messages), and a client is cut off that

- sends what is no message of a client's,
- does not go on with a commit that the server has voted for: while it does not, nobody
  else can commit (`STALLED`), or
- does not read what it is sent, which the server has to keep for it (`DEAF`).

A client that is cut off holds nothing any more. ZEO has a limit of its own for the second, but
one that closes the connection only when the client has read what was sent, and does not
give its lock back (docs/decisions/039).

Imports ZEO's server, so it is loaded only where an image is served.
Read by: perdure.image.storage.zeo.serving.
"""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from typing import Any

from ZEO.asyncio.marshal import reduce_exception
from ZEO.asyncio.server import Acceptor, Delay, ServerProtocol
from ZEO.StorageServer import StorageServer, ZEOStorage

from perdure.image.errors import printable
from perdure.image.storage.messages import BadMessage, check_call, parts_of

STALLED = 3.0  #: seconds that a client may take between the vote for a commit and its end
DEAF = 30.0  #: seconds in which a client must read something of what waits for it

AGAIN = ".again"  #: behind the name of a file, that of its second link

KEPT_ALIVE = -1  #: the number of a message that only shows that the client is there

logger = logging.getLogger("perdure")


class Answerer(ServerProtocol):
    """The connection of one client."""

    pause_writing: Any
    resume_writing: Any

    def connection_made(self, transport: Any) -> None:
        self._deafness: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        pause, resume = self.pause_writing, self.resume_writing

        def paused() -> None:
            pause()
            self._listen(transport, transport.get_write_buffer_size())

        def resumed() -> None:
            if self._deafness is not None:
                self._deafness.cancel()
            resume()

        # What ZEO puts there it sets on the object, too.
        self.pause_writing, self.resume_writing = paused, resumed

    def _listen(self, transport: Any, waiting: int) -> None:
        """Look later whether the client has read any of the bytes that wait for it."""

        def look() -> None:
            left = transport.get_write_buffer_size()
            if left < waiting:
                self._listen(transport, left)
            else:
                self.cut_off(f"it has read nothing for {DEAF:.0f} seconds")

        self._deafness = self.loop.call_later(DEAF, look)

    def finish_connection(self, version: bytes) -> None:
        if version not in (b"ruok", self.announce_protocol):
            self.cut_off("it does not speak as it was asked to")
            return
        super().finish_connection(version)
        self.decode = parts_of

    def message_received(self, message: bytes) -> None:
        try:
            number, wants_no_answer, name, arguments = self.decode(message)
            if number == KEPT_ALIVE:
                return
            if name not in self.methods:
                raise BadMessage(f"it calls {name[:50]!r}, which it may not")
            check_call(name, arguments)
        except BadMessage as error:
            self.cut_off(f"it sent what is no message: {error}")
            return
        try:
            result = getattr(self.zeo_storage, name)(*arguments)
        except Exception as error:
            if wants_no_answer:  # there is no other way to tell
                self.cut_off(f"{name} failed: {type(error).__name__}: {error}")
            else:
                if not isinstance(error, self.unlogged_exception_types):
                    logger.info("a client's %s failed", name, exc_info=True)
                self.send_error(number, error)
        else:
            if not wants_no_answer:
                self.send_reply(number, result)

    def send_reply(self, number: Any, result: Any, send_error: bool = False, flag: int = 0) -> None:
        if isinstance(result, Delay):
            result.set_sender(number, self)
        elif not self.closed:
            self.write_message(self.encode(number, flag, ".reply", result))

    def send_error(self, number: Any, error: Exception, send_error: bool = False) -> None:
        """Tell of an error, with its facts where they are plain data, else with its text."""
        kind, facts = reduce_exception(error)
        try:
            parts_of(self.encode(number, 2, ".reply", (kind, facts)))
        except Exception:  # noqa: BLE001  (whatever an error holds, it is told)
            facts = (str(error),)
        self.send_reply(number, (kind, facts), flag=2)

    def cut_off(self, reason: str) -> None:
        """End the connection now, whether the client reads or not."""
        logger.warning("a client was cut off: %s", printable(reason))
        transport = None if self.sm_protocol is None else self.sm_protocol.transport
        self.close()
        if transport is not None:
            transport.abort()

    def close(self) -> None:
        """End the connection. What the client was committing is over at once."""
        storage = self.zeo_storage
        super().close()
        if storage is not None and storage.connected:
            # ZEO does so only where a connection is lost that it has not closed itself.
            storage.notify_disconnected()

    def connection_lost(self, error: Exception | None) -> None:
        if self._deafness is not None:
            self._deafness.cancel()
        super().connection_lost(error)


class Patience:
    """Cuts a client off that holds the lock of commits for too long.

    In place of ZEO's thread, which goes by the time of day. There is one for each storage.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._limit: asyncio.Handle | None = None

    def begin(self, storage: Any) -> None:
        # The server's own part of the vote comes first, and does not count.
        self._limit = self._loop.call_soon(self._start, storage)

    def end(self, storage: Any) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def is_alive(self) -> bool:
        return True

    def _start(self, storage: Any) -> None:
        self._limit = self._loop.call_later(
            STALLED,
            storage.connection.cut_off,
            f"it has not gone on with its commit for {STALLED:.0f} seconds",
        )


class Entrance(Acceptor):
    """Where clients come in."""

    def factory(self) -> Answerer:
        return Answerer(
            self.event_loop, self.addr, self.storage_server.create_client_handler(), self.msgpack
        )


class Committing(ZEOStorage):
    """The server's part of a client's transactions.

    Where a vote meets conflicts ZEO aborts what it has stored, lets the client resolve them, and
    votes again on what it was sent before. The files of large contents it has given away by then:
    their records would be committed without them. So each has a second link until the vote
    is over, which stands in for it.
    """

    blob_log: list[tuple[Any, ...]]  #: oid, serial, record and file of each that it was sent

    def _vote(self, delay: Any = None) -> Any:
        if not (self.connected and self.blob_log):
            return super()._vote(delay)
        sent = [(oid, old, data, name, f"{name}{AGAIN}") for oid, old, data, name in self.blob_log]
        for *_, name, link in sent:
            os.link(name, link)
        try:
            answer = super()._vote(delay)
        except BaseException:
            forget(sent)
            raise
        if self.conflicts and not self.locked:
            for *_, name, link in sent:
                Path(link).replace(name)
            self.blob_log = [(oid, old, data, name) for oid, old, data, name, _ in sent]
        else:
            forget(sent)
        return answer


def forget(sent: list[tuple[Any, ...]]) -> None:
    """Remove the second links."""
    for *_, link in sent:
        Path(link).unlink()


class ImageServer(StorageServer):
    """ZEO's server of one image, with these rules."""

    def __init__(self, address: Any, storage: Any, **options: Any) -> None:
        super().__init__(address, {"1": storage}, Acceptor=Entrance, **options)
        for manager in self.lock_managers.values():
            manager.timeout = Patience(self.acceptor.event_loop)

    def create_client_handler(self) -> Committing:
        return Committing(self, self.read_only)
