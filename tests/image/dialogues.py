"""Dialogues with an image: what an application asks of it, in whichever way it is open.

A dialogue is a generator. It yields what is to be asked, made by `ask` (of the image) or `ask_of`
(a handle that the image has given), and is sent what came back: a value, or the exception. So one
and the same dialogue is held with an Image and with an AsyncImage.

Read by: tests.image.test_parity.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perdure.image import Converter, effect

PROGRAM = Path(__file__).parent / "programs" / "dialogues.scm"
NAP = "import time\n\ndef nap(days):\n    time.sleep(days * 86400)\n    return days\n"


@dataclass
class Asked:
    """One call of a method."""

    of: Any  #: a handle; None: the image
    method: str
    arguments: tuple[Any, ...]
    options: dict[str, Any] = field(default_factory=dict)


Dialogue = Generator[Asked, Any, None]


def ask(method: str, *arguments: Any, **options: Any) -> Asked:
    return Asked(None, method, arguments, options)


def ask_of(handle: Any, method: str, *arguments: Any, **options: Any) -> Asked:
    return Asked(handle, method, arguments, options)


SETTLE = ask("run_until_idle")


@dataclass(frozen=True)
class Parcel:
    weight: int


@effect
def look_up(item: str) -> str:
    return f"{item} is there"


@effect
async def look_up_on_loop(item: str) -> str:
    return f"{item} is here"


PROVIDES = [look_up, look_up_on_loop]


def calling() -> Dialogue:
    yield ask("eval", "(square 3)")
    yield ask("eval", "'square", type=str)
    yield ask("eval", "'square", type=int)
    yield ask("eval", "(car '())")
    yield ask("eval", "(car")
    yield ask("call", "square", 4)
    yield ask("call", "square", 4, type=int, name="named")
    yield ask("call", "square", "four")
    yield ask("call", "square", object())
    yield ask("call", "(lambda (x) (list (look-up x) (look-up-on-loop x)))", "tea")
    square = yield ask("eval", "square")
    yield ask_of(square, "call", 5)
    yield ask_of(square, "call", 5, type=str)
    pid = yield ask_of(square, "spawn", 6)
    yield ask("result", pid)
    yield ask("result", pid, type=str)
    yield ask("result", 9999)


def starting() -> Dialogue:
    pid = yield ask("spawn", "echo", name="first", unique="the-echo", labels={"kind": "echo"})
    yield ask("spawn", "echo", unique="the-echo")
    yield ask("spawn", "echo", unique="the-echo", policy="error")
    yield ask("spawn", "echo", unique="the-echo", policy="no such")
    yield ask("spawn", "(car")
    yield ask("whereis", "the-echo")
    yield ask("whereis", "nothing")
    yield ask("set_labels", pid, {"kind": None, "size": 5})
    yield ask("set_labels", pid, {5: "five"})
    yield SETTLE
    yield ask("process", pid)
    yield ask("process", 9999)
    yield ask("processes", label={"size": 5})
    yield ask("processes", state="waiting", limit=1)
    yield ask("processes", state="no such")
    yield ask("backtrace", pid)
    yield ask("transcript", pid)
    yield ask("follow", pid)
    yield ask("send", pid, "a message")
    yield ask("send", 9999, 1)
    yield ask("send", pid, object())
    yield ask("result", pid)
    yield ask("transcript", pid)
    yield ask("unfollow", pid)
    yield ask("send", pid, "too late")
    yield ask("whereis", "the-echo", ended=True)
    pids = yield ask("spawn_many", "square", [[1], [2], [3]], name="many")
    for each in pids:
        yield ask("result", each)
    yield ask("spawn_many", "square", [5])


def ending() -> Dialogue:
    pid = yield ask("spawn", "echo")
    yield SETTLE
    yield ask("park", pid)
    yield ask("process", pid)
    yield ask("resume", pid)
    yield ask("cancel", pid)
    yield ask("cancel", 9999)
    yield ask("result", pid)
    yield ask("monitor", pid)
    killed = yield ask("spawn", "echo")
    yield ask("kill", killed)
    yield ask("kill", 9999)
    yield ask("monitor", killed)
    yield ask("monitor", 9999)
    failed = yield ask("spawn", "(car 5)")
    yield ask("monitor", failed)
    done = yield ask("spawn", "square", 3)
    yield ask("monitor", done)
    one, two = yield ask("spawn_many", "echo", [[], []])
    yield ask("link", one, two)
    yield ask("link", one, one)
    yield ask("unlink", one, two)
    yield ask("link", one, two)
    yield ask("link", one, 9999)
    yield ask("kill", one)
    yield ask("monitor", two)
    crew = yield ask("spawn", "crew")
    yield SETTLE
    yield ask("children", crew)
    yield ask("children", done)
    yield ask("kill", crew)


def keeping() -> Dialogue:
    yield ask("limits")
    yield ask("keep", "done", seconds=60, count=100)
    yield ask("keep", "no such", seconds=60)
    yield ask("limits")
    pid = yield ask("spawn", "square", 3, name="forgettable")
    yield ask("result", pid)
    yield ask("forget", pid)
    yield ask("forget", pid)
    yield ask("result", pid)
    waiting = yield ask("spawn", "echo")
    yield SETTLE
    yield ask("forget", waiting)
    yield ask("kill", waiting)
    for n in range(3):
        pid = yield ask("spawn", "square", n, name="forgettable")
        yield ask("result", pid)
    yield ask("forget_all", name="forgettable", state="done")
    yield ask("forget_all", state="no such")


def requesting() -> Dialogue:
    pid = yield ask("spawn", "counter")
    yield SETTLE
    yield ask("query", pid, "count")
    yield ask("query", pid, "count", type=str)
    yield ask("query", pid, "fails")
    yield ask("query", pid, "no such")
    yield ask("query", 9999, "count")
    yield ask("signal", pid, "add", 5)
    yield ask("signal", 9999, "add", 5)
    yield SETTLE
    yield ask("query", pid, "count", type=int)
    yield ask("update", pid, "set", 7, id="one")
    yield ask("update", pid, "set", 8, id="one")
    yield ask("update", pid, "set", 9, type=str)
    yield ask("update", pid, "set", -1)
    yield ask("update", pid, "no such", 1)
    begun = yield ask("begin_update", pid, "set", 11, id="two")
    yield ask("result", begun)
    yield ask("begin_update", pid, "set", 12, id="two")
    yield ask("send", pid, "over")
    yield ask("result", pid)
    yield ask("signal", pid, "add", 5)
    for kind in (list, int):
        answering = yield ask("spawn", "answer")
        yield ask("request", answering, "a question", type=kind)
    yield ask("request", answering, "too late")
    yield ask("request", 9999, 1)


def completing() -> Dialogue:
    pid = yield ask("spawn", "(await-external 'payment)")
    yield SETTLE
    yield ask("awaited_names")
    yield ask("is_completed", "payment")
    yield ask("complete", "payment", 5)
    yield ask("complete", "payment", 6)
    yield ask("is_completed", "payment")
    yield ask("result", pid)
    reading = yield ask("spawn", "(read-line)")
    yield ask("supply_input", reading, "a line\n")
    yield ask("supply_input", 9999, "a line\n")
    yield ask("result", reading)


def watching() -> Dialogue:
    pid = yield ask("spawn", "echo", labels={"kind": "watched"})
    asleep = yield ask("spawn", "(sleep 60)", name="asleep")
    yield SETTLE
    yield ask("sample")
    yield ask("sample", order="due", limit=1)
    yield ask("sample", label={"kind": "watched"}, state="waiting")
    yield ask("sample", order="no such")
    yield ask("counts")
    yield ask("timers")
    yield ask("timers", 0)
    yield ask("members")
    yield ask("kill", pid)
    yield ask("kill", asleep)
    yield ask("counts")
    yield ask("say", "the shop opens", author="ada")
    yield ask("say", 5)
    yield SETTLE
    yield ask("said", limit=1)
    yield ask("said", after=9999)


def mending() -> Dialogue:
    yield ask("error_policy")
    yield ask("set_error_policy", "no such")
    failed = yield ask("spawn", "(car 5)")
    yield ask("result", failed)
    yield ask("retry", failed, value=7)
    yield ask("result", failed)
    yield ask("retry", failed)
    yield ask("retry", 9999)
    for _ in range(2):
        failed = yield ask("spawn", "(cdr 5)", name="fails")
        yield ask("result", failed)
    yield ask("retry_all", name="fails", value=8)
    yield ask("result", failed)
    yield ask("retry_all", like=9999)
    yield ask("set_error_policy", "park")
    yield ask("error_policy")
    stuck = yield ask("spawn", "stuck")
    yield SETTLE
    yield ask("error_policy", stuck)
    yield ask("restarts", stuck)
    yield ask("restart", stuck, "no such")
    yield ask("restart", stuck, "use-this", 8)
    yield ask("result", stuck)
    yield ask("restarts", 9999)
    yield ask("set_error_policy", "fail")


def stopping() -> Dialogue:
    number = yield ask("set_breakpoint", "square", "(= n 3)")
    yield ask("set_breakpoint", "no such")
    wrong = yield ask("set_breakpoint", "square", "(= n")
    yield ask("breakpoints")
    yield ask("delete_breakpoint", wrong)
    pid = yield ask("spawn", "square", 3)
    yield SETTLE
    yield ask("process", pid)
    yield ask("delete_breakpoint", number)
    yield ask("delete_breakpoint", number)
    yield ask("resume", pid)
    yield ask("result", pid)
    number = yield ask("break_on", "type")
    yield ask("break_on", "no kind at all")
    yield ask("delete_breakpoint", (yield ask("break_on", "json.JSONDecodeError")))
    pid = yield ask("spawn", "(cdr 5)")
    yield SETTLE
    yield ask("restarts", pid)
    yield ask("restart", pid, "use-value", 8)
    yield ask("result", pid)
    yield ask("delete_breakpoint", number)


def scheduling() -> Dialogue:
    yield ask("schedule", "daily", "square", 5, cron="0 8 * * *", zone="Europe/Berlin")
    yield ask("schedule", "hourly", "square", 5, every=3600, times=2)
    yield ask("schedule", "wrong", "square", 5)
    yield ask("schedule", "wrong", "square", 5, cron="0 8 * *")
    yield ask("schedules")
    yield ask("pause_schedule", "daily")
    yield ask("pause_schedule", "no such")
    yield ask("schedules")
    yield ask("resume_schedule", "daily")
    pid = yield ask("trigger_schedule", "daily")
    yield ask("result", pid)
    yield ask("trigger_schedule", "no such")
    yield ask("advance", hours=1)
    yield SETTLE
    yield ask("schedules")
    yield ask("advance", fortnights=1)
    yield ask("remove_schedule", "daily")
    yield ask("remove_schedule", "hourly")
    yield ask("remove_schedule", "no such")
    yield ask("schedules")


def queueing() -> Dialogue:
    yield ask("queue", "mail", limit=1, rate=(10, 60.0))
    yield ask("queue", "mail", limit=-1)
    first = yield ask("enqueue", "mail", "echo", key="a", priority=2, dedup="once")
    yield SETTLE
    yield ask("enqueue", "mail", "echo", dedup="once")
    second = yield ask("enqueue", "mail", "square", 4, labels={"kind": "mail"})
    yield ask("enqueue", "no such", "echo")
    yield SETTLE
    yield ask("queues")
    yield ask("remove_queue", "mail")
    yield ask("send", first, "sent")
    yield ask("result", second)
    yield ask("queues")
    yield ask("remove_queue", "mail")
    yield ask("remove_queue", "mail")
    yield ask("remove_queue", "no such")


def sharing() -> Dialogue:
    parcels = yield ask("channel", "parcels", capacity=2)
    yield ask("channel", "parcels", capacity=-1)
    yield ask_of(parcels, "put", 1)
    yield ask_of(parcels, "put", "two")
    yield ask_of(parcels, "info")
    yield ask_of(parcels, "get")
    yield ask_of(parcels, "get", type=int)
    yield ask_of(parcels, "close")
    yield ask_of(parcels, "get")
    yield ask_of(parcels, "put", 3)
    yield ask("channels")
    yield ask("remove_channel", "parcels")
    yield ask("remove_channel", "parcels")
    yield ask_of(parcels, "info")
    yield ask("channel", "tallies")
    door = yield ask("mutex", "door")
    yield ask("semaphore", "door")
    seats = yield ask("semaphore", "seats", 2)
    yield ask("semaphore", "seats", -1)
    hold = yield ask_of(door, "acquire")
    yield ask_of(door, "info")
    yield ask_of(hold, "release")
    yield ask_of(hold, "release")
    hold = yield ask_of(seats, "acquire", lease=5)
    yield ask("locks")
    yield ask("release_lock", "seats", hold.pid)
    yield ask("release_lock", "seats", hold.pid)
    yield ask("remove_lock", "seats")
    yield ask("remove_lock", "seats")
    yield ask_of(seats, "info")


def deploying(folder: Path) -> Dialogue:
    file = str(folder / "nap.py")
    yield ask("load", PROGRAM)
    yield ask("load", PROGRAM, again=True, version="1.0")
    pid = yield ask("spawn", "echo")
    yield SETTLE
    yield ask("load", PROGRAM, again=True, version="1.1")
    yield ask("load", folder / "nothing.scm")
    yield ask("versions")
    yield ask("send", pid, "go on")
    yield ask("drain")
    yield ask("drain", "9")
    yield ask("versions")
    napping = yield ask("spawn", "nap:nap", 3)
    yield SETTLE
    text = NAP.replace("return days", "return days + 1")
    yield ask("upgrade", napping, {file: NAP.replace("time.sleep", "abs")})
    yield ask("upgrade", napping, {file: text})
    yield ask("upgrade", 9999)
    yield ask("upgrade_all", {file: NAP})
    yield ask("advance", days=3)
    yield ask("result", napping)


def looking() -> Dialogue:
    yield ask("eval", "(define (half x) (/ x 0)) (define order (list 1 (vector 2 3)))")
    pid = yield ask("spawn", "(list 1 (half 10))")
    yield SETTLE
    debugger = yield ask("debug", pid)
    yield ask("debug", 9999)
    yield ask_of(debugger, "variables")
    yield ask_of(debugger, "evaluate", "(* x 10)")
    yield ask_of(debugger, "evaluate", "(car x)")
    yield ask_of(debugger, "restarts")
    yield ask_of(debugger, "return_from", 0, "(quotient x 2)")
    yield ask_of(debugger, "settle")
    yield ask("result", pid)
    inspector = yield ask("inspect", "order")
    yield ask("inspect", "nothing")
    yield ask_of(inspector, "page")
    yield ask_of(inspector, "follow", 1)
    yield ask_of(inspector, "set", 1, "(* 5 5)")
    yield ask_of(inspector, "evaluate", "(vector-ref it 1)")
    yield ask_of(inspector, "follow", 7)
    yield ask_of(inspector, "back")
    yield ask_of(inspector, "back")
    browser = yield ask("browse")
    yield ask_of(browser, "definition", "half")
    yield ask_of(browser, "define", "(define (half x) (quotient x 2))")
    yield ask_of(browser, "find_name", "haf")
    yield ask_of(browser, "definition", "nix")
    yield ask("call", "half", 8)
    yield ask("path_to", "order")
    yield ask("referrers", "order")
    yield ask("instances", "hash-table")
    yield ask("instances", "nix")
    yield ask("become", "order", "(list 9)")
    yield ask("eval", "order")
    yield ask("become", "1", "2")


def converting() -> Dialogue:
    yield ask("call", "list", Parcel(3))
    converter = Converter(Parcel, lambda parcel: parcel.weight, Parcel)
    yield ask("register_converter", converter)
    yield ask("call", "list", Parcel(3))
    yield ask("register_converter", converter)


def closing() -> Dialogue:
    pid = yield ask("spawn", "echo")
    yield SETTLE
    yield ask("close", 0)
    yield ask("result", pid)
    yield ask("spawn", "echo")
    yield ask("close")


def crashing() -> Dialogue:
    yield ask("crash")
    yield ask("eval", "1")


DIALOGUES: list[Callable[..., Dialogue]] = [
    *(calling, starting, ending, keeping, requesting, completing, mending, stopping, scheduling),
    *(queueing, sharing, deploying, looking, converting, watching, closing, crashing),
]
