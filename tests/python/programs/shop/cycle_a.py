"""The first of two modules that import each other."""

from . import cycle_b

A = "a"


def both():
    return A + cycle_b.b()
