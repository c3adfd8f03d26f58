"""The world outside: effects that leave a trace which no kill can take back.

Each attempt appends one line to a journal, in one write: what was called, with
which arguments, under which key. A second line, "ended", follows before the result
is returned. The results depend on the arguments only.

Given to images by tests.kill.worker, as the library `(python world)`.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from perdure.image import Retry, builtin, effect, heartbeat, last_heartbeat, progress

journal = Path("journal")  #: set by the worker

FAILURES = (ConnectionError, SystemExit, KeyboardInterrupt, GeneratorExit)


def record(stage: str, key: str, name: str, *arguments: Any) -> None:
    append_line(journal, stage, key, name, arguments)


def append_line(file: Path, *items: Any) -> None:
    """A line of JSON at the end of the file: whole or, where the worker dies, absent."""
    opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(opened, (json.dumps(items) + "\n").encode())
    finally:
        os.close(opened)


def duration(key: str, longest: float) -> float:
    """A time up to `longest`, in seconds, that seems random but is the key's own."""
    return (hash_of(key) % 64) / 63 * longest


def hash_of(text: str) -> int:
    found = 7
    for character in text:
        found = (found * 31 + ord(character)) % 1_000_003
    return found


@effect
def note(text: str, number: int, key: str) -> str:
    """In a thread, and at once."""
    record("began", key, "note", text, number)
    record("ended", key, "note", text, number)
    return f"{text} {number}"


@effect
def charge(account: str, cents: int, attempt: int, key: str) -> dict[str, Any]:
    """Fails as often as the hundreds of cents say."""
    record("began", key, "charge", account, cents, attempt)
    time.sleep(duration(key, 0.006))
    record("ended", key, "charge", account, cents, attempt)
    if attempt <= cents // 100 % 3:
        raise FAILURES[cents // 100 % len(FAILURES)](f"no answer to attempt {attempt}")
    return {"account": account, "cents": cents}


@effect
def refund(account: str, key: str) -> str:
    record("began", key, "refund", account)
    record("ended", key, "refund", account)
    return f"refunded {account}"


@effect
def refuse(reason: str, key: str) -> None:
    record("began", key, "refuse", reason)
    record("ended", key, "refuse", reason)
    raise ValueError(reason)


@effect
def break_off(number: int, key: str) -> None:
    """Raises what would end a thread."""
    record("began", key, "break-off", number)
    record("ended", key, "break-off", number)
    raise FAILURES[number % len(FAILURES)](number)


@effect
async def break_off_on_loop(number: int, key: str) -> None:
    """Raises what would end a loop."""
    record("began", key, "break-off-on-loop", number)
    record("ended", key, "break-off-on-loop", number)
    raise FAILURES[number % len(FAILURES)](number)


@builtin
def break_off_in_slice(number: int) -> None:
    """Raises what would end a worker."""
    raise FAILURES[number % len(FAILURES)](number)


@effect
async def ship(parcel: list[Any], key: str) -> str:
    """On the loop."""
    import asyncio  # here, for most workers never come so far

    record("began", key, "ship", parcel)
    await asyncio.sleep(duration(key, 0.010))
    record("ended", key, "ship", parcel)
    return f"parcel of {len(parcel)}"


@effect
def slow(number: int, key: str) -> int:
    record("began", key, "slow", number)
    time.sleep(0.030)
    record("ended", key, "slow", number)
    return number * 2


@effect
def echo(value: Any, key: str) -> Any:
    record("began", key, "echo", value)
    record("ended", key, "echo", value)
    return value


@effect(at_most_once=True)
def print_label(number: int, key: str) -> str:
    """Must not be repeated, so the program is told when it was cut off."""
    record("began", key, "print-label", number)
    time.sleep(duration(key, 0.006))
    record("ended", key, "print-label", number)
    return f"label {number}"


@effect
def look_up_label(number: int, key: str) -> str:
    """The function that the program calls then."""
    record("began", key, "look-up-label", number)
    record("ended", key, "look-up-label", number)
    return f"label {number}"


@builtin
def file_name(name: str) -> str:
    """For a file of the program's own."""
    return str(journal.parent / name)


@builtin
def vat(cents: int) -> int:
    return cents // 5


@effect(retry=Retry(attempts=None, delay=0.001, jitter=0.0))
def knock(door: str, times: int, key: str) -> str:
    """Nobody answers so many times; each knock is under the same key."""
    record("began", key, "knock", door, times)
    knocks = sum(
        line.startswith('["ended"') and f'"{key}"' in line
        for line in journal.read_text(encoding="utf-8").splitlines()
    )
    record("ended", key, "knock", door, times)
    if knocks < times:
        raise FAILURES[0](f"nobody answers at {door}")
    return f"{door} opens"


@effect(retry=Retry(attempts=None, delay=0.001, jitter=0.0), heartbeat=30)
def climb(steps: int, key: str) -> str:
    """Falls after each second step, and goes on from where it was heard of last."""
    record("began", key, "climb", steps)
    record("ended", key, "climb", steps)
    begin = last_heartbeat() or 0
    for step in range(begin + 1, steps + 1):
        heartbeat(step)
        progress(step, steps)
        if step == begin + 2:
            raise ConnectionError(f"fell after step {step}")
    return f"climbed {steps}"


@effect
def lengthen(text: str, times: int, key: str) -> str:
    record("began", key, "lengthen", text, times)
    record("ended", key, "lengthen", text, times)
    return text * times


@effect
def measure(content: str | bytes, name: str, key: str) -> str:
    record("began", key, "measure", len(content), name)
    record("ended", key, "measure", len(content), name)
    return f"{name}: {len(content)}, {content[0]}"


@effect(retry=Retry(attempts=None, delay=0.001, jitter=0.0))
async def tell(story: str, words: int, key: str, after: int, last: str | None) -> Any:
    """One word after the other; it falls silent once after every second."""
    record("began", key, "tell", story, words)
    record("ended", key, "tell", story, words)
    assert last == (f"{story} {after - 1}" if after else None)
    for number in range(after, words):
        yield f"{story} {number}"
        if number % 2:
            raise ConnectionError("silence")
