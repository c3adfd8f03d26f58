"""A procedure of an image, in the hands of Python.

It is no copy: calling it starts a process. Given back to the image it came from (as an
argument, a message) it is the procedure itself. It lives as long as the open image;
what is to be found again after a restart needs a name in the program.

Read by: perdure.image.api.blocking, perdure.image.api.aio.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, overload

from perdure.image.conversion.convert import NOTHING
from perdure.image.conversion.expected import ANYTHING
from perdure.image.errors import CannotConvert
from perdure.vm.objects.data import Value

T = TypeVar("T")


class Caller(Protocol):
    """An open image, as far as a procedure is concerned that is from it."""

    @property
    def path(self) -> str: ...

    def call(self, what: Any, *arguments: Any, timeout: float | None = None, type: Any) -> Any: ...

    def spawn(self, what: Any, *arguments: Any) -> int: ...


def name_of(procedure: Value) -> str:
    """The name by which the program calls it; "" where it has none."""
    code = getattr(procedure, "code", procedure)
    name = getattr(code, "name", "")
    return name if isinstance(name, str) else str(getattr(name, "name", ""))


class Handle:
    """The object by which Python holds a procedure, whichever way it calls it."""

    __slots__ = ("_image", "_procedure", "name")

    def __init__(self, image: Caller, procedure: Value) -> None:
        self._image = image
        self._procedure = procedure
        self.name = name_of(procedure)  #: what the program calls it, or ""

    def value_in(self, image: object) -> Value:
        """The procedure itself, for the image that it is from."""
        if image is not self._image:
            raise CannotConvert(f"{self!r} belongs to another image, or was got before it closed")
        return self._procedure

    def spawned(self, arguments: tuple[Any, ...]) -> int:
        return self._image.spawn(self, *arguments)

    def __repr__(self) -> str:
        return f"<procedure {self.name or '?'} of {self._image.path!r}>"


class Handles:
    """The way of an open image's procedures into the hands of Python, and back."""

    def __init__(self, image: object, make: Callable[[Any, Value], Handle]) -> None:
        self._image = image
        self._make = make

    def handle_of(self, procedure: Value) -> Any:
        return self._make(self._image, procedure)

    def value_of(self, handle: Handle) -> Value:
        """The procedure itself; CannotConvert where it is another image's."""
        return handle.value_in(self._image)


class NoHandles:
    """The same for functions that the image calls: no procedure goes out to them."""

    def handle_of(self, procedure: Value) -> Any:
        return NOTHING

    def value_of(self, handle: Handle) -> Value:
        return NOTHING


class Procedure(Handle):
    """A procedure of an image: `call` it, or `spawn` a process that calls it."""

    __slots__ = ()

    @overload
    def call(self, *arguments: Any, timeout: float | None = None) -> Any: ...
    @overload
    def call(self, *arguments: Any, timeout: float | None = None, type: type[T]) -> T: ...

    def call(self, *arguments: Any, timeout: float | None = None, type: Any = ANYTHING) -> Any:
        """Call it in a new process, and give the result. See `Image.result`."""
        return self._image.call(self, *arguments, timeout=timeout, type=type)

    def spawn(self, *arguments: Any) -> int:
        """Start a process that calls it; gives the pid."""
        return self.spawned(arguments)
