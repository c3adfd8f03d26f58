# ruff: noqa: E501
"""The answers of each service: chat, mail, sheets, issues, payments, a model, a store, a queue."""

from __future__ import annotations

import json
from typing import Any

Found = tuple[int, Any]

#: Static answers of GET.
DATA: dict[str, Any] = {
    "/github/repos/acme/shop/issues": [
        {"number": 1, "title": "Crash when I pay", "body": "Traceback ...", "user": {"login": "ann"}},
        {"number": 2, "title": "How do I log in?", "body": "please", "user": {"login": "bob"}},
        {"number": 3, "title": "Add dark mode", "body": "would be nice", "user": {"login": "cec"}},
    ],
    "/github/repos/acme/shop/pulls": [
        {"number": 7, "title": "Fix login", "draft": False, "age": 9, "user": {"login": "dee"}},
        {"number": 8, "title": "WIP", "draft": True, "age": 1, "user": {"login": "eve"}},
    ],
    "/pay/v1/disputes": {
        "data": [
            {"id": "dp_1", "charge": "ch_1", "amount": 1200, "reason": "fraudulent"},
            {"id": "dp_2", "charge": "ch_2", "amount": 300, "reason": "duplicate"},
            {"id": "dp_3", "charge": "ch_3", "amount": 9900, "reason": "general"},
        ]
    },
    "/calendar/appointments": [
        {"id": 1, "who": "Ann", "mail": "ann@example.com", "at": "2026-03-02T09:00:00"},
        {"id": 2, "who": "Bob", "mail": "bob@example.com", "at": "2026-03-02T10:30:00"},
    ],
    "/weather/berlin": {"temperature": 3.5, "wind": 20},
    "/weather/oslo": {"temperature": -7, "wind": 4},
    "/notion/pages": [{"id": f"p{n}", "title": f"Page {n}", "edited": n % 2 == 0} for n in range(7)],
    "/gmail/v1/users/me/messages": {"messages": [{"id": "m1"}, {"id": "m2"}, {"id": "m3"}]},
    "/gmail/v1/users/me/messages/m1": {"id": "m1", "snippet": "Your invoice for March"},
    "/gmail/v1/users/me/messages/m2": {"id": "m2", "snippet": "Lunch tomorrow?"},
    "/gmail/v1/users/me/messages/m3": {"id": "m3", "snippet": "The second invoice is overdue"},
    "/crm/leads": {"leads": [{"id": n, "mail": f"lead{n}@example.com", "score": n * 30} for n in range(1, 5)]},
    "/files/sales.csv": b"day,region,amount\n1,north,10\n1,south,20.5\n2,north,5\n2,south,x\n3,west,7\n",
    "/store/data/sales.csv": b"day,region,amount\n1,north,10\n1,south,20.5\n2,north,5\n3,west,7\n",
    "/clock/timesheets": [{"who": "ann", "hours": 38}, {"who": "bob", "hours": 0}, {"who": "cec", "hours": 12}],
}  # fmt: skip

QUEUE = [{"order": 1, "cents": 500}, {"order": 2, "cents": 700}, {"order": 3, "cents": 0}]


QUESTIONS = ("reactions.get", "conversations.replies", "users.lookupByEmail", "/completions")


def is_question(request: Any) -> bool:
    """Whether a POST only asks."""
    action = request.headers.get("x-amz-target", "")
    return request.path.endswith(QUESTIONS) or action.endswith("ReceiveMessage")


def find(world: Any, request: Any) -> Found:
    """The status and the body of the answer."""
    path = request.path
    if path.startswith("/slack/api/"):
        return 200, {"ok": True, **slack(world, path.rpartition("/")[2], request.fields)}
    if path.startswith("/sheets/"):
        return 200, sheets(world, request)
    if path.startswith("/store/") and request.method in ("GET", "PUT"):
        return stored(world, request)
    if path.startswith("/sqs"):
        return queued(world, request)
    if path.endswith("/chat/completions"):
        return 200, completion(json.loads(request.body))
    if request.method == "GET":
        return polled(world, path)
    if path.startswith("/pay/"):
        return paid(world, request)
    world.counts[path] += 1
    return 201, {"id": f"{path.rpartition('/')[2]}-{world.counts[path]}", "ok": True}


def polled(world: Any, path: str) -> Found:
    """A GET: some answers come when they have been asked for often enough."""
    if path in DATA:
        return 200, DATA[path]
    if path in world.things:
        return 200, world.things[path]
    world.counts[path] += 1
    if path.startswith("/approvals/"):
        number = int(path.rpartition("/")[2].rpartition("-")[2])
        state = "pending" if world.counts[path] < 3 else "approved" if number % 2 else "declined"
        return 200, {"state": state}
    if path.startswith("/flaky/"):
        return (503, {"error": "busy"}) if world.counts[path] % 3 else (200, {"value": 42})
    return 404, {"error": path}


