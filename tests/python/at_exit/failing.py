# mypy: ignore-errors
"""Functions that it has registered fail."""

import atexit
import sys


def fails():
    raise ValueError("in vain")


atexit.register(print, "called all the same")
atexit.register(fails)
atexit.register(sys.exit, 7)
