"""The names of threading, queue and concurrent.futures for programs.

A thread of a program's is a stack of its process (see perdure.languages.python.machine.switching).
Only one runs at a time, and it goes on until it waits, or its slice is over. Locks, events, queues
and futures stay Python's own; their methods that wait are functions of the guest's.

Read by: perdure.languages.python.machine.spaces.
"""

from __future__ import annotations

import concurrent.futures as cf
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.redirections import in_place_of, method_in_place_of
from perdure.languages.python.runtime.tasks.keeping import kept
from perdure.languages.python.runtime.tasks.scheduler import TESTS, Thread, UntilFree
from perdure.languages.python.runtime.threads.objects import MARK, Waiter, owned
from perdure.languages.python.runtime.twins import GUESTS, Guest, guest

UNIT = "%threads"

LOCK: Any = type(threading.Lock())
_acquire = LOCK.acquire
_threading: Any = threading
_result: Any = cf.Future.result
_exception: Any = cf.Future.exception


def called(name: str) -> Callable[..., Any]:
    """A function that calls one of the guest's."""

    def call(*arguments: Any, **keywords: Any) -> Any:
        return guest(name, UNIT)(*arguments, **keywords)

    return call


def now() -> float:
    space: Any = current()
    return float(max(space.host.now(), 0.0 if space.tasks is None else space.tasks.time))


def block(thing: Any, test: str, timeout: float | None) -> Any:
    """Let other threads go on until that is so, or the time has come."""
    if TESTS[test](thing) or (timeout is not None and timeout <= 0):
        return None
    time = None if timeout is None else now() + timeout
    return wait("until", UntilFree(thing, test, time))


def is_enough(waited: list[Any]) -> bool:
    """Whether `wait` of some futures is over."""
    futures, when = waited
    done = [future for future in futures if future.done()]
    if len(done) == len(futures) or (done and when == cf.FIRST_COMPLETED):
        return True
    return when == cf.FIRST_EXCEPTION and any(
        not each.cancelled() and each._exception is not None for each in done
    )


TESTS.update(
    {
        "all done": lambda thing: not thing.unfinished_tasks,
        "barrier full": lambda thing: thing._state != 0,
        "barrier open": lambda thing: thing._state in (0, -2),
        "done": lambda thing: thing.done(),
        "enough": is_enough,
        "event": lambda thing: thing.is_set(),
        "idle": lambda thing: not thing.workers,
        "items": lambda thing: not thing.empty(),
        "lock": lambda thing: not thing.locked(),
        "over": lambda thing: thing.is_done,
        "own": lambda thing: thing.is_free(),
        "room": lambda thing: getattr(thing, "maxsize", 0) <= 0 or not thing.full(),
        "semaphore": lambda thing: thing._value > 0,
        "waiter": lambda thing: thing.is_free,
    }
)

# Threads


def unit_of(thread: Any) -> Thread | None:
    found: Thread | None = vars(thread).get(MARK)
    return found


@in_place_of(threading.Thread)
def new_thread(*arguments: Any, **keywords: Any) -> Any:
    made = threading.Thread.__new__(threading.Thread)
    init(made, *arguments, **keywords)
    return made


@in_place_of(threading.Thread.__init__)
def init(
    thread: Any,
    group: None = None,
    target: Any = None,
    name: Any = None,
    args: Any = (),
    kwargs: Any = None,
    *,
    daemon: bool | None = None,
    **more: Any,
) -> None:
    """As Python's, with a name and a `daemon` by the threads of the program."""
    space: Any = current()
    scheduler = space.scheduler()
    if name is None:
        scheduler.named += 1
        name = f"Thread-{scheduler.named}"
        if target is not None and hasattr(target, "__name__"):
            name += f" ({target.__name__})"
    if daemon is None:
        daemon = scheduler.thread.is_daemon
    make: Any = threading.Thread.__init__
    make(thread, group, target, name, args, kwargs, daemon=daemon, **more)


@in_place_of(threading.Timer)
def new_timer(*arguments: Any, **keywords: Any) -> Any:
    space: Any = current()
    scheduler = space.scheduler()
    made = threading.Timer(*arguments, **keywords)
    scheduler.named += 1
    made.name = f"Thread-{scheduler.named}"
    made.daemon = scheduler.thread.is_daemon
    owned(made.finished)
    return made


