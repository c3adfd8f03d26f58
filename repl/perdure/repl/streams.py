"""Standard input, output and error where they are closed, or nobody reads them any more.

Read by: perdure.repl.main, perdure.repl.driving.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper


def mend_streams() -> None:
    """Let a stream that was closed lead nowhere; tell what cannot be encoded in ASCII."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            # With the number that it had, which the image's own file would get otherwise.
            stream = open(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8")  # noqa: PTH123, SIM115
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace" if mode == "r" else "backslashreplace")


def forget_stdout() -> None:
    """Let output lead nowhere from now on: Python would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
