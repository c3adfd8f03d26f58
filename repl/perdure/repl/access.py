"""Ways to an image that is shown for a while: what is seen is as of now, each time.

An image that is shared is open all the time, as one more member, which runs nothing. One in a
directory can be open for changes only once, and a monitor is not to keep `perdure work` from it:
there each look is a new one, where something has been committed since the last, and each change an
opening of its own. A debugger or an inspector needs it open as long as it is used: it `holds` it.

Each way is for one thread at a time.

Read by: perdure.repl.commands, perdure.repl.fullscreen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Protocol, TypeVar

from perdure.image import Image, import_provided

T = TypeVar("T")

DATA = "data.fs"  #: of a directory, the file that grows with each commit
SHARE = 5.0  #: an opening that took long is the last for so many times as long


class Access(Protocol):
    """A way to an image."""

    def look(self, what: Callable[[Image], T]) -> T:
        """The answer of a function that changes nothing."""

    def change(self, what: Callable[[Image], T]) -> T:
        """The answer of one that does; ImageError."""

    def hold(self) -> Image:
        """The image, open from now on until `release`; ImageError."""

    def release(self) -> None:
        """Hold it no longer."""

    def close(self) -> None:
        """Let go of all."""


class Kept:
    """An image that is open already, and stays so."""

    def __init__(self, image: Image) -> None:
        self._image = image

    def look(self, what: Callable[[Image], T]) -> T:
        return what(self._image)

    def change(self, what: Callable[[Image], T]) -> T:
        return what(self._image)

    def hold(self) -> Image:
        return self._image

    def release(self) -> None:
        pass

    def close(self) -> None:
        pass


class Reopened:
    """An image in a directory, which is opened anew."""

    def __init__(self, name: str, provided: tuple[str, ...] = ()) -> None:
        self._name = name
        self._provided = provided
        self._seen: Image | None = None
        self._held: Image | None = None
        self._sign: tuple[int, int] | None = None
        self._until = 0.0

    def look(self, what: Callable[[Image], T]) -> T:
        if self._held is not None:
            return what(self._held)
        sign = self._sign_now()
        if self._seen is None or (sign != self._sign and monotonic() >= self._until):
            self._forget()
            began = monotonic()
            self._seen = Image.open(self._name, create=False, read_only=True)
            self._sign = sign
            self._until = monotonic() + SHARE * (monotonic() - began)
        return what(self._seen)

    def change(self, what: Callable[[Image], T]) -> T:
        if self._held is not None:
            return what(self._held)
        with self._open() as image:
            return what(image)

    def hold(self) -> Image:
        if self._held is None:
            self._forget()
            self._held = self._open()
        return self._held

    def release(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def close(self) -> None:
        self.release()
        self._forget()

    def _open(self) -> Image:
        given = [import_provided(name) for name in self._provided]
        return Image.open(
            self._name, given, create=False, resumes=False, keeps_variables=True, places=None
        )

    def _forget(self) -> None:
        seen, self._seen = self._seen, None
        if seen is not None:
            seen.close()

    def _sign_now(self) -> tuple[int, int] | None:
        """A mark that is another one after each commit."""
        try:
            found = (Path(self._name) / DATA).stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns
