"""Calls under way: those of a program that has several stacks, each in a thread or on a loop.

What tasks and threads of one program call outside runs at the same time. The process waits for the
first outcome, or for the time at which one of its stacks can go on; what is still under way then
goes on meanwhile, and the process's next wait finds it here. After a crash all calls that the
process had not heard of are begun again.

A call runs on the objects of the space that asked for it first. Where a slice is thrown away
meanwhile, the process goes on with another, which was loaded: it is given a copy of the outcome. If
the call has changed what the program has elsewhere too, or gives what it was given, the other space
knows nothing of it, and the call is made again, under its key.

Awaitables of libraries are awaited on one loop of asyncio's, in a thread of its own, as what
libraries make on a loop (connections, locks) belongs to that.

Read by: perdure.languages.python.machine.effects, perdure.languages.python.machine.volatile.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import queue
import threading
import time
from functools import cache, partial
from typing import Any

from perdure.languages.python.heap import (
    CannotLoad,
    CannotStore,
    Handle,
    Print,
    dump_apart,
    kind_reducers,
    load_apart,
    maker,
)
from perdure.languages.python.machine.intact import Given, StillChanging, is_shared
from perdure.languages.python.machine.keys import sending
from perdure.languages.python.machine.net import watching
from perdure.languages.python.machine.origins import described
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import set_printing
from perdure.languages.python.runtime.console import program_streams
from perdure.languages.python.runtime.tasks.scheduler import Call

MOST = 64  #: threads that make calls
LOOK = 0.05  #: seconds between looks at a clock that may be set

#: Numbers of calls with (whether it raised, what), and whether the time has come.
Outcomes = tuple[list[tuple[int, bool, Any]], bool]

logger = logging.getLogger("perdure")

_changed = threading.Condition()


class Running:
    """A call under way, or its outcome."""

    def __init__(self, call: Call, key: str, given: Given) -> None:
        self.call = call
        self.key = key  #: that requests have which it makes
        self.given = given
        self.is_done = False
        self.is_raised = False
        self.value: Any = None
        self.touched: bool | None = None  #: whether it has touched the world; None: it is no making
        self.output: list[str] = []
        self.task: asyncio.Task[Any] | None = None  #: of the library's loop, where it is awaited
        self.is_told = False  #: that it is cancelled

    def ends(self, is_raised: bool, value: Any) -> None:
        with _changed:
            self.is_raised, self.value, self.is_done = is_raised, value, True
            _changed.notify_all()

    def cancel(self) -> None:
        """Cancel what is awaited; the rest goes on."""
        if self.call.is_awaited and not self.is_told:
            self.is_told = True
            library_loop().call_soon_threadsafe(self.cancel_task)

    # In the library's loop

    def await_it(self) -> None:
        self.task = library_loop().create_task(awaiting(self.call, self.key))
        self.task.add_done_callback(self.awaited)

    def cancel_task(self) -> None:
        if self.task is not None:
            library_loop().call_soon(self.task.cancel)  # once it has begun

    def awaited(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            self.ends(True, asyncio.CancelledError())
        elif (error := task.exception()) is not None:
            self.ends(True, error)
        else:
            self.ends(False, task.result())


class UnderWay:
    """The calls under way of one program, by number."""

    def __init__(self) -> None:
        self.running: dict[int, Running] = {}
        self.waiting: object = None  #: stands for the wait that is to have the next outcome


_under_way: dict[str, UnderWay] = {}


def first_outcomes(space: Space, deadline: float | None) -> Outcomes:
    """Wait until a call of the program's has ended, or the time has come."""
    calls = space.tasks.calls
    mine = _under_way.setdefault(space.tasks.key, UnderWay())
    running = mine.running
    waiting = mine.waiting = object()
    for number in [number for number in running if number not in calls]:
        running.pop(number).cancel()
    stored = [(number, *call.outcome) for number, call in calls.items() if call.outcome is not None]
    if stored:  # they were committed with the program
        for number, *_ in stored:
            running.pop(number, None)
            calls[number].outcome = None
        return stored, False
    known: dict[int, Print] = {}
    for number, call in calls.items():
        if number not in running:
            running[number] = begun(space, call, known)
        if call.is_cancelled:
            running[number].cancel()
    while True:
        with _changed:
            while True:
                if space.is_gone or mine.waiting is not waiting:
                    return [], False
                ended = [number for number, each in running.items() if each.is_done]
                if ended:
                    break
                if deadline is not None and space.host.now() >= deadline:
                    return [], True
                _changed.wait(None if deadline is None else LOOK)
        outcomes = []
        for number in ended:
            given = outcome(space, running.pop(number))
            if given is None:
                running[number] = begun(space, calls[number], {})
            else:
                outcomes.append((number, *given))
        if outcomes:
            return outcomes, False


def outcome(space: Space, running: Running) -> tuple[bool, Any] | None:
    """The outcome of a call, as that space has it; None where it can have none."""
    value = running.value
    if running.given.space is not space:
        try:
            value = brought(running, space)
        except (CannotStore, CannotLoad) as error:
            logger.warning("%s is called again: %s", described(running.call.function), error)
            return None
    space.output += running.output
    call = running.call
    if running.touched is not None:
        function = MadeInLoop(call.function) if call.in_loop else call.function
        making = Handle(function, call.arguments, call.keywords)
        space.note_outcome(value, making, running.touched, call.place)
    return running.is_raised, value