@in_place_of(threading.Thread.start)
def start(thread: Any) -> None:
    if unit_of(thread) is not None:
        raise RuntimeError("threads can only be started once")
    space: Any = current()
    unit = space.scheduler().new_thread(guest("bootstrap", UNIT), (thread,), {}, thread.name)
    unit.object = thread
    unit.is_daemon = thread.daemon
    thread._ident = unit.number
    vars(thread)[MARK] = unit
    note_locals(space)
    thread._started.set()


@in_place_of(threading.Thread.is_alive)
def is_alive(thread: Any) -> bool:
    unit = unit_of(thread)
    if unit is None:
        return thread is threading.main_thread()
    return not unit.is_done


@in_place_of(threading.Thread.join)
def join(thread: Any, timeout: float | None = None) -> Any:
    unit = unit_of(thread)
    space: Any = current()
    if unit is None:
        raise RuntimeError("cannot join thread before it is started")
    if unit is space.tasks.thread:
        raise RuntimeError("cannot join current thread")
    return block(unit, "over", timeout)


@in_place_of(threading.current_thread)
def current_thread() -> Any:
    space: Any = current()
    found = None if space.tasks is None else space.tasks.thread.object
    return threading.main_thread() if found is None else found


@in_place_of(threading.get_ident)
def get_ident() -> int:
    space: Any = current()
    number = 0 if space.tasks is None else space.tasks.thread.number
    return number or int(threading.main_thread().ident or 0)


@in_place_of(threading.enumerate)
def every_thread() -> list[Any]:
    space: Any = current()
    units = [] if space.tasks is None else space.tasks.threads
    return [
        threading.main_thread(),
        *(unit.object for unit in units if unit.object is not None),
    ]


@in_place_of(threading.active_count)
def active_count() -> int:
    return len(every_thread())


# Locks


@kept("rlock")
class RLock:
    """As `threading.RLock`: the thread that has it may take it again."""

    def __init__(self) -> None:
        self.owner: Thread | None = None
        self.count = 0

    def is_free(self) -> bool:
        return self.owner is None or self._is_owned()

    def takes(self) -> bool:
        """Take it, where it is free."""
        if not self.is_free():
            return False
        space: Any = current()
        self.owner = space.scheduler().thread
        self.count += 1
        return True

    def acquire(self, blocking: bool = True, timeout: float = -1) -> Any:
        return guest("acquire_own", UNIT)(self, blocking, timeout)

    def __enter__(self) -> Any:
        return guest("acquire_own", UNIT)(self)

    def release(self) -> None:
        if not self._is_owned():
            raise RuntimeError("cannot release un-acquired lock")
        self.count -= 1
        if not self.count:
            self.owner = None

    def __exit__(self, *error: object) -> None:
        self.release()

    def _is_owned(self) -> bool:
        space: Any = current()
        return self.owner is not None and self.owner is space.scheduler().thread


@in_place_of(threading.RLock)
def new_rlock() -> RLock:
    return RLock()


@in_place_of(threading.Condition)
def new_condition(lock: Any = None) -> Any:
    held: Any = RLock() if lock is None else lock
    return owned(threading.Condition(held))


def owning(kind: Any) -> Callable[..., Any]:
    """A function that makes an object of Python's own whose locks are the program's."""

    def make(*arguments: Any, **keywords: Any) -> Any:
        return owned(kind(*arguments, **keywords))

    return make


_kinds: tuple[Any, ...] = (
    threading.Lock,
    threading.Event,
    threading.Semaphore,
    threading.BoundedSemaphore,
    threading.Barrier,
    queue.Queue,
    queue.LifoQueue,
    queue.PriorityQueue,
    queue.SimpleQueue,
    cf.Future,
)
for _kind in _kinds:
    in_place_of(_kind)(owning(_kind))


def released(condition: Any) -> int:
    """Release the lock of a condition however often it is held, and give how often."""
    lock = condition._lock
    if type(lock) is not RLock:
        lock.release()
        return 1
    count, lock.count, lock.owner = lock.count, 0, None
    return count


def set_count(lock: Any, count: int) -> None:
    if type(lock) is RLock:
        lock.count = count


method_in_place_of(LOCK, "acquire")(called("acquire_lock"))
method_in_place_of(LOCK, "__enter__")(called("enter_lock"))
_CALLED: dict[Any, str] = {
    threading.Thread.run: "run_thread",
    threading.Timer.run: "run_timer",
    threading.Condition.__enter__: "enter_condition",
    threading.Condition.__exit__: "leave_condition",
    threading.Condition.wait: "wait_condition",
    threading.Condition.wait_for: "wait_condition_for",
    threading.Event.wait: "wait_event",
    threading.Semaphore.acquire: "acquire_semaphore",  # and `__enter__`, which is the same
    threading.Barrier.wait: "wait_barrier",
    queue.Queue.get: "get",
    queue.Queue.put: "put",
    queue.Queue.join: "join_queue",
    cf.wait: "wait_futures",
}
for _original, _name in _CALLED.items():
    in_place_of(_original)(called(_name))
