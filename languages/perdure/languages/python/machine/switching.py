"""Switching between the stacks of a program: those of its threads, and of its loops' tasks.

A stack that waits for another, for a future say, is captured, as for a wait of the process, but
stays in memory while other stacks go on. The process itself waits when none can: for a timer, or
for the first outcome of the calls that are under way. Its space then has one stack among its
frames, the front, as an execution has a stack.

Loops go round as asyncio's do: what is ready when a round begins is called in its order; what
becomes ready meanwhile, and timers, are for the next.

Reads: perdure.languages.python.runtime.tasks. Read by: perdure.languages.python.machine.running.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from typing import Any

from perdure.languages.python.machine.ends import End, Ended, Raised, Waits
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.valuing import fault_of
from perdure.languages.python.runtime.coroutines import Coroutine, awaited
from perdure.languages.python.runtime.errors import Cancelled
from perdure.languages.python.runtime.outside import checked
from perdure.languages.python.runtime.tasks import futures, groups
from perdure.languages.python.runtime.tasks.loop import RESOLUTION, Loop
from perdure.languages.python.runtime.tasks.scheduler import (
    Call,
    Outer,
    Scheduler,
    Thread,
    UntilCalled,
    UntilTime,
)
from perdure.languages.python.runtime.tasks.task import Step, StopLoop, Task, Wakeup

CALLS = "calls"  #: the wait of a process for the first outcome of its calls
FOREVER = 100 * 365 * 86400.0  #: seconds that a program sleeps that waits for nothing

#: What a stack goes on with: whether something is raised in it, and what.
Given = tuple[bool, Any]

#: Exceptions that leave a loop, whatever raised them in it.
LEAVING = (SystemExit, KeyboardInterrupt, Cancelled)


def after(space: Space, end: End) -> Given | End:
    """Go on after a stack has ended, or waits: with another, or with a wait of the process."""
    if not isinstance(end, Waits):
        return _ended(space, end)
    scheduler = space.scheduler()
    thread = scheduler.thread
    switch = _SWITCHES.get(end.kind)
    if switch is not None:
        given = switch(space, thread, *end.arguments)
        return given if given is not None else following(space)
    is_shared = len(scheduler.threads) > 1 or bool(scheduler.calls)
    if end.kind == "effect" and (is_shared or thread.loop is not None):
        function, arguments, keywords = end.arguments
        call = scheduler.new_call(function, arguments, keywords, False)
        call.in_loop = thread.loop is not None
        call.place = _place(space)
        call.thread = thread
        _leave(space, thread, UntilCalled())
    elif end.kind == "timer" and is_shared:
        _leave(space, thread, UntilTime(end.arguments[0]))
    elif end.kind == "over" and len(scheduler.threads) > 1:
        _leave(space, thread, None)
        scheduler.threads.remove(thread)
        scheduler.threads.append(thread)
        return _halted(space, end)
    else:
        return end  # the process waits, whatever else could go on
    return following(space)


def _place(space: Space) -> str:
    found = space.suspended_place(0)
    return "" if found is None else f"{found[0]}:{found[1]}"


def _leave(space: Space, thread: Thread, wait: Any) -> None:
    """Let a thread go on with the stack that it has when a wait is over."""
    thread.frames = list(space.frames)
    space.frames.clear()
    thread.is_raised, thread.value = False, None
    thread.wait = wait
    thread.is_in_stack = True


def following(space: Space) -> Given | End:
    """Go on with the next stack that can."""
    scheduler: Scheduler = space.tasks
    if space.is_stale:  # what is in memory is to be loaded anew first
        return _halted(space, Waits("over", ()))
    threads = scheduler.threads
    while True:
        for thread in [scheduler.thread, *threads]:
            if thread.is_done:
                continue
            scheduler.runs(thread)
            given = _of_thread(space, thread)
            if given is not None:
                scheduler.is_running = True
                return given
            if scheduler.final is not None and _only_daemons(scheduler):
                return (
                    Raised(scheduler.final[1]) if scheduler.final[0] else Ended(scheduler.final[1])
                )
        waits = _idle(space, scheduler)
        if waits is not None:
            return waits


def _only_daemons(scheduler: Scheduler) -> bool:
    return all(thread.is_daemon for thread in scheduler.threads)


def _now(space: Space) -> float:
    return max(float(space.host.now()), space.tasks.time)


def _of_thread(space: Space, thread: Thread) -> Given | None:
    """The stack of a thread, where it can go on."""
    if thread.wait is not None:
        if not thread.wait.is_over(_now(space)):
            return None
        thread.wait = None
    if not thread.is_in_stack:
        return _of_loop(space, thread, thread.loop)
    if thread.begin is not None:
        space.begin, thread.begin = thread.begin, None
        return False, None
    space.frames[:] = thread.frames
    given = thread.is_raised, thread.value
    thread.frames, thread.is_raised, thread.value = [], False, None
    return given


# Loops


def _of_loop(space: Space, thread: Thread, loop: Loop) -> Given | None:
    """Call what a loop has ready; None where it has to wait."""
    while True:
        if not loop.left or not loop.ready:
            if loop.is_stopping:
                return _loop_ended(space, thread, loop)
            now = _now(space) + RESOLUTION
            while loop.timers and (loop.timers[0][2].is_cancelled or loop.timers[0][0] <= now):
                _, _, handle = heapq.heappop(loop.timers)
                if not handle.is_cancelled:
                    loop.ready.append(handle)
            loop.left = len(loop.ready)
            if not loop.left:
                return None
        loop.left -= 1
        handle = loop.ready.popleft()
        if handle.is_cancelled:
            continue
        callback = handle.callback
        kind = type(callback)
        if kind is Step or kind is Wakeup:
            given = _step(space, thread, callback, handle.args)
            if given is not None:
                return given
        elif kind in DIRECT:
            callback(*handle.args)
        else:
            thread.task, thread.is_in_stack = None, True
            thread.context = handle.context
            space.begin = (checked(callback), handle.args, {})
            return False, None


#: Callbacks that are called at once: they run nothing of a program's.
DIRECT: set[type] = {StopLoop, *futures.DIRECT, *groups.DIRECT}


def _step(
    space: Space, thread: Thread, callback: Step | Wakeup, arguments: tuple[Any, ...]
) -> Given | None:
    """Have a task go on; None where it has ended before it began."""
    task: Task = callback.task
    if task.done():
        return None
    given = callback.outcome(*arguments)
    task.waiter = None
    if task.must_cancel:
        given = True, task.taken_cancellation(given[1] if given[0] else None)
    thread.task, thread.is_in_stack, thread.context = task, True, task.context
    frames, task.frames = task.frames, []
    if frames:
        space.frames[:] = frames
        return given
    if frames is not None:  # it awaits something outside, and nothing else
        return _task_ended(thread, *given)
    coroutine = task.coro
    if given[0]:  # before its first statement
        coroutine.close()
        return _task_ended(thread, *given)
    if type(coroutine) is Coroutine:
        if coroutine.is_awaited:
            return _task_ended(thread, True, RuntimeError("cannot reuse already awaited coroutine"))
        coroutine.is_awaited = True
        space.begin = (coroutine.function, coroutine.arguments, coroutine.keywords)
    else:
        space.begin = (awaited, (coroutine,), {})
    return False, None


def _task_ended(thread: Thread, is_raised: bool, value: Any) -> Given | None:
    task = thread.task
    thread.task, thread.is_in_stack = None, False
    task.ends(is_raised, value)
    return None


def _loop_ended(space: Space, thread: Thread, loop: Loop) -> Given:
    """Go on with what has run a loop."""
    until = _out_of_loop(space, thread)
    if until is None:
        return False, None
    if not until.done():
        return True, RuntimeError("Event loop stopped before Future completed.")
    try:
        return False, until.result()
    except BaseException as error:  # noqa: BLE001  (it is raised in the program)
        return True, error


def _out_of_loop(space: Space, thread: Thread) -> Any:
    """Take up the stack that waits for a thread's loop; gives the future that it ran for."""
    outer = thread.outer.pop()
    loop = thread.loop
    loop.running = loop.is_stopping = False
    thread.loop, thread.task, thread.context = outer.loop, outer.task, outer.context
    thread.is_in_stack = True
    space.frames[:] = outer.frames
    return outer.until


