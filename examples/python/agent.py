"""An agent with a person's approval: a model asks for tools, a person allows what costs money.

    WORLD=http://127.0.0.1:8765 python examples/python/agent.py [CUSTOMER]

The model is asked over the HTTP interface that chat models commonly have; OPENAI_BASE_URL names
another one. The person answers at the terminal, today or next week.
"""

import json
import os
import sys
import urllib.request
from dataclasses import dataclass, field
from typing import Any

WORLD = os.environ.get("WORLD", "http://127.0.0.1:8765")

ORDERS = {
    "Ada": [(11, 2_500, True), (12, 900, False), (13, 40_000, True)],
    "Bob": [(21, 100, False)],
}

tools: dict[str, Any] = {}


def tool(*, needs_approval: bool = False):
    """Make a function known to the model; its annotations describe its parameters."""

    def register(f):
        kinds = {"int": "integer", "str": "string"}
        names = {k: v for k, v in f.__annotations__.items() if k != "return"}
        f.description = {
            "type": "function",
            "function": {
                "name": f.__name__,
                "description": f.__doc__,
                "parameters": {
                    "type": "object",
                    "properties": {k: {"type": kinds[v.__name__]} for k, v in names.items()},
                    "required": list(names),
                },
            },
        }
        f.needs_approval = needs_approval
        tools[f.__name__] = f
        return f

    return register


@tool()
def find_orders(customer: str):
    """The orders of a customer."""
    return [
        {"order": n, "cents": cents, "late": late} for n, cents, late in ORDERS.get(customer, [])
    ]


@tool(needs_approval=True)
def refund(order: int, cents: int):
    """Pay an order back."""
    return post(f"{WORLD}/refund", {"order": order, "cents": cents}, key=f"refund-{order}")


def post(url: str, body: dict[str, Any], key: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)


class Model:
    """A chat model behind the common HTTP interface."""

    def __init__(self, base: str, name: str) -> None:
        self.url = f"{base}/chat/completions"
        self.name = name

    def complete(self, messages: list[dict[str, Any]]) -> dict[str, Any]:
        descriptions = [each.description for each in tools.values()]
        body = {"model": self.name, "messages": messages, "tools": descriptions}
        message: dict[str, Any] = post(self.url, body)["choices"][0]["message"]
        return message


@dataclass
class Agent:
    model: Model
    messages: list[dict[str, Any]] = field(default_factory=list)
    approved: int = 0

    def say(self, text: str) -> str:
        """The last word of the model, after as many tools as it asks for."""
        self.messages.append({"role": "user", "content": text})
        while True:
            message = self.model.complete(self.messages)
            self.messages.append(message)
            if not message.get("tool_calls"):
                return str(message["content"])
            for call in message["tool_calls"]:
                result = self.use(call["function"])
                content = json.dumps(result)
                self.messages.append(
                    {"role": "tool", "tool_call_id": call["id"], "content": content}
                )

    def use(self, function: dict[str, str]) -> Any:
        arguments = json.loads(function["arguments"])
        wanted = tools[function["name"]]
        shown = ", ".join(f"{k}={v!r}" for k, v in arguments.items())
        print(f"  {function['name']}({shown})", flush=True)
        if wanted.needs_approval:
            answer = input("  allow this? [y/n] ").strip().lower()
            print()
            if answer != "y":
                return {"error": "the person has refused"}
            self.approved += 1
        try:
            return wanted(**arguments)
        except (OSError, TypeError) as error:
            return {"error": str(error)}


model = Model(os.environ.get("OPENAI_BASE_URL", f"{WORLD}/v1"), "stand-in")


def main(customer: str) -> None:
    agent = Agent(model)
    print("user: Pay the late orders back of", customer)
    print("agent:", agent.say(f"Pay the late orders back of {customer}"))
    print(f"{agent.approved} approved, {len(agent.messages)} messages")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "Ada")
