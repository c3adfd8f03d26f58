"""Idempotency keys: a request that would change something has the key of the effect that makes it.

An effect whose worker is killed runs again under the same key, so a service that knows
`Idempotency-Key` does once what it was asked twice. The header is set where a program sets none:
in `http.client`, with all that stands on it (urllib, requests, boto3, Google's clients), and in
httpx. A call may make several requests: each has the key with a digest of what it asks and the
number of times that the call has asked the same, so that no other is ever taken for it.

In a volatile section without a journal none is set: it may take another course when repeated.

Read by: perdure.languages.python.machine.invoking.
"""

from __future__ import annotations

import functools
import hashlib
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar
from io import BytesIO
from typing import Any

HEADER = "Idempotency-Key"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


#: Of the call that is made in this thread, or this task of a loop's; by digest, how often it has
#: asked the same.
_key: ContextVar[str | None] = ContextVar("key", default=None)
_asked: ContextVar[dict[str, int]] = ContextVar("asked")


class sending:  # noqa: N801  (it is called as a function)
    """Let requests that are made here and now have that key; None: let them have none."""

    __slots__ = ("asked", "before", "key")

    def __init__(self, key: str | None) -> None:
        self.key = key

    def __enter__(self) -> None:
        if self.key is not None:
            install()
        self.before = _key.set(self.key)
        self.asked = _asked.set({})

    def __exit__(self, *error: object) -> None:
        _key.reset(self.before)
        _asked.reset(self.asked)


def key_for(method: str, url: str, headers: Any, body: Any) -> str | None:
    """The value of the header for a request; None where it is to have none, or has one."""
    if _key.get() is None or method.upper() not in CHANGING:
        return None
    if any(name_of(header).lower() == HEADER.lower() for header in headers or ()):
        return None
    if isinstance(body, str):
        body = body.encode()
    elif isinstance(body, BytesIO):
        body = body.getvalue()
    if not isinstance(body, bytes | bytearray | memoryview | None):
        return None  # it cannot be read twice
    digest = hashlib.sha256(b"\0".join([method.encode(), url.encode(), bytes(body or b"")]))
    asked = digest.hexdigest()[:16]
    times = _asked.get()
    times[asked] = times.get(asked, 0) + 1
    return f"{_key.get()}-{asked}-{times[asked]}"


def name_of(header: Any) -> str:
    return header.decode("latin-1") if isinstance(header, bytes) else str(header)


# Where requests are sent


def with_key_by_connection(request: Callable[..., Any]) -> Callable[..., Any]:
    """`request` of a connection of `http.client`, or of one that urllib3 derives from it."""

    @functools.wraps(request)
    def requesting(
        self: Any, method: str, url: str, body: Any = None, headers: Any = None, **more: Any
    ) -> Any:
        key = key_for(method, f"{self.host}:{self.port}{url}", headers, body)
        if key is not None:
            headers = {**(headers or {}), HEADER: key}
        return request(self, method, url, body, {} if headers is None else headers, **more)

    return requesting


def with_key_by_client(send: Callable[..., Any]) -> Callable[..., Any]:
    """`send` of a client of httpx."""

    @functools.wraps(send)
    def sending(self: Any, request: Any, **more: Any) -> Any:
        body = getattr(request, "_content", request)
        key = key_for(request.method, str(request.url), request.headers, body)
        if key is not None:
            request.headers[HEADER] = key
        return send(self, request, **more)

    return sending


#: Module, class and method, and how the method is wrapped.
PLACES = [
    ("http.client", "HTTPConnection", "request", with_key_by_connection),
    ("urllib3.connection", "HTTPConnection", "request", with_key_by_connection),
    *[
        (name, kind, "send", with_key_by_client)
        for name in ("httpx", "httpx2")
        for kind in ("Client", "AsyncClient")
    ],
]
_lock = threading.Lock()
_waiting = list(PLACES)  #: those whose module has not been imported yet


def install() -> None:
    """Wrap the methods of the modules that are there."""
    if not any(place[0] in sys.modules for place in _waiting):
        return
    with _lock:
        for place in list(_waiting):
            module, kind, method, wrapped = place
            cls = getattr(sys.modules.get(module), kind, None)
            if cls is not None:
                setattr(cls, method, wrapped(getattr(cls, method)))
                _waiting.remove(place)
