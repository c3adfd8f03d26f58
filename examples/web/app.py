"""A shop over HTTP whose orders are processes in an image.

    POST /orders                     {"id", "card", "city", "lines": [[sku, pieces, cents]]}
    GET  /orders, /orders/ID         what became of them so far; of one, with its stack
    POST /orders/ID/approval         {"by": NAME, "approved": true}, for which dear orders wait
    POST /webhooks/payment           {"order": ID, "status": "paid"}, from the payment company
    GET  /events                     the list of orders and processes, anew whenever it changes
    GET  /                           a page that shows it

There is no database beside the image, and no state kept here: kill the server whenever you
like, and start it again.

Reads: shop.scm, fulfilling.sld, page.html, examples.orders.shop. Read by: examples.web.__main__.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from examples.orders import shop
from examples.web import payments
from perdure.image import AlreadyCompleted, AlreadyRegistered, Image, ProcessEnded, ProcessInfo
from perdure.image.api.aio import AsyncImage

HERE = Path(__file__).parent
LIBRARIES = HERE.parent / "orders"
NAME = "order "  #: before an order's id, the name of its process, under which it is registered
LABELS = {"kind": "order"}  #: by which orders are found

Order = dict[str, Any]


class Shop:
    """The image as the requests use it."""

    def __init__(self, image: AsyncImage) -> None:
        self.image = image

    async def take(self, order: Order) -> tuple[ProcessInfo, bool]:
        """The process of the order, and whether it is new: there is one, however often it comes."""
        arguments = [order[field] for field in ("id", "card", "city", "lines")]
        name = NAME + order["id"]
        try:
            pid = await self.image.spawn(
                "take-order",
                *arguments,
                name=name,
                unique=name,
                policy="error",
                reuse="never",
                labels=LABELS,
            )
        except AlreadyRegistered as error:
            return await self.image.process(error.pid), False
        return await self.image.process(pid), True

    async def find(self, id: str) -> ProcessInfo | None:
        pid = await self.image.whereis(NAME + id, ended=True)
        return None if pid is None else await self.image.process(pid)

    async def summary(self, process: ProcessInfo) -> Order:
        """The report of an order."""
        state, outcome = stage(process), ""
        if process.state == "done":
            outcome = await self.image.result(process.pid)
            state = "shipped" if outcome.startswith("shipped") else "undone"
        return {
            "id": process.name.removeprefix(NAME),
            "pid": process.pid,
            "state": state,
            "outcome": outcome,
            "waits_for": process.waits_for,
            "steps": process.steps,
        }

    async def overview(self) -> dict[str, Any]:
        """All orders, the newest first, and the other processes that have not ended."""
        orders = await self.image.processes(label=LABELS)
        pids = {order.pid for order in orders}
        others = [
            {"pid": each.pid, "name": each.name, "state": each.state, "waits_for": each.waits_for}
            for state in ("ready", "waiting", "failed")
            for each in await self.image.processes(state=state)
            if each.pid not in pids
        ]
        return {
            "orders": [await self.summary(order) for order in reversed(orders)],
            "processes": others,
        }


def stage(process: ProcessInfo) -> str:
    """How far an order is that has no outcome yet, in words: those of its program."""
    if process.state != "waiting":
        return process.state
    return process.progress.text if process.progress is not None else "in progress"


# The requests

Handler = Callable[[Shop, Request], Awaitable[Response]]


def route(path: str, handler: Handler, method: str = "GET") -> Route:
    async def answer(request: Request) -> Response:
        return await handler(request.app.state.shop, request)

    return Route(path, answer, methods=[method], name=handler.__name__)


async def take_order(shop: Shop, request: Request) -> Response:
    order = checked_order(await body(request))
    process, is_new = await shop.take(order)
    return JSONResponse(await shop.summary(process), 201 if is_new else 200)


async def list_orders(shop: Shop, request: Request) -> Response:
    return JSONResponse((await shop.overview())["orders"])


async def show_order(shop: Shop, request: Request) -> Response:
    process = await wanted(shop, request)
    stack = [
        {"procedure": frame.name, "position": frame.position, "variables": frame.variables}
        for frame in await shop.image.backtrace(process.pid)
        if not frame.name.startswith("%")  # the libraries' inner works
    ]
    return JSONResponse(await shop.summary(process) | {"stack": stack})


async def approve(shop: Shop, request: Request) -> Response:
    decision = await body(request)
    by = decision.get("by")
    if not isinstance(by, str) or not by:
        raise HTTPException(422, "who decides? give `by`")
    process = await wanted(shop, request)
    if stage(process) != "waiting for approval":
        raise HTTPException(409, f"the order is not waiting for approval: it is {stage(process)}")
    word = "approved" if decision.get("approved", True) else "refused"
    try:
        await shop.image.send(process.pid, [word, by])
    except ProcessEnded as error:
        raise HTTPException(409, str(error)) from None
    return JSONResponse({"decision": word, "by": by}, 202)


async def payment(shop: Shop, request: Request) -> Response:
    """The payment company tells what came of a payment, perhaps more than once."""
    told = await body(request)
    order, status = told.get("order"), told.get("status")
    if not isinstance(order, str) or not isinstance(status, str):
        raise HTTPException(422, "give `order` and `status`")
    try:
        await shop.image.complete(f"payment/{order}", status)
    except AlreadyCompleted as error:
        raise HTTPException(409, str(error)) from None
    return JSONResponse({"order": order, "status": status})


async def events(shop: Shop, request: Request) -> Response:
    async def stream() -> AsyncIterator[str]:
        before = ""
        async for _ in shop.image.changes(pause=0.1):
            now = json.dumps(await shop.overview())
            if now != before:
                before = now
                yield f"data: {now}\n\n"

    return StreamingResponse(
        stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def page(shop: Shop, request: Request) -> Response:
    return FileResponse(HERE / "page.html")


async def wanted(shop: Shop, request: Request) -> ProcessInfo:
    process = await shop.find(request.path_params["id"])
    if process is None:
        raise HTTPException(404, f"there is no order {request.path_params['id']}")
    return process


async def body(request: Request) -> dict[str, Any]:
    try:
        found = await request.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise HTTPException(422, "expected an object in JSON")
    return found


def checked_order(order: dict[str, Any]) -> Order:
    """The order, if it is one."""
    lines = order.get("lines")
    is_order = (
        all(isinstance(order.get(field), str) and order[field] for field in ("id", "card", "city"))
        and isinstance(lines, list)
        and bool(lines)
        and all(is_line(line) for line in lines)
    )
    if not is_order:
        raise HTTPException(422, 'an order is {"id", "card", "city", "lines": [[sku, n, cents]]}')
    return order


def is_line(line: Any) -> bool:
    match line:
        case [str(), int(pieces), int(cents)]:
            return pieces > 0 and cents >= 0
    return False


# The application


def application(path: str) -> Starlette:
    """The shop whose image is there."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with Image.open_async(path, provides=[shop, payments]) as image:
            await image.load(HERE / "shop.scm", [LIBRARIES])
            app.state.shop = Shop(image)
            yield

    async def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return JSONResponse({"error": error.detail}, error.status_code)

    return Starlette(
        routes=[
            route("/", page),
            route("/orders", take_order, "POST"),
            route("/orders", list_orders),
            route("/orders/{id}", show_order),
            route("/orders/{id}/approval", approve, "POST"),
            route("/webhooks/payment", payment, "POST"),
            route("/events", events),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: refuse},
    )
