# mypy: ignore-errors
"""A module in a package."""

from .places import FIRST


def first():
    return FIRST, __name__