method_in_place_of(queue.SimpleQueue, "get")(called("get"))


@in_place_of(cf.Future.result)
def result_of(future: Any, timeout: float | None = None) -> Any:
    return _result(future) if future.done() else guest("result_of", UNIT)(future, timeout)


@in_place_of(cf.Future.exception)
def exception_of(future: Any, timeout: float | None = None) -> Any:
    return _exception(future) if future.done() else guest("exception_of", UNIT)(future, timeout)


# Variables of one thread


def note_locals(space: Any) -> None:
    """Find the objects of classes that derive from it that are variables of a program's modules."""
    known = [local for local, _ in space.tasks.locals]
    for module in space.modules.values():
        for value in list(vars(module).values()):
            if issubclass(type(value), threading.local) and not any(
                value is each for each in known
            ):
                known.append(value)
                space.tasks.locals.append((value, {}))


# Executors


@kept("executor")
class Executor(cf.ThreadPoolExecutor):
    """As `ThreadPoolExecutor`: its workers are threads of the program, which end when idle."""

    def __init__(
        self,
        max_workers: int | None = None,
        thread_name_prefix: str = "",
        initializer: Any = None,
        initargs: tuple[Any, ...] = (),
    ) -> None:
        if max_workers is not None and max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        self.most = 32 if max_workers is None else max_workers
        self.prefix = thread_name_prefix or "ThreadPoolExecutor"
        self.initializer = initializer
        self.initargs = initargs
        self.items: deque[Any] = deque()
        self.workers = 0
        self.is_closed = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        if self.is_closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: Any = owned(cf.Future())
        self.items.append((future, fn, args, kwargs))
        if self.workers < self.most:
            space: Any = current()
            name = f"{self.prefix}_{self.workers}"
            unit = space.scheduler().new_thread(guest("work", UNIT), (self,), {}, name)
            unit.object = None
            self.workers += 1
        return future

    def submit_for(self, loop: Any, function: Any, arguments: tuple[Any, ...]) -> Any:
        """The same for a loop: gives a future of its."""
        future = loop.create_future()
        self.submit(function, *arguments).add_done_callback(Handed(future))
        return future

    def map(self, fn: Any, *iterables: Any, timeout: float | None = None, **more: Any) -> Any:
        until = None if timeout is None else now() + timeout
        futures = [self.submit(fn, *items) for items in zip(*iterables, strict=False)]
        return guest("results", UNIT)(futures, until)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> Any:
        return guest("shut_down", UNIT)(self, wait, cancel_futures)

    def __enter__(self) -> Executor:
        return self

    def __exit__(self, *error: object) -> Any:
        return guest("shut_down", UNIT)(self)


in_place_of(cf.ThreadPoolExecutor)(Executor)


@kept("handed")
class Handed:
    """Hands the outcome of an executor's future to one of a loop."""

    __slots__ = ("future",)

    def __init__(self, future: Any) -> None:
        self.future = future

    def __call__(self, done: Any) -> None:
        if self.future.done():
            return
        if done.cancelled():
            self.future.cancel()
        elif done._exception is not None:
            self.future.set_exception(done._exception)
        else:
            self.future.set_result(done._result)


@in_place_of(cf.as_completed)
def as_completed(fs: Any, timeout: float | None = None) -> Any:
    until = None if timeout is None else now() + timeout
    return guest("completed", UNIT)(list(dict.fromkeys(fs)), until)


def native_result(future: Any) -> Any:
    return _result(future, 0)


def native_exception(future: Any) -> Any:
    return _exception(future, 0)


def got_now(held: Any) -> Any:
    return held.get(block=False)


def put_now(held: Any, item: Any) -> None:
    held.put(item, block=False)


GUESTS[UNIT] = Guest(
    Path(__file__).with_name("guest.py"),
    {
        "DoneAndNotDone": cf.wait([]).__class__,
        "Empty": queue.Empty,
        "Full": queue.Full,
        "Waiter": Waiter,
        "block": block,
        "got_now": got_now,
        "native_acquire": _acquire,
        "native_exception": native_exception,
        "native_result": native_result,
        "now": now,
        "put_now": put_now,
        "released": released,
        "set_count": set_count,
        "sys": sys,
        "threading": threading,
    },
)
