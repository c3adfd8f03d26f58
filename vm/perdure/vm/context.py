"""The machine that runs in this thread, for the values and builtins that need it.

It knows all of them, so its class cannot be imported while they are being defined;
machine.current is the same with its type.

Read by: perdure.vm.machine.current, perdure.vm.primitives, perdure.vm.objects.hash_tables.
"""

from __future__ import annotations

import threading
from typing import Any


class _Running(threading.local):
    machine: Any = None


running = _Running()


def machine() -> Any:
    """The machine running in this thread; RuntimeError where none is."""
    found = running.machine
    if found is None:
        raise RuntimeError("no machine is running in this thread")
    return found
