"""Keywords of a call that are joined before its last argument is evaluated.

`f(**a, k=wait())` takes what `a` has before it waits. Python words the errors of that by the name
of `f`, so the call that takes it is of something that has the same name.
"""

from __future__ import annotations

from typing import Any


class Keywords:
    """A call that gives its keywords, by the name of a function."""

    __slots__ = ("_function",)

    def __init__(self, function: Any) -> None:
        self._function = function

    def __call__(self, /, **given: Any) -> dict[str, Any]:
        return given

    def __getattribute__(self, name: str) -> Any:
        """The names of the function, which Python asks for where the call fails."""
        return getattr(object.__getattribute__(self, "_function"), name)

    def __str__(self) -> str:
        return str(object.__getattribute__(self, "_function"))
