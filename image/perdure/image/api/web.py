"""Processes over HTTP: an ASGI application around an image that an asyncio application has open.

    GET  /PID                    the process: its name, state, wait, progress
    POST /PID/queries/NAME       the answer of a query
    POST /PID/signals/NAME       202 once the signal is kept
    POST /PID/updates/NAME       the result of an update; `Idempotency-Key: ID` makes it one request

The body of a POST is a JSON array of arguments, or nothing. What is given is
JSON, `{"result": ...}` or `{"error": ...}`. It checks nobody's rights: mount it
behind what the application does so with.

Read by: applications, as `perdure.image.process_application`; docs/requests.md.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import asdict
from typing import Any

from perdure.image.api.aio import AsyncImage
from perdure.image.errors import (
    CannotConvert,
    ImageError,
    NoHandler,
    NoSuchProcess,
    ProcessEnded,
    QueryFailed,
    UpdateRejected,
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST = 1_000_000  #: bytes of a request's body

#: The status of each error; of any other it is 500. The first that fits counts.
STATUSES = (
    (NoSuchProcess, 404),
    (NoHandler, 404),
    (ProcessEnded, 409),
    (UpdateRejected, 422),
    (CannotConvert, 422),
    (QueryFailed, 500),
)


class Refused(Exception):
    """A request that is none of those above."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def process_application(image: AsyncImage | Callable[[], AsyncImage]) -> Application:
    """The application of an open image, or of that which the function gives at each request."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"nothing here speaks {scope['type']}: {scope.get('path', '')}")
        try:
            status, found = await _answer(
                image if isinstance(image, AsyncImage) else image(), scope, receive
            )
        except Refused as error:
            status, found = error.status, {"error": str(error)}
        except ImageError as error:
            codes = [code for kind, code in STATUSES if isinstance(error, kind)]
            status, found = (codes or [500])[0], {"error": str(error)}
        body = json.dumps(found, default=str).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return serve


async def _answer(image: AsyncImage, scope: Scope, receive: Receive) -> tuple[int, Any]:
    path = scope["path"]
    root = scope.get("root_path", "")
    parts = path.removeprefix(root).strip("/").split("/", 2)
    if not (parts[0].isascii() and parts[0].isdigit()):
        raise Refused(404, f"there is nothing at {path}")
    pid = int(parts[0])
    if len(parts) == 1:
        _check_method(scope, "GET")
        return 200, asdict(await image.process(pid))
    if len(parts) < 3 or parts[1] not in ("queries", "signals", "updates"):
        raise Refused(404, f"there is nothing at {path}")
    _check_method(scope, "POST")
    name, arguments = parts[2], await _arguments(receive)
    if parts[1] == "queries":
        return 200, {"result": await image.query(pid, name, *arguments)}
    if parts[1] == "signals":
        await image.signal(pid, name, *arguments)
        return 202, {}
    keys = [value for header, value in scope["headers"] if header.lower() == b"idempotency-key"]
    id = keys[0].decode("latin-1") if keys else None
    return 200, {"result": await image.update(pid, name, *arguments, id=id)}


def _check_method(scope: Scope, method: str) -> None:
    if scope["method"] != method:
        raise Refused(405, f"{scope['path']} takes {method}, not {scope['method']}")


async def _arguments(receive: Receive) -> list[Any]:
    body, is_whole = b"", False
    while not is_whole:
        message = await receive()
        body += message.get("body", b"")
        is_whole = not message.get("more_body", False)
        if len(body) > MOST:
            raise Refused(413, f"a request's body has {MOST} bytes at most")
    if not body:
        return []
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise Refused(422, "expected a JSON array of arguments")
    return found