def slack(world: Any, method: str, fields: dict[str, Any]) -> dict[str, Any]:
    if method == "users.lookupByEmail":
        return {"user": {"id": "U" + fields["email"].partition("@")[0].upper()}}
    if method == "reactions.get":
        place = f"reactions {fields['channel']} {fields['timestamp']}"
        world.counts[place] += 1
        names = ["white_check_mark"] if world.counts[place] > 2 else []
        return {"message": {"reactions": [{"name": name, "users": ["U1"]} for name in names]}}
    if method == "conversations.replies":
        place = f"replies {fields['channel']} {fields['ts']}"
        world.counts[place] += 1
        replies = [{"user": "UBOT", "text": "?"}]
        if world.counts[place] > 2:
            replies.append({"user": "UANN", "text": "yes, do it"})
        return {"messages": replies}
    channel = fields.get("channel", "")
    world.counts[channel] += 1
    return {"channel": channel, "ts": f"{world.counts[channel]}.000", "message": {}}


def sheets(world: Any, request: Any) -> dict[str, Any]:
    name = request.path.partition("/values/")[2].removesuffix(":append")
    rows = json.loads(world.things.get(f"sheet {name}", b"[]"))
    if not rows and name.startswith("Tasks"):
        rows = [["task", "owner", "state"], ["tea", "ann", "open"], ["cake", "bob", "done"]]
        rows += [["soup", "cec", "open"]]
    if request.method != "GET":
        values = json.loads(request.body)["values"]
        rows = [*rows, *values] if request.method == "POST" else values
        world.things[f"sheet {name}"] = json.dumps(rows).encode()
        return {"updates": {"updatedRows": len(values)}}
    return {"range": name, "values": rows}


def stored(world: Any, request: Any) -> Found:
    if request.method == "PUT":
        world.things[request.path] = request.body
        return 200, b""
    if request.path in world.things:
        return 200, world.things[request.path]
    return (200, DATA[request.path]) if request.path in DATA else (404, b"")


def queued(world: Any, request: Any) -> Found:
    """SQS: a message is there until it has been deleted."""
    action = request.headers["x-amz-target"].rpartition(".")[2]
    body = json.loads(request.body)
    gone = world.counts
    if action == "ReceiveMessage":
        left = [n for n in range(len(QUEUE)) if not gone[f"deleted {n}"]]
        return 200, {
            "Messages": [
                {"MessageId": str(n), "ReceiptHandle": str(n), "Body": json.dumps(QUEUE[n])}
                for n in left[:1]
            ]
        }
    if action == "DeleteMessage":
        gone[f"deleted {body['ReceiptHandle']}"] += 1
        return 200, {}
    gone["sent"] += 1
    return 200, {"MessageId": f"sent-{gone['sent']}"}


def paid(world: Any, request: Any) -> Found:
    """Payments: the first try of each refund finds the service busy."""
    charge = request.fields.get("charge", "")
    world.counts[f"tries {charge}"] += 1
    if request.path.endswith("/refunds") and world.counts[f"tries {charge}"] == 1:
        return 503, {"error": {"message": "busy"}}
    return 200, {"id": f"re_{charge}", "status": "succeeded", "object": "refund"}


def completion(body: dict[str, Any]) -> dict[str, Any]:
    """A stand-in for a model: it classifies, or calls the tools that it has, once each."""
    messages = body["messages"]
    asked = str(next(each["content"] for each in messages if each["role"] == "user"))
    results = [each for each in messages if each["role"] == "tool"]
    tools = [each["function"]["name"] for each in body.get("tools", ())]
    message: dict[str, Any] = {"role": "assistant", "content": None}
    if len(results) < len(tools):
        name = tools[len(results)]
        function = {"name": name, "arguments": json.dumps({"text": f"{name} of {asked[:20]}"})}
        call = {"id": f"call_{len(results)}", "type": "function", "function": function}
        message["tool_calls"] = [call]
    elif tools:
        message["content"] = "done: " + "; ".join(str(each["content"]) for each in results)
    else:
        word = next((w for w in ("invoice", "crash", "overdue") if w in asked.lower()), "other")
        message["content"] = word
    finish = "tool_calls" if message["content"] is None else "stop"
    choice = {"index": 0, "message": message, "finish_reason": finish}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {
        "id": "c", "object": "chat.completion", "created": 0, "model": body["model"],
        "choices": [choice], "usage": usage,
    }  # fmt: skip
