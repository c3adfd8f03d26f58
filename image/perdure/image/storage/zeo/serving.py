"""Serving an image to several processes with ZEO.

The server holds the image's directory, as any process that has it open does; its
clients open `zeo://` addresses. Conflicts are resolved in the clients
(`client-conflict-resolution`), so the server unpickles no record; messages it reads as
plain data (perdure.image.storage.zeo.answering).

A client is trusted wholly: it may write any record. So a server listens on a
Unix socket, which the file system guards, or on the loopback interface; beyond
that only with TLS, and then it wants a certificate of each client too.

Read by: perdure.repl.commands.serve.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from ZODB.utils import z64

from perdure.image.errors import ImageError
from perdure.image.storage.file_storage import ImageStorage, open_storage
from perdure.image.storage.folder import SOCKET
from perdure.image.storage.oids import reserve
from perdure.image.storage.opening import open_image
from perdure.image.storage.uris import zeo_uri
from perdure.vm.dataclass import dataclass

SERVER = "perdure.image.storage.zeo.answering"  #: imported only when needed: it and ZEO take 100 ms
LONGEST_SOCKET = 107  #: bytes of a Unix socket's path, by the kernel

OWNER_ALONE = 0o177  #: the umask under which the socket is made

#: Transactions whose changed objects are remembered for clients that come back.
REMEMBERED = 10_000

Address = str | tuple[str, int]


class CannotServe(ImageError):
    """The address, or what is to guard it, will not do."""


class ServedStorage(ImageStorage):
    """An image's storage that writes its index by itself: no driver does it here."""

    _reserved = z64  #: the highest id that may be given out before the next is noted

    def new_oid(self) -> bytes:
        oid: bytes = super().new_oid()
        if oid > self._reserved:
            self._reserved = reserve(self.__name__, oid)
        return oid

    def tpc_finish(self, *arguments: Any, **options: Any) -> Any:
        finished = super().tpc_finish(*arguments, **options)
        self.save_index_if_due()
        return finished


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files in PEM form, for TLS."""

    cert: str  #: the server's
    key: str  #: its private key
    authority: str  #: of whom clients must have a certificate

    def context(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=self.authority)
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_cert_chain(self.cert, self.key)
        except (OSError, ssl.SSLError) as error:
            raise CannotServe(f"the certificates cannot be used: {error}") from None
        return context


class Server:
    """An image that is being served. `run` until `stop`."""

    def __init__(self, path: Path, address: Address, certificates: Certificates | None) -> None:
        context = None if certificates is None else certificates.context()
        if isinstance(address, str):
            check_socket(address)
        open_image(path, create=True, read_only=False).close()  # makes it, or says what is wrong
        self._storage = open_storage(path, read_only=False, kind=ServedStorage)
        before = os.umask(OWNER_ALONE)
        try:
            self._server = import_module(SERVER).ImageServer(
                address,
                self._storage,
                client_conflict_resolution=True,
                invalidation_queue_size=REMEMBERED,
                ssl=context,
            )
        except OSError as error:
            self._storage.close()
            reason = error.strerror or error
            raise CannotServe(f"cannot listen on {address_text(address)}: {reason}") from None
        finally:
            os.umask(before)
        self.address: Address = self._server.acceptor.addr

    @property
    def uri(self) -> str:
        """The URI that clients open (with their certificates added, where TLS is used)."""
        address = self.address
        return zeo_uri(str(Path(address).resolve()) if isinstance(address, str) else address[:2])

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop`; then the storage is closed."""
        loop = self._server.acceptor.event_loop
        loop.call_soon(ready)
        try:
            loop.run_forever()
        finally:
            self._server.close()
            if isinstance(self.address, str) and Path(self.address).is_socket():
                Path(self.address).unlink(missing_ok=True)

    def stop(self) -> None:
        """From any thread or signal handler."""
        loop = self._server.acceptor.event_loop
        loop.call_soon_threadsafe(loop.stop)


def serve(path: Path, address: str | None, certificates: Certificates | None) -> Server:
    """A server for the image at the path, listening; CannotServe says why not."""
    found = parsed_address(address) if address else str(path / SOCKET)
    if isinstance(found, str):
        if len(str(found).encode()) > LONGEST_SOCKET:
            raise CannotServe(
                f"the socket's path {found!r} is longer than {LONGEST_SOCKET} bytes; "
                "give a shorter one with --address unix:PATH"
            )
    elif certificates is None and not is_loopback(found[0]):
        raise CannotServe(
            f"{address} can be reached from other machines, and whoever reaches it may change "
            "everything in the image: give --cert, --key and --authority for TLS, "
            "or an address on 127.0.0.1 or unix:PATH"
        )
    return Server(path, found, certificates)


def check_socket(path: str) -> None:
    """CannotServe where another server listens there; a socket that one has left is replaced."""
    with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
        client.settimeout(1.0)
        client.connect(path)
        raise CannotServe(f"another server listens on unix:{path}")


def parsed_address(text: str) -> Address:
    """`unix:PATH`, or `HOST:PORT`."""
    kind, _, rest = text.partition(":")
    if kind == "unix" and rest:
        return rest
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise CannotServe(f"{text!r} is no address: unix:PATH or HOST:PORT")
    return host, int(port)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_text(address: Address) -> str:
    return f"unix:{address}" if isinstance(address, str) else f"{address[0]}:{address[1]}"
