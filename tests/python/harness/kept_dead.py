"""Runs a program as `stored` does, with frames that keep variables which nothing reads any more.

Started by the nursery.
"""

from __future__ import annotations

import types

from tests.python.harness.stored import Stops, begun, go_on


def run(file: str, text: str, main: types.ModuleType) -> None:
    stops = Stops()
    folder = file.rpartition("/")[0]
    space = begun(file, text, folder, stops)
    space.keeps_variables = True
    go_on(space, False, None, folder, stops)
