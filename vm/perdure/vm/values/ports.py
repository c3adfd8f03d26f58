"""Ports: where characters and bytes are read from and written to.

A port is data like everything else, so a process may sleep in the middle of
reading one. The console is the one port that is not stored: it stands for the
transcript of whichever process writes to it.

Read by: perdure.vm.builtins.ports.
"""

from __future__ import annotations

from typing import Any, Final

from persistent import Persistent


class ConsolePort:
    """The standard output of the running process. There is one: CONSOLE."""

    __module__ = "perdure.vm"
    __slots__ = ()

    def __reduce__(self) -> str:
        return "CONSOLE"

    def __copy__(self) -> ConsolePort:
        return self

    def __deepcopy__(self, memo: object) -> ConsolePort:
        return self

    def __repr__(self) -> str:
        return "#<console port>"


CONSOLE: Final = ConsolePort()


class StringInput(Persistent):
    """A textual input port that reads a string."""

    __module__ = "perdure.vm"
    __slots__ = ("is_open", "position", "source")

    source: str
    position: int  #: characters read
    is_open: bool

    def __init__(self, text: str) -> None:
        self.source = text
        self.position = 0
        self.is_open = True

    def __getstate__(self) -> tuple[object, ...]:
        return (self.source, self.position, self.is_open)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.source, self.position, self.is_open = state[:3]


class StringOutput(Persistent):
    """A textual output port that collects a string."""

    __module__ = "perdure.vm"
    __slots__ = ("is_open", "pieces")

    pieces: list[str]  #: never shared; `_p_changed` is set when one is added
    is_open: bool

    def __init__(self) -> None:
        self.pieces = []
        self.is_open = True

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self._p_changed = True  # type: ignore[misc]

    def collected(self) -> str:
        """All that was written."""
        return "".join(self.pieces)

    def __getstate__(self) -> tuple[object, ...]:
        return ("".join(self.pieces), self.is_open)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        text, self.is_open = state[:2]
        self.pieces = [text] if text else []


class BytesInput(Persistent):
    """A binary input port that reads a bytevector."""

    __module__ = "perdure.vm"
    __slots__ = ("is_open", "position", "source")

    source: bytes
    position: int  #: bytes read
    is_open: bool

    def __init__(self, data: bytes) -> None:
        self.source = data
        self.position = 0
        self.is_open = True

    def __getstate__(self) -> tuple[object, ...]:
        return (self.source, self.position, self.is_open)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.source, self.position, self.is_open = state[:3]


class BytesOutput(Persistent):
    """A binary output port that collects a bytevector."""

    __module__ = "perdure.vm"
    __slots__ = ("is_open", "written")

    written: bytearray  #: never shared; written only by `write`
    is_open: bool

    def __init__(self) -> None:
        self.written = bytearray()
        self.is_open = True

    def write(self, data: bytes) -> None:
        self.written += data
        self._p_changed = True  # type: ignore[misc]

    def __getstate__(self) -> tuple[object, ...]:
        return (bytes(self.written), self.is_open)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        data, self.is_open = state[:2]
        self.written = bytearray(data)