# Waits of a stack for others


def _park(space: Space, thread: Thread, future: Any) -> Given | None:
    task = thread.task
    if task is None:
        return True, RuntimeError("no running event loop")
    if future is task:
        return True, RuntimeError(f"Task cannot await on itself: {task!r}")
    if future is not None and future.get_loop() is not thread.loop:
        return True, RuntimeError(
            f"Task {task!r} got Future {future!r} attached to a different loop"
        )
    task.frames = list(space.frames)
    space.frames.clear()
    thread.task, thread.is_in_stack = None, False
    task.waits_for(future)
    return None


def _run_loop(space: Space, thread: Thread, loop: Loop, until: Any) -> Given | None:
    outer = Outer(list(space.frames), thread.task, thread.loop, until)
    outer.context = thread.context
    thread.outer.append(outer)
    space.frames.clear()
    thread.loop, thread.task, thread.is_in_stack = loop, None, False
    loop.running, loop.is_stopping, loop.left = True, False, 0
    if until is not None:
        until.add_done_callback(StopLoop(loop))
    return None


def _await_outside(
    space: Space, thread: Thread, function: Any, arguments: Any, keywords: Any
) -> Given | None:
    call = space.tasks.new_call(function, arguments, keywords, True)
    call.in_loop = True
    if thread.task is None:
        call.thread = thread
        _leave(space, thread, UntilCalled())
        return None
    call.future = futures.Outcome(call, loop=thread.loop)
    return _park(space, thread, call.future)


