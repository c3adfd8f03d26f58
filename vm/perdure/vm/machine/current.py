"""The machine that runs in this thread, with its type."""

from __future__ import annotations

from perdure.vm.context import machine, running
from perdure.vm.machine.running_machine import RunningMachine

__all__ = ["current", "running"]


def current() -> RunningMachine:
    """The machine running in this thread; RuntimeError where none is."""
    found: RunningMachine = machine()
    return found
