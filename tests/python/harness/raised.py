"""Runs a program that is stopped, stored and loaded where an exception is raised, of any class.

Started by the nursery.
"""

from __future__ import annotations

import types

from tests.python.harness.stored import Stops, begun, go_on


def run(file: str, text: str, main: types.ModuleType) -> None:
    stopped(file, text)


def stopped(file: str, text: str) -> int:
    """Run it; how often it was stopped."""
    stops = Stops()
    stops.are_raised = True
    folder = file.rpartition("/")[0]
    go_on(begun(file, text, folder, stops), False, None, folder, stops)
    return stops.count
