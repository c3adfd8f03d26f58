"""A model with tools answers a customer; a tool that changes something asks a person first."""

import inspect
import json
import os
import time

from openai import OpenAI
from slack_sdk import WebClient

WORLD = os.environ["WORLD"]
client = OpenAI(api_key="key", base_url=WORLD + "/v1", max_retries=1)
slack = WebClient("xoxb", base_url=WORLD + "/slack/api/")
TOOLS = {}


def tool(needs_approval=False):
    def register(function):
        parameters = {name: {"type": "string"} for name in inspect.signature(function).parameters}
        TOOLS[function.__name__] = {
            "function": function,
            "needs_approval": needs_approval,
            "schema": {
                "type": "function",
                "function": {
                    "name": function.__name__,
                    "description": inspect.getdoc(function),
                    "parameters": {"type": "object", "properties": parameters},
                },
            },
        }
        return function

    return register


@tool()
def look_up(text):
    """Look something up."""
    return f"found {text}"


@tool(needs_approval=True)
def refund(text):
    """Pay back."""
    import requests

    return requests.post(WORLD + "/money/refund", json={"text": text}).json()["id"]


def is_allowed(name, arguments):
    thread = slack.chat_postMessage(channel="C-SUPPORT", text=f"May I {name}({arguments})?")
    while True:
        time.sleep(0.01)
        replies = slack.conversations_replies(channel="C-SUPPORT", ts=thread["ts"])["messages"]
        if len(replies) > 1:
            return replies[-1]["text"].startswith("yes")


def run(question):
    messages = [{"role": "user", "content": question}]
    while True:
        answer = client.chat.completions.create(
            model="gpt-4o", messages=messages, tools=[each["schema"] for each in TOOLS.values()]
        )
        message = answer.choices[0].message
        messages.append(message.model_dump(exclude_none=True))
        if not message.tool_calls:
            return message.content, messages
        for call in message.tool_calls:
            chosen = TOOLS[call.function.name]
            arguments = json.loads(call.function.arguments)
            if chosen["needs_approval"] and not is_allowed(call.function.name, arguments):
                result = "refused"
            else:
                result = chosen["function"](**arguments)
            print(call.function.name, "->", result)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})


content, messages = run("Where is my order, and can I have my money back?")
print(content)
print([each["role"] for each in messages])
