"""Exceptions that reach a program from the image."""

from __future__ import annotations

from typing import Any

from perdure.vm.objects.conditions import Condition, report_text
from perdure.vm.objects.printer import short_text


def text_of(payload: Any) -> str:
    return report_text(payload) if isinstance(payload, Condition) else short_text(payload)


class Cancelled(BaseException):
    """The process was cancelled: `finally` and `with` run, and then it ends."""

    def __init__(self, payload: Any) -> None:
        super().__init__(text_of(payload))
        self.payload = payload

    def __reduce__(self) -> Any:
        return Cancelled, (self.payload,)


class Left(BaseException):
    """A debugger has the frame be left, for a call in its place: `finally` and `with` run."""


class Raised(Exception):
    """An object that was raised where the program waits, by what is no Python."""

    def __init__(self, payload: Any) -> None:
        super().__init__(text_of(payload))
        self.payload = payload

    def __reduce__(self) -> Any:
        return Raised, (self.payload,)
