"""The machine that runs in this thread, with its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perdure.vm.surroundings import machine, running

if TYPE_CHECKING:
    from perdure.vm.running.machine import Machine

__all__ = ["current", "running"]


def current() -> Machine:
    """The machine running in this thread; RuntimeError where none is."""
    found: Machine = machine()
    return found
