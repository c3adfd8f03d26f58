"""The names of asyncio for programs: durable functions in the place of those that wait.

Classes that hold no stack (locks, events, queues) stay Python's own; their methods that wait are
functions of the guest's.

Reads: the modules of this folder. Read by: perdure.languages.python.runtime.builtins.
"""

from __future__ import annotations

import asyncio
import collections
from pathlib import Path
from typing import Any

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.coroutines import Coroutine, awaited, park
from perdure.languages.python.runtime.redirections import in_place_of, method_in_place_of
from perdure.languages.python.runtime.tasks.futures import (
    SET_UNLESS_DONE,
    Completing,
    Counter,
    Release,
    ensure_future,
    gather,
    shield,
)
from perdure.languages.python.runtime.tasks.groups import Runner, TaskGroup, Timeout, is_base_error
from perdure.languages.python.runtime.tasks.guests import (
    UNIT,
    coroutine,
    coroutine_function,
    current_loop,
    function,
    running_loop,
)
from perdure.languages.python.runtime.tasks.loop import Loop, new_loop
from perdure.languages.python.runtime.tasks.threads import begun_in_thread
from perdure.languages.python.runtime.twins import GUESTS, Guest

# Running


@in_place_of(asyncio.run)
def run(main: Any, *, debug: bool | None = None, loop_factory: Any = None) -> Any:
    if current_loop() is not None:
        if hasattr(main, "close"):
            main.close()
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    return function("run")(main, debug, loop_factory)


@in_place_of(asyncio.get_running_loop)
def get_running_loop() -> Loop:
    return running_loop()


@in_place_of(asyncio.get_event_loop)
def get_event_loop() -> Any:
    space: Any = current()
    thread = space.scheduler().thread
    if thread.loop is not None:
        return thread.loop
    if thread.own_loop is None:
        thread.own_loop = new_loop()
    return thread.own_loop


@in_place_of(asyncio.new_event_loop)
def new_event_loop() -> Loop:
    return new_loop()


@in_place_of(asyncio.set_event_loop)
def set_event_loop(loop: Any) -> None:
    space: Any = current()
    space.scheduler().thread.own_loop = loop


@in_place_of(asyncio.current_task)
def current_task(loop: Any = None) -> Any:
    space: Any = current()
    running_loop()
    return space.tasks.thread.task


@in_place_of(asyncio.all_tasks)
def all_tasks(loop: Any = None) -> set[Any]:
    return set((running_loop() if loop is None else loop).all_tasks)


@in_place_of(asyncio.create_task)
def create_task(coro: Any, **options: Any) -> Any:
    try:
        loop = running_loop()
    except RuntimeError:
        if hasattr(coro, "close"):
            coro.close()
        raise
    return loop.create_task(coro, **options)


in_place_of(asyncio.Runner)(Runner)
in_place_of(asyncio.ensure_future)(ensure_future)
in_place_of(asyncio.gather)(gather)
in_place_of(asyncio.shield)(shield)
in_place_of(asyncio.TaskGroup)(TaskGroup)


@in_place_of(asyncio.timeout)
def timeout(delay: float | None) -> Timeout:
    return Timeout(None if delay is None else running_loop().time() + delay)


@in_place_of(asyncio.timeout_at)
def timeout_at(when: float | None) -> Timeout:
    return Timeout(when)


in_place_of(asyncio.Timeout)(Timeout)
in_place_of(asyncio.sleep)(coroutine_function("sleep"))
in_place_of(asyncio.wait_for)(coroutine_function("wait_for"))


@in_place_of(asyncio.wait)
def wait_futures(
    fs: Any, *, timeout: float | None = None, return_when: str = asyncio.ALL_COMPLETED
) -> Coroutine:
    return coroutine("wait", fs, timeout, return_when)


@in_place_of(asyncio.as_completed)
def as_completed(fs: Any, *, timeout: float | None = None) -> Completing:
    return Completing(fs, timeout, running_loop())


@in_place_of(asyncio.to_thread)
def to_thread(called: Any, /, *arguments: Any, **keywords: Any) -> Coroutine:
    return coroutine("in_thread", called, arguments, keywords)


# Methods of what stays Python's own

_METHODS: dict[Any, str] = {
    asyncio.Lock.acquire: "acquire_lock",
    asyncio.Lock.__aenter__: "entered",
    asyncio.Lock.__aexit__: "left",
    asyncio.Semaphore.acquire: "acquire_semaphore",
    asyncio.Semaphore.__aenter__: "entered",
    asyncio.Semaphore.__aexit__: "left",
    asyncio.Condition.__aenter__: "entered",
    asyncio.Condition.__aexit__: "left",
    asyncio.Condition.wait: "wait_condition",
    asyncio.Condition.wait_for: "wait_condition_for",
    asyncio.Event.wait: "wait_event",
    asyncio.Queue.put: "put",
    asyncio.Queue.get: "got",
    asyncio.Queue.join: "join",
    asyncio.Barrier.wait: "wait_barrier",
    asyncio.Barrier.__aenter__: "wait_barrier",
    asyncio.Barrier.__aexit__: "nothing",
    asyncio.Barrier.reset: "reset_barrier",
    asyncio.Barrier.abort: "abort_barrier",
}
for _method, _name in _METHODS.items():
    in_place_of(_method)(coroutine_function(_name))


@in_place_of(Coroutine.__await__)
def coroutine_iterator(made: Coroutine) -> Any:
    return function("coroutine_iterator")(made)


@method_in_place_of(asyncio.Future, "__await__")
def future_iterator(future: Any) -> Any:
    return function("future_iterator")(future)


_states: Any = getattr(asyncio.locks, "_BarrierState")  # noqa: B009

GUESTS[UNIT] = Guest(
    Path(__file__).with_name("guest.py"),
    {
        "BARRIER_BROKEN": _states.BROKEN,
        "BARRIER_BUSY": (_states.DRAINING, _states.RESETTING),
        "BARRIER_DRAINING": _states.DRAINING,
        "BARRIER_FILLING": _states.FILLING,
        "BARRIER_RESETTING": _states.RESETTING,
        "SET_UNLESS_DONE": SET_UNLESS_DONE,
        "Counter": Counter,
        "Release": Release,
        "Runner": Runner,
        "Timeout": Timeout,
        "WHENS": (asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED),
        "asyncio": asyncio,
        "awaited": awaited,
        "begun_in_thread": begun_in_thread,
        "collections": collections,
        "coroutine": Coroutine,
        "ensure_future": ensure_future,
        "gather": gather,
        "is_base_error": is_base_error,
        "is_future": asyncio.isfuture,
        "park": park,
        "running_loop": running_loop,
    },
)
