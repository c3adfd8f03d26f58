"""The machine that runs in this thread, with its type."""

from __future__ import annotations

from perdure.vm.running.face import RunningMachine
from perdure.vm.surroundings import machine, running

__all__ = ["current", "running"]


def current() -> RunningMachine:
    """The machine running in this thread; RuntimeError where none is."""
    found: RunningMachine = machine()
    return found
