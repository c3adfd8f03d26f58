"""The state of an `except*` whose handlers may wait: what is still to be handled, what was raised.

Source: PEP 654; how what is raised in the end is put together is CPython's.
"""

from __future__ import annotations

import sys
from typing import Any


class Group:
    """A raised exception, while its `except*` clauses handle their parts of it."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.rest: BaseException | None = error
        self.part: BaseException | None = None
        self.raised: list[BaseException] = []

    def split(self, kind: Any) -> BaseException | None:
        """The part that a clause handles, or None."""
        for one in kind if isinstance(kind, tuple) else (kind,):
            if not (isinstance(one, type) and issubclass(one, BaseException)):
                raise TypeError(
                    "catching classes that do not inherit from BaseException is not allowed"
                )
            if issubclass(one, BaseExceptionGroup):
                raise TypeError(
                    "catching ExceptionGroup with except* is not allowed. Use except instead."
                )
        rest = self.rest
        self.part = None
        if isinstance(rest, BaseExceptionGroup):
            self.part, left = rest.split(kind)
            # Where none of it matches, Python 3.11 leaves it what it is, of its own class.
            if self.part is not None or sys.version_info >= (3, 12):
                self.rest = left
        elif rest is not None and isinstance(rest, kind):
            self.part, self.rest = BaseExceptionGroup("", (rest,)), None
        return self.part

    def entered(self) -> None:
        """Give the part the traceback that it came with; it was raised for its handler."""
        part = self.part
        if part is not None:
            part.__traceback__ = self.error.__traceback__
            part.__context__ = self.error.__context__

    def leave(self, error: BaseException) -> None:
        self.raised.append(error)

    def finish(self) -> BaseException | None:
        """The exception to be raised in the end."""
        found = [*self.raised, *([self.rest] if self.rest is not None else [])]
        if not found:
            return None
        whole = self.error
        if not isinstance(whole, BaseExceptionGroup):
            return found[0]
        again = [error for error in found if _is_part(error, whole)]
        new = [error for error in found if not _is_part(error, whole)]
        leaves = {id(leaf) for error in again for leaf in _leaves(error)}
        left = whole.subgroup(lambda error: id(error) in leaves)
        if not new:
            return left
        if left is not None:
            new.append(left)
        return new[0] if len(new) == 1 else BaseExceptionGroup("", new)


def _is_part(error: BaseException, whole: BaseException) -> bool:
    """Whether an exception is what was split off, and raised again as it is."""
    return (
        error.__traceback__ is whole.__traceback__
        and error.__cause__ is whole.__cause__
        and error.__context__ is whole.__context__
        and getattr(error, "__notes__", None) == getattr(whole, "__notes__", None)
    )


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for one in error.exceptions for leaf in _leaves(one)]
    return [error]
