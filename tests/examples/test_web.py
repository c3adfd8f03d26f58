"""examples/web: real requests, a real browser, and a server that is killed in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.examples.browser import CHROMIUM, opened_page
from tests.examples.server import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    assert "Traceback" not in server.stop()


def test_an_order_goes_on_though_the_server_is_killed_between_all_requests(
    server: Server, tmp_path: Path
) -> None:
    assert server.order("dear", "sextant", 61000).status_code == 201
    server.restart()
    order = server.until_order("dear", "waiting for approval")
    assert order["stack"][0]["procedure"] == "have-approved!"
    assert "fulfilling.sld:" in order["stack"][0]["position"]
    server.restart()
    assert server.post("/orders/dear/approval", {"by": "Ada"}).status_code == 202
    server.restart()
    server.until_order("dear", "waiting for payment")
    server.restart()
    paid = {"order": "dear", "status": "paid"}
    assert server.post("/webhooks/payment", paid).status_code == 200
    server.restart()
    again = server.post("/webhooks/payment", paid)
    assert (again.status_code, "was completed before" in again.text) == (409, True)
    order = server.until_order("dear", "shipped")
    assert (order["outcome"], order["stack"]) == ("shipped to Dundee", [])
    with closing(sqlite3.connect(tmp_path / "books.sqlite")) as books:
        services = books.execute("SELECT service FROM calls WHERE answer <> 'silence'").fetchall()
    assert sorted(service for (service,) in services) == ["pack", "request", "reserve", "ship"]


def test_every_way_an_order_may_end(server: Server) -> None:
    server.post("/webhooks/payment", {"order": "early", "status": "paid"})
    for id in ("early", "broke"):
        server.order(id)
    server.order("refused", "sextant", 61000)
    server.order("none", "moon-globe")
    server.until_order("refused", "waiting for approval")
    server.post("/orders/refused/approval", {"by": "Ben", "approved": False})
    server.post("/webhooks/payment", {"order": "broke", "status": "card declined"})
    assert server.until_order("early", "shipped")["outcome"] == "shipped to Dundee"
    assert server.until_order("broke", "undone")["outcome"] == "card declined"
    assert server.until_order("refused", "undone")["outcome"] == "refused by Ben"
    assert server.until_order("none", "undone")["outcome"] == "sold out"


def test_an_order_is_taken_once_and_what_is_no_request_is_refused(server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: server.order("one"), range(8)))
    assert sorted(answer.status_code for answer in taken) == [200] * 7 + [201]
    assert [order["id"] for order in server.get("/orders")] == ["one"]
    assert server.client.get("/orders/two").status_code == 404
    server.until_order("one", "waiting for payment")
    assert server.post("/orders/one/approval", {"by": "Ada"}).status_code == 409
    assert server.post("/orders/one/approval", {}).status_code == 422
    assert server.post("/orders", {"id": "three"}).status_code == 422
    assert server.post("/orders", [1]).status_code == 422
    assert server.post("/webhooks/payment", {"order": 5}).status_code == 422


def test_events_tell_the_list_anew_whenever_it_changes(server: Server) -> None:
    with server.client.stream("GET", "/events") as events:
        lines = (line for line in events.iter_lines() if line.startswith("data: "))
        assert '"orders": []' in next(lines)
        server.order("one")
        assert any('"waiting for payment"' in line for line in lines)


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium (.ci/run installs it)")
def test_the_page_shows_all_orders_live_over_kills_of_the_server(
    server: Server, tmp_path: Path
) -> None:
    with opened_page(server.url, tmp_path / "profile") as page:
        page.until("document.getElementById('connection')?.textContent === 'live'")
        server.order("dear", "sextant", 61000)
        page.click("Approve")
        page.until("document.body.innerText.includes('completion of payment/dear')")
        page.evaluate("document.querySelector('tr[data-id=dear]').click()")
        page.until("document.querySelector('pre')?.textContent.includes('have-paid!')")
        server.kill()
        page.until("document.body.innerText.includes('the server is away')")
        server.start()
        page.until("document.getElementById('connection')?.textContent === 'live'")
        page.click("Paid")
        page.until("document.body.innerText.includes('shipped to Dundee')")