def brought(running: Running, space: Space) -> Any:
    """The outcome of a call, out of the space that it has run on. CannotStore, CannotLoad."""
    given, value = running.given, running.value
    changed = given.changed({})
    if changed and is_shared(space, space.tasks.calls[running.call.number], changed):
        raise StillChanging(running.call)
    try:
        dumped = dump_apart(given.space, value)
    except CannotStore:
        return value  # a connection, say: it has not been used
    if given.has(value):
        raise CannotStore(value, "?", "it gives what it was given")
    return load_apart(space, dumped.parts[0], dumped.refs)


def let_go(key: str) -> None:
    """Cancel what is under way for a program that has ended."""
    mine = _under_way.pop(key, None)
    for running in [] if mine is None else mine.running.values():
        running.cancel()


def begun(space: Space, call: Call, known: dict[int, Print]) -> Running:
    running = Running(call, f"{space.tasks.key}-{call.number}", Given(space, call, known))
    if call.is_awaited:
        library_loop().call_soon_threadsafe(running.await_it)
    else:
        _pool.put(partial(make, running))
    return running


# Where the program is stored


def take_in(space: Space) -> None:
    """Have the outcomes that have come stored with the program."""
    for number, running in running_on(space):
        call = space.tasks.calls[number]
        if running.is_done and call.outcome is None:
            call.outcome = outcome(space, running)


def check_intact(space: Space) -> None:
    """See that no call that runs has changed what was stored just now. StillChanging."""
    known: dict[int, Print] = {}
    for number, running in running_on(space):
        call = space.tasks.calls[number]
        if call.outcome is None and not running.given.is_intact(known):
            raise StillChanging(call)


def wait_intact(space: Space) -> None:
    """Wait until each call that has changed what it was given has ended."""
    for _, running in running_on(space):
        while not (running.is_done or running.given.is_intact({})):
            with _changed:
                _changed.wait(LOOK)


def running_on(space: Space) -> list[tuple[int, Running]]:
    """The calls of a program that run on this space, and are not to end."""
    if space.tasks is None or space.tasks.key not in _under_way:
        return []
    running = _under_way[space.tasks.key].running
    return [
        (number, each)
        for number, each in list(running.items())
        if number in space.tasks.calls and each.given.space is space
    ]


# Awaitables


@cache
def library_loop() -> asyncio.AbstractEventLoop:
    """The loop of asyncio's that libraries' awaitables run on."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="perdure-awaiting", daemon=True).start()
    return loop


async def awaiting(call: Call, key: str | None = None) -> Any:
    """Call, and await what that gives."""
    with sending(key):
        if call.function is None:
            thing = call.arguments[0]
        else:
            thing = call.function(*call.arguments, **call.keywords)
        return await thing if inspect.isawaitable(thing) else thing


def await_here(function: Any, arguments: Any, keywords: Any) -> Any:
    """Await in this thread, which waits meanwhile."""
    call = Call(0, function, arguments, keywords, True)
    return asyncio.run_coroutine_threadsafe(awaiting(call), library_loop()).result()


# Calls in threads


class Pool:
    """Threads that make calls; they end with the interpreter."""

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.idle = threading.Semaphore(0)
        self.count = 0
        self.lock = threading.Lock()

    def put(self, job: Any) -> None:
        self.waiting.put(job)
        with self.lock:
            if not self.idle.acquire(blocking=False) and self.count < MOST:
                self.count += 1
                threading.Thread(target=self.work, name="perdure-calls", daemon=True).start()

    def work(self) -> None:
        while True:
            self.waiting.get()()
            self.idle.release()


_pool = Pool()


def make(running: Running) -> None:
    """Make a call, in a thread of the pool."""
    call = running.call
    set_printing(running.output)
    try:
        with watching() as touched, program_streams(), sending(running.key):
            if call.in_loop:
                value = in_loop(call.function, call.arguments, call.keywords)
            else:
                value = call.function(*call.arguments, **call.keywords)
    except BaseException as error:  # noqa: BLE001  (it is the program's)
        traceback = error.__traceback__
        error.__traceback__ = None if traceback is None else traceback.tb_next
        running.ends(True, error)
    else:
        running.touched = bool(touched)
        running.ends(False, value)
    finally:
        set_printing(None)


def in_loop(function: Any, arguments: Any, keywords: Any) -> Any:
    """Call what may ask for the loop that runs, to belong to it."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(library_loop())
    try:
        return function(*arguments, **keywords)
    finally:
        asyncio._set_running_loop(before)
        library_loop().call_soon_threadsafe(time.time)  # it may have been given something to do


class MadeInLoop:
    """The making of what belongs to a loop: it is made again where one runs."""

    def __init__(self, function: Any) -> None:
        self.function = function
        self.__qualname__ = getattr(function, "__qualname__", type(function).__qualname__)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return in_loop(self.function, arguments, keywords)


@kind_reducers(MadeInLoop)
def reduce_made_in_loop(dumper: Any, made: MadeInLoop) -> Any:
    return made_in_loop, (made.function,)


@maker
def made_in_loop(function: Any) -> MadeInLoop:
    return MadeInLoop(function)
