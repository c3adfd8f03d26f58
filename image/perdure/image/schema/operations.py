"""Operations: what a program may wait for, as a value that `select` takes.

Made by: perdure.image.engine.select_builtins.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent

from perdure.vm.objects.printer import describers

VERSION = 1


class Operation(Persistent):
    """One thing to wait for. Immutable."""

    __module__ = "perdure.image"
    __slots__ = ("kind", "operands")

    kind: str  #: a name in perdure.image.engine.select_builtins
    operands: tuple[Any, ...]

    def __init__(self, kind: str, operands: tuple[Any, ...]) -> None:
        self.kind = kind
        self.operands = operands

    def __getstate__(self) -> tuple[object, ...]:
        return VERSION, self.kind, self.operands

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.kind, self.operands = state[:3]


describers[Operation] = lambda x: f"#<operation {x.kind}>"
