"""The second of two modules that import each other."""

from . import cycle_a


def b():
    return cycle_a.A + "b"
