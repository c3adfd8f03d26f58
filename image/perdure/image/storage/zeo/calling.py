"""A client's end of its connection to the server of a shared image.

ZEO's client does the work. Here its messages are read as plain data
(perdure.image.storage.messages), so that a server, or what stands in its place, can send
nothing but what it is asked for. A server that sends anything else is left, and asked
again after a while.

Imports ZEO's client, so it is loaded only where such an image is opened.
Read by: perdure.image.storage.uris.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from ZEO.asyncio.client import ClientThread, Protocol, exc_factories
from ZEO.ClientStorage import ClientStorage
from ZEO.Exceptions import ClientDisconnected, ServerException

from perdure.image.storage.messages import BadMessage, check_call, check_loaded, parts_of

AGAIN = 1.0  #: seconds after which a server that sent what it may not is tried again

logger = logging.getLogger("perdure")


def open_client(address: Any, **options: Any) -> ClientStorage:
    """ZEO's client storage; BadMessage where the server sends what no server may."""
    refusals: list[BadMessage] = []

    def thread(*arguments: Any, **keywords: Any) -> Line:
        return Line(refusals, *arguments, **keywords)

    try:
        return ClientStorage(address, _client_factory=thread, **options)
    except ClientDisconnected:
        if refusals:
            raise refusals[-1] from None
        raise


class Line(ClientThread):
    """The thread that speaks with the server. `refusals`: what it sent that it may not."""

    def __init__(self, refusals: list[BadMessage], *arguments: Any, **options: Any) -> None:
        self._refusals = refusals
        super().__init__(*arguments, **options)

    def setup_delegation(self, loop: asyncio.AbstractEventLoop) -> None:
        super().setup_delegation(loop)
        client = self.client
        client.try_connecting = Attempts(client, self._refusals)
        client.call_async = while_connected(client, client.call_async)
        client.call_async_iter = while_connected(client, client.call_async_iter)
        client.disconnected()  # what it has begun, it begins again with the connections made here


def while_connected(client: Any, send: Callable[..., Any]) -> Callable[..., Any]:
    """The same for what was to be sent when the connection was there, and is gone with it."""

    def sent(*arguments: Any) -> Any:
        return None if client.protocol is None else send(*arguments)

    return sent


class Attempts:
    """Makes a client's connections: now, or where the server is not to be trusted, in a while."""

    def __init__(self, client: Any, refusals: list[BadMessage]) -> None:
        self._client = client
        self._refusals = refusals
        self._earliest = 0.0
        self._later: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        client = self._client
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if client.closed:
            return
        if client.loop.time() < self._earliest:
            self._later = client.loop.call_at(self._earliest, self)
            return
        client.protocols = [
            Caller(
                client.loop,
                address,
                client,
                client.storage_key,
                client.read_only,
                client.connect_poll,
                ssl=client.ssl,
                ssl_server_hostname=client.ssl_server_hostname,
            )
            for address in client.addrs
        ]

    def refused(self, error: BadMessage) -> None:
        """A server sent what it may not: no caller need wait for it any longer."""
        if self._client.ready is not None:  # else whoever opens the image is told
            logger.warning("the server sent what it may not, and is left: %s", error)
        self._refusals.append(error)
        del self._refusals[:-1]
        self._earliest = self._client.loop.time() + AGAIN
        self._client.manage_connected()


class Caller(Protocol):
    """The connection to one server."""

    def finish_connection(self, version: bytes) -> None:
        if not version.startswith(b"Z"):
            self.refuse(BadMessage("it does not speak in pickles, as `perdure serve` does"))
            return
        super().finish_connection(version)
        self.decode = parts_of

    def message_received(self, message: bytes) -> None:
        waiting = None
        try:
            number, flag, name, arguments = self.decode(message)
            if name != ".reply":
                self._called(name, flag, arguments)
                return
            waiting = self.futures.pop(number)
            if flag:
                waiting.set_exception(_error_of(*arguments))
            else:
                if type(number) is tuple:  # that of an object which was asked for
                    check_loaded(arguments)
                waiting.set_result(arguments)
        except Exception as error:  # noqa: BLE001  (whatever it is, the server sent it)
            self.refuse(
                error
                if isinstance(error, BadMessage)
                else BadMessage(f"it makes no sense ({type(error).__name__}: {error})")
            )
            if waiting is not None and not waiting.done():
                waiting.set_exception(ClientDisconnected("the server sent what it may not"))

    def _called(self, name: str, wants_no_answer: Any, arguments: Any) -> None:
        """The server says something by itself."""
        if name not in self.client_methods or not wants_no_answer:
            raise BadMessage(f"it calls {name[:50]!r}, which it may not")
        check_call(name, arguments)
        if name == "invalidateTransaction" and not self.client.ready:
            self.invalidations.append(arguments)
        else:
            getattr(self.client, name)(*arguments)

    def refuse(self, error: BadMessage) -> None:
        """Leave this server, and try again in a while."""
        client = self.client
        if client is None:  # it was left already
            return
        in_use = client.protocol
        if in_use is None or in_use is self:
            client.try_connecting.refused(error)
        self.close(error)
        if in_use is None or in_use is self:
            client.disconnected(in_use)


def _error_of(kind: Any, facts: Any) -> Exception:
    """The exception that a server tells of by the name of its class and what it holds."""
    if type(kind) is not str:
        raise BadMessage("it tells of an error without a name")
    factory = exc_factories.get(kind)
    error: Exception = ServerException(kind, facts) if factory is None else factory(kind, facts)
    return error
