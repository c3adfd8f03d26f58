"""A package of a program."""

from stopping import stop

from . import cycle_a
from .prices import price

NAME = stop("the shop")
_private = 1
__all__ = ["NAME", "price"]


def __getattr__(name):
    if name == "lazily_made":
        return stop(f"made {name}")
    raise AttributeError(name)
