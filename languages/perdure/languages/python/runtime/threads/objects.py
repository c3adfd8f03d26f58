"""Objects of threading as the heap has them: locks with their state, threads with their stack.

Read by: `library`.
"""

from __future__ import annotations

import queue
import threading
from typing import Any
from weakref import WeakSet

from perdure.languages.python.heap import kind_reducers, maker, register_family
from perdure.languages.python.runtime.tasks.keeping import kept

#: The attribute of a threading.Thread that has its Thread of the scheduler's.
MARK = "_perdure_thread"


@kept("waiter")
class Waiter:
    """A thread that waits for a condition; `notify` releases it, as it does Python's own lock."""

    def __init__(self) -> None:
        self.is_free = False

    def release(self) -> None:
        self.is_free = True


#: Locks that programs have made, by themselves or within what they have made. Those within a
#: library's objects have no stored form, as those objects have none.
OWN: WeakSet[Any] = WeakSet()

#: Attributes in which objects of threading, queue and concurrent.futures have their locks.
WITHIN = ("_lock", "mutex", "_cond", "_condition")


def owned(thing: Any) -> Any:
    """Have the locks of an object stored, which a program has made."""
    if type(thing) in HELD_BY_C:
        OWN.add(thing)
    for name in WITHIN:
        inner = getattr(thing, name, None)
        if inner is not None:
            owned(inner)
    return thing


LOCKS = (type(threading.Lock()), type(threading.RLock()))
#: Of C's, and without a lock that could be seen: like a lock it has no stored form by itself.
HELD_BY_C = (*LOCKS, queue.SimpleQueue)


@kind_reducers(*LOCKS)
def reduce_lock(dumper: Any, lock: Any) -> Any:
    if lock not in OWN:
        return NotImplemented
    if type(lock) is LOCKS[0]:
        return new_lock, (lock.locked(),)
    return new_rlock, ()  # of a future: nothing waits while it is held


@maker
def new_lock(is_locked: bool) -> Any:
    made = threading.Lock()
    if is_locked:
        made.acquire()
    return owned(made)


@kind_reducers(queue.SimpleQueue)
def reduce_simple_queue(dumper: Any, made: Any) -> Any:
    """A queue with its items, which are taken out to be seen; nothing of the program's runs now."""
    if made not in OWN:
        return NotImplemented
    items = [made.get_nowait() for _ in range(made.qsize())]
    for item in items:
        made.put(item)
    if items:
        dumper.later(put_items, made, items)
    return new_simple_queue, ()


@maker
def new_simple_queue() -> Any:
    return owned(queue.SimpleQueue())


@maker
def put_items(made: Any, items: list[Any]) -> None:
    for item in items:
        made.put(item)


@maker
def new_rlock() -> Any:
    return owned(threading.RLock())


def reduce_local(dumper: Any, local: Any) -> Any:
    """Variables of one thread: those of the thread that ran last."""
    dumper.later(set_local, local, dict(local.__dict__))
    return new_local, (type(local),)


register_family(threading.local, reduce_local)


@maker
def new_local(cls: Any) -> Any:
    return threading.local.__new__(cls)


@maker
def set_local(local: Any, variables: dict[str, Any]) -> None:
    local.__dict__.update(variables)


def reduce_thread(dumper: Any, thread: threading.Thread) -> Any:
    """A thread without what is the interpreter's of it."""
    if thread is threading.main_thread():
        return main_thread, ()
    usual = vars(threading.Thread(daemon=True))
    state = {name: value for name, value in vars(thread).items() if name not in usual}
    for name in ("_target", "_args", "_kwargs"):
        if name in vars(thread):
            state[name] = vars(thread)[name]
    unit = state.get(MARK)
    dumper.later(set_thread, thread, state, None if unit is None else unit.number)
    return made_thread, (type(thread), thread.name, thread.daemon)


register_family(threading.Thread, reduce_thread)


@maker
def main_thread() -> threading.Thread:
    return threading.main_thread()


@maker
def made_thread(cls: Any, name: str, daemon: bool) -> Any:
    made = cls.__new__(cls)
    threading.Thread.__init__(made, name=name, daemon=daemon)
    for each in ("_target", "_args", "_kwargs"):
        del made.__dict__[each]
    return made


@maker
def set_thread(thread: Any, state: dict[str, Any], number: int | None) -> None:
    vars(thread).update(state)
    if number is not None:
        thread._started.set()
        thread._ident = number
