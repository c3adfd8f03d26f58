"""Modules of libraries that a suspended program has imported, and that are not installed here.

Its process stands until a worker that has them opens the image. An import that a program makes is
another matter: it raises, as the program may have something else to do then.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

from perdure.languages.python.machine.programs import Program
from perdure.languages.python.machine.stopping import stopped_in
from perdure.languages.python.machine.storing import held_by
from perdure.vm import Execution

_found: set[str] = set()  #: packages that are here


def missing_module(execution: Execution) -> str:
    """The name of the first that is not here; "" where all are."""
    if not execution.frames:
        return ""  # it is about to begin
    program: Any = next(iter(held_by(execution)), None)
    if not isinstance(program, Program):
        stopped = stopped_in(execution)  # else it is about to begin with a call
        return "" if stopped is None else missing_module(stopped.standing())
    for name in program.imported:
        if name not in sys.modules and not is_here(name.partition(".")[0]):
            return name
    return ""


def is_here(package: str) -> bool:
    if package in _found:
        return True
    try:
        is_found = find_spec(package) is not None
    except (ImportError, ValueError):
        is_found = False
    if is_found:
        _found.add(package)
    return is_found
