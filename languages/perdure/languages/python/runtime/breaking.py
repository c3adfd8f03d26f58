"""Breakpoints: the process stands there until somebody lets it go on.

Under plain Python `breakpoint()` is pdb, which reads the terminal. A
process may be run by a worker that has none, and may stand for days. What a program or its
environment has put in the place of pdb (`sys.breakpointhook`, `PYTHONBREAKPOINT`) is called.
"""

from __future__ import annotations

import builtins
import os
import sys
from types import FrameType
from typing import Any

from perdure.languages.python.runtime.captures import wait
from perdure.languages.python.runtime.redirections import in_place_of
from perdure.vm.objects.conditions import Condition

KIND = "breakpoint"  #: of the wait, and of the condition that says where it is


@in_place_of(builtins.breakpoint)
def stand(*arguments: Any, **keywords: Any) -> Any:
    """As `breakpoint`: the process stands here."""
    hook = sys.breakpointhook
    if hook is not sys.__breakpointhook__ or os.environ.get("PYTHONBREAKPOINT"):
        return hook(*arguments, **keywords)
    position = place_of(sys._getframe(1))
    wait(KIND, Condition("a breakpoint", kind=KIND, position=position))
    return None


def place_of(frame: FrameType) -> str:
    """`file:line:column` of what a frame does."""
    line, _, column, _ = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    return f"{frame.f_code.co_filename}:{line or frame.f_lineno}:{(column or 0) + 1}"
