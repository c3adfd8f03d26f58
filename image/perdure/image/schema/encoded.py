"""An object of a class with a converter, as an effect's arguments store it.

Made and made an object again by: perdure.image.conversion.converters.
"""

from __future__ import annotations

from typing import Any

from perdure.vm.objects.fixed import Fixed


class Encoded(Fixed):
    """An object on its way to an effect's function, as it is stored."""

    __module__ = "perdure.image"
    __slots__ = ("data", "name")

    def __init__(self, name: str, data: Any) -> None:
        self.name = name
        self.data = data

    def __reduce__(self) -> tuple[object, tuple[Any, ...]]:
        return Encoded, (self.name, self.data)

    def __repr__(self) -> str:
        return f"<{self.name} {self.data!r}>"
