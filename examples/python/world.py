"""The world outside of the examples: payments, a carrier, a model, on loopback; it counts calls.

python examples/python/world.py [PORT]       # serves until it is interrupted

    POST /charge /refund /ship     {"order": 7, ...} with an Idempotency-Key: one answer for a key
POST /v1/chat/completions      as chat models are asked; a stand-in answers by simple rules
GET  /rates                    money, for the pipeline
POST /report                   takes it
GET  /calls                    the paths that were called, each time, and those done once for a key
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

Answer = tuple[int, dict[str, Any]]


class World:
    """The calls that have come, and their answers."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.calls: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.answers: dict[str, Answer] = {}
        self.reports: list[Any] = []

    def post(self, path: str, key: str | None, body: dict[str, Any]) -> Answer:
        with self.lock:
            self.calls[path] += 1
            if key in self.answers:
                return self.answers[key]
            answer = self.answer(path, body)
            if key is not None and answer[0] < 500:  # what has failed may be tried again
                self.answers[key] = answer
                self.done[path] += 1
            return answer

    def answer(self, path: str, body: dict[str, Any]) -> Answer:
        match path:
            case "/charge":
                return self.charge(body)
            case "/refund":
                return 200, {"refunded": body["order"]}
            case "/ship" if body["order"] % 5 == 4:
                return 409, {"error": "no carrier goes there"}
            case "/ship":
                return 200, {"parcel": f"P{body['order']:03}"}
            case "/v1/chat/completions":
                return 200, {"choices": [{"index": 0, "message": reply(body["messages"])}]}
            case "/report":
                self.reports.append(body)
                return 200, {"reports": len(self.reports)}
        return 404, {"error": path}

    def charge(self, body: dict[str, Any]) -> Answer:
        order = body["order"]
        if order % 3 == 0 and self.calls[f"busy {order}"] < 2:
            self.calls[f"busy {order}"] += 1
            return 503, {"error": "busy"}
        if body["cents"] > 50_000:
            return 402, {"error": "refused"}
        return 200, {"receipt": f"R{order:03}", "cents": body["cents"]}

    def get(self, path: str) -> Answer:
        match path:
            case "/calls":
                return 200, {"calls": self.calls, "done": self.done}
            case "/rates":
                return 200, {"EUR": 1.0, "USD": 0.9, "SEK": 0.09}
        return 404, {"error": path}


def reply(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The stand-in for a model: it looks a customer up, then asks for a refund, then says so."""
    results = [each for each in messages if each["role"] == "tool"]
    asked = next(each["content"] for each in messages if each["role"] == "user")
    customer = asked.rpartition(" ")[2].strip(".?!")
    if not results:
        return tool_call(1, "find_orders", customer=customer)
    found = json.loads(results[0]["content"])
    late = [each for each in found if each["late"]]
    if len(results) <= len(late):
        order = late[len(results) - 1]
        return tool_call(len(results) + 1, "refund", order=order["order"], cents=order["cents"])
    refunds = [json.loads(each["content"]) for each in results[1:]]
    done = [each for each in refunds if "refunded" in each]
    return {
        "role": "assistant",
        "content": f"{customer} has {len(late)} late orders; {len(done)} were refunded.",
    }


def tool_call(number: int, name: str, **arguments: Any) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    call = {"id": f"call_{number}", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


class Handler(BaseHTTPRequestHandler):
    world: World

    def do_GET(self) -> None:
        self.send(self.world.get(self.path))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send(self.world.post(self.path, self.headers["Idempotency-Key"], body))

    def send(self, answer: Answer) -> None:
        status, body = answer
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(port: int = 0) -> tuple[ThreadingHTTPServer, World]:
    """A server that listens, whose `serve_forever` is to be called, and its world."""
    world = World()
    handler = type("WorldHandler", (Handler,), {"world": world})
    return ThreadingHTTPServer(("127.0.0.1", port), handler), world


if __name__ == "__main__":
    server, _ = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8765)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
