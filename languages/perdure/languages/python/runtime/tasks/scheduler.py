"""The threads of a program, and the calls outside that they wait for: data, as the heap has it.

A *thread* has one stack at a time on Python's: its own, or that of a task of the loop that it runs,
or of a callback. The stacks beneath a running loop are `outer`. A program that uses neither tasks
nor threads has no scheduler.

A *call* is one of a function of a library's, or an awaitable of one's, that a task or a thread
waits for while the rest may go on.

Read by: perdure.languages.python.machine.switching.
"""

from __future__ import annotations

import contextvars
from typing import Any

from perdure.languages.python.runtime.tasks.keeping import kept


@kept("outer")
class Outer:
    """A stack that waits until a loop has run to its end."""

    __slots__ = ("context", "frames", "loop", "task", "until")

    def __init__(self, frames: list[Any], task: Any, loop: Any, until: Any) -> None:
        self.frames = frames
        self.task = task
        self.loop = loop
        self.until = until  #: the future that the loop runs for; None: for ever
        self.context: contextvars.Context | None = None


@kept("thread")
class Thread:
    """One thread of a program."""

    def __init__(self, number: int, name: str) -> None:
        self.number = number
        self.name = name
        self.frames: list[Any] = []  #: of the stack that it goes on with
        self.begin: Any = None  #: (function, arguments, keywords), where it has not begun
        self.is_raised = False  #: what it goes on with
        self.value: Any = None
        self.wait: Any = None  #: is asked by `is_over(scheduler)`; None: it can go on
        self.is_in_stack = False  #: whether it has a stack to go on with, and no round of its loop
        self.loop: Any = None  #: that it runs
        self.own_loop: Any = None  #: as `asyncio.set_event_loop` was told
        self.task: Any = None  #: whose stack that is
        self.outer: list[Outer] = []
        self.context: contextvars.Context | None = None
        self.ended: Any = None  #: is told (is_raised, value)
        self.is_done = False
        self.is_daemon = False
        self.object: Any = None  #: the threading.Thread


@kept("call")
class Call:
    """A call outside."""

    #: (whether it is raised, what), where it had ended when the program was stored
    outcome: tuple[bool, Any] | None = None

    def __init__(
        self, number: int, function: Any, arguments: Any, keywords: Any, is_awaited: bool
    ) -> None:
        self.number = number
        self.function = function
        self.arguments = arguments
        self.keywords = keywords
        self.is_awaited = is_awaited  #: whether what it gives is awaited, on a loop of asyncio's
        self.place = ""  #: the line that it stands at
        self.in_loop = False  #: whether a program's loop runs where it is called
        self.is_cancelled = False  #: whether it is to be cancelled where it is awaited
        self.future: Any = None  #: that is given the outcome
        self.thread: Any = None  #: that goes on with it


@kept("until a time")
class UntilTime:
    """A wait of a thread for a time."""

    __slots__ = ("time",)

    def __init__(self, time: float) -> None:
        self.time = time

    def is_over(self, now: float) -> bool:
        return now >= self.time

    def deadline(self) -> float | None:
        return self.time


@kept("until called")
class UntilCalled:
    """A wait of a thread for the outcome of a call, which ends it."""

    __slots__ = ()

    def is_over(self, now: float) -> bool:
        return False

    def deadline(self) -> float | None:
        return None


@kept("until free")
class UntilFree:
    """A wait of a thread until a test of something gives true, or a time has come."""

    __slots__ = ("test", "thing", "time")

    def __init__(self, thing: Any, test: str, time: float | None) -> None:
        self.thing = thing
        self.test = test
        self.time = time

    def is_over(self, now: float) -> bool:
        return TESTS[self.test](self.thing) or (self.time is not None and now >= self.time)

    def deadline(self) -> float | None:
        return self.time


#: By name: whether a thread that waits for something can go on.
TESTS: dict[str, Any] = {}


def stacks_beside(scheduler: Any) -> list[tuple[str, list[Any]]]:
    """Every stack but the one that the space has: whose it is, for people, and its frames.

    The scheduler may be one of a space's, or what stands for one that is looked at.
    """
    found: list[tuple[str, list[Any]]] = []
    for thread in scheduler.threads:
        found.append((f"thread {thread.name}", thread.frames))
        found += [(f"beneath the loop of {thread.name}", outer.frames) for outer in thread.outer]
        loops = [thread.loop, *(outer.loop for outer in thread.outer)]
        for loop in loops:
            if loop is not None:
                found += [(f"task {task.name}", task.frames or []) for task in loop.all_tasks]
    return [(name, frames) for name, frames in found if frames]


@kept("scheduler")
class Scheduler:
    """All threads of a program. `thread` is the one whose stack is, or is to be, on Python's."""

    #: the valuing.Fault of the first thread, if an exception has ended it beside others
    fault: Any = None

    def __init__(self, key: str) -> None:
        self.key = key  #: by which the interpreter knows its calls
        self.main = Thread(0, "MainThread")
        self.main.is_in_stack = True
        self.thread = self.main
        self.threads = [self.main]
        self.calls: dict[int, Call] = {}
        self.time = 0.0  #: that it was at least
        self.is_running = True  #: whether the space's frames are the thread's; else it is idle
        self.tasks = 0
        self.made_threads = 0
        #: objects of `threading.local` with the variables, by thread, of those that do not run
        self.locals: list[tuple[Any, dict[int, dict[str, Any]]]] = []
        self.local_to = 0  #: the number of the thread whose variables they have
        self.named = 0  #: threads that have a number for a name
        self.made_calls = 0
        #: whose stack the space's frames are while it is idle: a thread, or its outermost Outer
        self.front: Any = None
        self.deadline: float | None = None  #: of the wait of the process
        self.final: tuple[bool, Any] | None = None  #: how the first thread has ended

    def runs(self, thread: Thread) -> None:
        """Let that thread be the one that runs, with its own variables."""
        self.thread = thread
        if self.local_to == thread.number:
            return
        for local, apart in self.locals:
            variables = local.__dict__
            apart[self.local_to] = dict(variables)
            variables.clear()
            variables.update(apart.pop(thread.number, {}))
        self.local_to = thread.number

    def go_on_in_main(self) -> None:
        """Let the first thread go on that has ended, beside those that there are."""
        self.final = self.fault = None
        self.threads = [self.main, *self.threads]
        self.main.is_done, self.main.is_in_stack, self.main.frames = False, True, []
        self.main.wait = None
        self.runs(self.main)
        self.is_running = True

    def next_task(self) -> int:
        self.tasks += 1
        return self.tasks

    def new_thread(self, function: Any, arguments: Any, keywords: Any, name: str = "") -> Thread:
        self.made_threads += 1
        thread = Thread(self.made_threads, name or f"Thread-{self.made_threads}")
        thread.begin = (function, arguments, keywords)
        thread.is_in_stack = True
        thread.context = contextvars.Context()
        self.threads.append(thread)
        return thread

    def new_call(self, function: Any, arguments: Any, keywords: Any, is_awaited: bool) -> Call:
        self.made_calls += 1
        call = Call(self.made_calls, function, arguments, keywords, is_awaited)
        self.calls[call.number] = call
        return call

    def stacks(self) -> list[list[Any]]:
        """The frames of every stack but the one that the space has."""
        return [frames for _, frames in stacks_beside(self)]
