"""Runs a program that is taken over by another Python, again and again.

It is stopped before every statement; after some stops what was stored of it is written to a file,
and the process becomes another interpreter that loads it and goes on. Which these are is told by
the environment. After some moves the program runs to its end.

Started by the nursery, and then by itself.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import tempfile
import types
from pathlib import Path

import tests.python.harness.pure  # noqa: F401  # isort: skip

from perdure.languages.python.code import Unit
from perdure.languages.python.machine.linking import linked
from perdure.languages.python.machine.storing import Shape, space_of
from tests.python.harness.nursery import text_stream
from tests.python.harness.stored import Stops, begun, go_on, make

#: Names the variable with the interpreters in turn: JSON, of each the path and its environment.
PYTHONS = "PERDURE_TEST_PYTHONS"
STOPS = 23  #: in each Python
MOVES = 6 if os.environ.get("PERDURE_PYTHON_MOVES") == "all" else 3


class Moves:
    """The moves of one program."""

    def __init__(self, folder: str, made: int) -> None:
        self.folder = folder
        self.made = made

    def hand_over(self, shape: Shape, stops: Stops) -> None:
        """Become another Python, where it is time to."""
        if self.made >= MOVES or stops.count < STOPS:
            return
        state = (
            [unit.new_unit().__getstate__() for unit in shape.units],
            tuple(shape._replace(units=())),
            sys.argv,
            self.folder,
            self.made + 1,
        )
        with tempfile.NamedTemporaryFile(delete=False) as file:
            pickle.dump(state, file)
        pythons = json.loads(os.environ[PYTHONS])
        path, environment = pythons[self.made % len(pythons)]
        sys.stdout.flush()
        sys.stderr.flush()
        command = [path, "-m", "tests.python.harness.moved", file.name]
        os.execve(path, command, os.environ | environment)


def run(file: str, text: str, main: types.ModuleType) -> None:
    stops = Stops()
    folder = file.rpartition("/")[0]
    go_on(begun(file, text, folder, stops), False, None, folder, stops, Moves(folder, 0).hand_over)


def arrive(name: str) -> None:
    """Go on with what another Python has stored in that file."""
    file = Path(name)
    units, shape, sys.argv, folder, made = pickle.loads(file.read_bytes())
    file.unlink()
    sys.stdin = sys.__stdin__ = text_stream(0, "r")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = text_stream(1, "w")  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = text_stream(2, "w")  # type: ignore[misc]
    sys.path[0] = folder
    again = []
    for state in units:
        unit = Unit()
        unit.__setstate__(state)
        again.append(linked(unit))
    stops = Stops()
    stops.is_over = made >= MOVES
    whole = Shape(*shape)._replace(units=tuple(again))
    space, (is_raised, value) = space_of(whole, lambda: make(folder, stops))
    go_on(space, is_raised, value, folder, stops, Moves(folder, made).hand_over)


if __name__ == "__main__":
    arrive(sys.argv[1])
