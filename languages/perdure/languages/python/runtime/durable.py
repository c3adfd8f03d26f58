"""The functions of perdure.program, for a program that runs in an image: each is a wait.

What is done to processes happens when the slice that does it has ended, with the image's own
transaction, so a slice that is thrown away has sent and started nothing. As the functions of this
folder do, these leave nothing to be done after a wait.

Read by: perdure.languages.python.runtime.builtins, which registers it.
"""

from __future__ import annotations

import pickle
from typing import Any

from perdure.languages.python.runtime.captures import current, set_current, set_printing, wait
from perdure.languages.python.runtime.errors import Raised
from perdure.languages.python.runtime.twins import guest
from perdure.program.backend import ProcessFailed
from perdure.program.functions import Effect, finders
from perdure.vm.objects.conditions import Fault
from perdure.vm.objects.singletons import DEFAULT

SPAWN, SEND, COMPLETE, ROOT = (
    "spawn",
    "send",
    "complete",
    "root",
)  #: waits that the machine makes deeds of


class Durable:
    """The backend of perdure.program in a slice, or in a section."""

    def self_pid(self) -> int:
        pid: int = running().pid()
        return pid

    def spawn(self, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return wait(SPAWN, function, arguments, keywords)

    def send(self, pid: int, message: Any) -> Any:
        check_process(pid)
        return wait(SEND, pid, message)

    def receive(self, timeout: float | None) -> Any:
        return wait("message", until(timeout), DEFAULT)

    def wait(self, pid: int) -> Any:
        check_process(pid)
        return guest("outcome_of")(end_of, (Raised, TimeoutError), failed, pid)

    def wait_for(self, name: str, timeout: float | None) -> Any:
        return wait("external", until(timeout), DEFAULT, checked_name(name))

    def complete(self, name: str, value: Any) -> Any:
        return wait(COMPLETE, checked_name(name), value)

    def root_get(self, name: str, default: Any) -> Any:
        return guest("root_get")(fetch, pickle.loads, checked_name(name), default)

    def root_put(self, name: str, value: Any) -> Any:
        return wait(ROOT, "put", checked_name(name), pickle.dumps(value))

    def root_change(self, name: str, function: Any, default: Any) -> Any:
        both = (pickle.loads, pickle.dumps)
        return guest("root_change")(fetch, exchange, both, checked_name(name), function, default)

    def root_remove(self, name: str) -> Any:
        return wait(ROOT, "put", checked_name(name), None)

    def root_names(self) -> Any:
        return wait(ROOT, "names")

    def effect(self, made: Effect, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return wait("effect", made, arguments, keywords)

    def inline(self, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        space = running()
        set_current(None)  # what it calls is called as it would be without Perdure
        set_printing(space.output)
        try:
            return function(*arguments, **keywords)
        finally:
            set_printing(None)
            set_current(space)


def running() -> Any:
    space = current()
    assert space is not None
    return space


def until(timeout: float | None) -> float | None:
    """The moment in so many seconds."""
    if timeout is None:
        return None
    moment: float = running().host.now() + max(0, timeout)
    return moment


def check_process(pid: int) -> None:
    """ValueError where there never was such a process."""
    try:
        running().host.machine_of(pid)
    except Fault:
        raise ValueError(f"no process has the pid {pid!r}") from None


def checked_name(name: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"what is waited for has a text as its name, not {name!r}")
    return name


def end_of(pid: int) -> Any:
    return wait("process", pid)


def fetch(name: str) -> Any:
    return wait(ROOT, "get", name)


def exchange(name: str, before: bytes | None, value: bytes) -> Any:
    """Put the value where what was there is there still; whether it was."""
    return wait(ROOT, "exchange", name, before, value)


def failed(pid: int, error: BaseException) -> ProcessFailed:
    return ProcessFailed(pid, str(error))


DURABLE = Durable()
finders.append(lambda: DURABLE if current() is not None else None)
