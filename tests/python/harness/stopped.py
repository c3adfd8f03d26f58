"""A runner of the nursery: the program is stopped before every statement, and gone on with."""

from __future__ import annotations

import os
import types

from perdure.languages.python.lowering import Options, lower_module
from tests.python.stopping import Stopping


def run(file: str, text: str, main: types.ModuleType) -> None:
    every = int(os.environ.get("PERDURE_TEST_STOP_EVERY", "1"))
    Stopping(lower_module(text, file, "__main__", Options(pokes=True)), every).run(main)
