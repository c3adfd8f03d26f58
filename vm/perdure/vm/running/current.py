"""The machine that runs in this thread, for builtins that need it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perdure.vm.running.machine import Machine


class _Running(threading.local):
    machine: Machine | None = None


running = _Running()


def current() -> Machine:
    """The machine running in this thread; RuntimeError where none is."""
    machine = running.machine
    if machine is None:
        raise RuntimeError("no machine is running in this thread")
    return machine
