"""Forks: an image that was opened before one stays with the process that opened it.

After a fork, parent and child have the same lock, the same files with one position for
both, and the same sockets. Two processes that write by them destroy a data file; one that
only ends may release the lock, flush half a commit, or take leave of the parent's server.
Threads do not go along, so that a child waits for ever for a driver, or for the thread of
a ZEO client.

So in the child, before anything else happens there, each descriptor that belongs to an
image leads to /dev/null instead (`os.register_at_fork`): whatever is flushed, unlocked,
closed or said at its exit goes there. The parent notices nothing, and when it ends, no
child keeps its lock. A use of the image in the child is told `OpenedBeforeFork`: the
public interface looks whose process it is in (`Session.check_process`), and what is
beneath it, a connection or a client, refuses.

Forks that Python does not hear of (of a library in C) leave the descriptors as they are;
the first use finds out, and severs them then.

Read by: perdure.image.api.session, perdure.image.storage.file_storage,
perdure.image.storage.postgresql.relational, perdure.image.storage.postgresql.listening.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, NoReturn, TypeVar
from weakref import WeakKeyDictionary

from perdure.image.errors import OpenedBeforeFork

T = TypeVar("T")

#: What has descriptors, and what gives it up in a child.
_held: WeakKeyDictionary[Any, Callable[[Any], None]] = WeakKeyDictionary()


def give_up_in_children(thing: T, give_up: Callable[[T], None]) -> None:
    """Have `give_up(thing)` called in each process that is forked off this one."""
    _held[thing] = give_up


def _give_all_up() -> None:
    for thing, give_up in list(_held.items()):
        with suppress(Exception):  # of what was being made, or had been closed
            give_up(thing)


os.register_at_fork(after_in_child=_give_all_up)


def sever(descriptors: Iterable[int]) -> None:
    """Let these lead nowhere; what they led to stays as it is for its other holders."""
    nowhere = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        for descriptor in descriptors:
            with suppress(OSError):
                os.dup2(nowhere, descriptor, inheritable=False)
    finally:
        os.close(nowhere)


def sever_file_storage(storage: Any) -> None:
    """A FileStorage, whole or half made: its lock, its data, the commit in progress."""
    storage._is_read_only = True  # else closing it would write its index
    lock = getattr(storage, "_lock_file", None)
    files = [getattr(storage, "_file", None), getattr(storage, "_large", None)]
    if lock is not None:
        files.append(lock._fp)
    pool = getattr(storage, "_files", None)
    if pool is not None:
        files += [*pool._files, *pool._out]
    sever(_numbers(files))


def sever_client(client: Any, refusing: Refusing) -> None:
    """A ClientStorage: what its thread's loop waits on, and its cache."""
    cache, loop = client._cache, client._server.loop
    # The thread that would answer is the parent's.
    client._server = client._call = client._async = client._async_iter = client._wait = refusing
    sever(_numbers([cache.f, getattr(getattr(cache, "_lock_file", None), "_fp", None)]))
    selector = loop._selector
    sever([selector.fileno(), *selector.get_map()])  # its sockets, and what wakes it


def sever_connection(connection: Any) -> None:
    """One to a database's server."""
    sever([connection.fileno()])


def _numbers(files: Iterable[Any]) -> Iterator[int]:
    for file in files:
        with suppress(AttributeError, OSError, ValueError):  # there is none, or it is closed
            yield file.fileno()


class Refusing:
    """Stands for what a child must not use: whatever is asked of it is refused."""

    def __init__(self, path: str, process: int) -> None:
        self._path = path
        self._process = process  #: the one that opened the image

    def __getattr__(self, name: str) -> NoReturn:
        raise opened_before_fork(self._path, self._process)

    def __call__(self, *arguments: object, **options: object) -> NoReturn:
        raise opened_before_fork(self._path, self._process)


def opened_before_fork(path: str, process: int) -> OpenedBeforeFork:
    return OpenedBeforeFork(
        f"image {path!r} was opened by process {process}, and this process {os.getpid()} was "
        "forked off it afterwards: open the image here, after the fork (only one process at a "
        "time has a directory open; `perdure serve` lets several have one)",
        process,
    )