def _until(space: Space, thread: Thread, wait: Any) -> Given | None:
    _leave(space, thread, wait)
    return None


_SWITCHES: dict[str, Callable[..., Given | None]] = {
    "park": _park,
    "loop": _run_loop,
    "await": _await_outside,
    "until": _until,
}


# The end of a stack


def _ended(space: Space, end: Ended | Raised) -> Given | End:
    scheduler: Scheduler = space.tasks
    thread = scheduler.thread
    is_raised, value = (True, end.error) if isinstance(end, Raised) else (False, end.value)
    if thread.loop is not None and thread.is_in_stack:
        if thread.task is not None:
            if isinstance(value, StopIteration) and is_raised:
                error = RuntimeError("coroutine raised StopIteration")
                error.__cause__ = value
                value = error
            _task_ended(thread, is_raised, value)
        elif is_raised and not isinstance(value, LEAVING):
            thread.is_in_stack = False
            context = {"message": "Exception in callback", "exception": value}
            thread.loop.call_soon(thread.loop.call_exception_handler, context)
        thread.is_in_stack = False
        if is_raised and isinstance(value, LEAVING):
            _out_of_loop(space, thread)
            scheduler.is_running = True
            return True, value
        return following(space)
    thread.is_done = True
    scheduler.threads.remove(thread)
    if thread is scheduler.main:
        scheduler.final = (is_raised, value)
        if is_raised and scheduler.threads and not isinstance(value, LEAVING):
            scheduler.fault = fault_of(space, value)
    if thread.ended is not None:
        thread.ended(is_raised, value)
    if scheduler.final is not None and _only_daemons(scheduler):
        return Raised(scheduler.final[1]) if scheduler.final[0] else Ended(scheduler.final[1])
    if thread is scheduler.thread and scheduler.threads:
        scheduler.thread = scheduler.threads[0]
    return following(space)


# Waits of the process


def _idle(space: Space, scheduler: Scheduler) -> Waits | None:
    """The wait of a process none of whose stacks can go on; None where one can by now."""
    deadlines = []
    for thread in scheduler.threads:
        if thread.wait is not None:
            deadlines.append(thread.wait.deadline())
        elif not thread.is_in_stack and thread.loop.timers:
            deadlines.append(thread.loop.timers[0][0])
    known = [each for each in deadlines if each is not None]
    now = _now(space)
    deadline = min(known, default=None)
    if deadline is not None and deadline <= now:
        return None
    scheduler.deadline = deadline
    if scheduler.calls:
        return _halted(space, Waits(CALLS, (deadline,)))
    return _halted(space, Waits("timer", (now + FOREVER if deadline is None else deadline,)))


def _halted(space: Space, waits: Waits) -> Waits:
    """Let the whole process wait, with the stack of its first thread at the front."""
    scheduler: Scheduler = space.tasks
    scheduler.is_running = False
    for thread in (scheduler.main, *scheduler.threads):
        holder: Any = thread.outer[0] if thread.outer else thread
        if holder.frames and not thread.is_done:
            space.frames[:] = holder.frames
            holder.frames = []
            scheduler.front = holder
            break
    return waits


def resumed(space: Space, is_raised: bool, value: Any) -> Given | End:
    """Go on with what the process has waited for."""
    scheduler: Scheduler = space.tasks
    if scheduler.is_running:
        return is_raised, value
    if scheduler.front is not None:
        scheduler.front.frames = list(space.frames)
        space.frames.clear()
        scheduler.front = None
    if is_raised:
        return _raised_in_main(space, scheduler, value)
    is_due = True
    if value is not None:
        outcomes, is_due = value
        for number, *given in outcomes:
            _give(scheduler, scheduler.calls.pop(number, None), *given)
    if is_due and scheduler.deadline is not None:
        scheduler.time = max(scheduler.time, scheduler.deadline)
    scheduler.deadline = None
    return following(space)


def _give(scheduler: Scheduler, call: Call | None, is_raised: bool, value: Any) -> None:
    """Let what waits for a call go on."""
    if call is None:
        return
    if call.future is None:
        thread = call.thread
        thread.wait, thread.is_raised, thread.value = None, is_raised, value
    elif not call.future.done():
        if not is_raised:
            call.future.set_result(value)
        elif isinstance(value, asyncio.CancelledError):
            asyncio.Future.cancel(call.future, *value.args[:1])
        elif isinstance(value, StopIteration):
            call.future.set_exception(RuntimeError(f"a coroutine raised {value!r}"))
        else:
            call.future.set_exception(value)


def _raised_in_main(space: Space, scheduler: Scheduler, error: BaseException) -> Given | End:
    """Raise something in the first thread, beneath all loops that it runs."""
    main = scheduler.main
    if main.is_done:
        return Raised(error)
    while len(main.outer) > 0:
        _out_of_loop(space, main)
        main.frames = list(space.frames)
    main.wait, main.is_in_stack = None, True
    main.is_raised, main.value = True, error
    scheduler.thread = main
    return following(space)
