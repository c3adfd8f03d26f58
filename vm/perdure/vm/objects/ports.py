"""Ports: where characters and bytes are read from and written to.

A port is data like everything else, so a process may sleep in the middle of
reading one. An input port holds what has come in, `source`, and how much of that
has been read; a port that can get more (a file, the console) adds to it. Text and
bytes are read alike: only the type of `source` differs.

The two console ports are not stored: they stand for the console of whichever
process uses them. What was typed and not yet read is in a ConsoleInput, one for
each process that reads.

Read by: perdure.languages.scheme.runtime.ports.ports. See also perdure.vm.objects.files.
"""

from __future__ import annotations

from typing import Any, Final

from persistent import Persistent

from perdure.vm.objects.data import Value
from perdure.vm.objects.fixed import Fixed
from perdure.vm.objects.printer import describers
from perdure.vm.objects.procedures import Builtin
from perdure.vm.signals import Capture


class ConsolePort(Fixed):
    """The standard output, or input, of the running process. There is one of each."""

    __module__ = "perdure.vm"
    __slots__ = ("name",)

    name: str  #: where `perdure.vm` keeps it

    def __init__(self, name: str) -> None:
        self.name = name

    def __reduce__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return "#<console port>"


CONSOLE: Final = ConsolePort("CONSOLE")
CONSOLE_INPUT: Final = ConsolePort("CONSOLE_INPUT")


class InputPort(Persistent):
    """A port that can be read; a base of StringInput and so on."""

    __slots__ = ("_v_reader", "folds", "is_open", "position", "source")

    source: Any  #: str or bytes: what has come in
    position: int  #: how much of it has been read
    is_open: bool
    folds: bool  #: whether `read` folds the case of names here, after #!fold-case
    _v_reader: Any  #: the front end's reader of `source`, kept from one `read` to the next

    def __init__(self, source: Any) -> None:
        self.source = source
        self.position = 0
        self.is_open = True
        self.folds = False
        self._v_reader = None

    @property
    def name(self) -> str:
        """The name of what it reads, for people."""
        return "the string"

    def more(self, again: Builtin, *arguments: Value) -> bool:
        """Add to `source`, where that can be done; False at the end.

        A port that must wait for it has the primitive `again` called again, with the
        same arguments, when there is more.
        """
        return False

    def keep(self, added: Any) -> None:
        """Put what came in after what has not been read yet."""
        self.source = self.source[self.position :] + added
        self.position = 0

    def state(self) -> tuple[object, ...]:
        return (self.source, self.position, self.is_open, self.folds)

    def restore(self, state: tuple[Any, ...]) -> None:
        self.source, self.position, self.is_open = state[:3]
        self.folds = state[3] if len(state) > 3 else False
        self._v_reader = None


class StringInput(InputPort):
    """A textual input port that reads a string.

    Its fields are unchecked slots, as those of UncheckedSlots: their reader lets the
    AttributeError of a ghost through to the machine, or activates the port first.
    """

    __module__ = "perdure.vm"
    __slots__ = ()
    __getattribute__ = object.__getattribute__

    __getstate__ = InputPort.state
    __setstate__ = InputPort.restore


class BytesInput(InputPort):
    """A binary input port that reads a bytevector."""

    __module__ = "perdure.vm"
    __slots__ = ()

    __getstate__ = InputPort.state
    __setstate__ = InputPort.restore


class ConsoleInput(InputPort):
    """The input that was typed for a process, and that it has not read."""

    __module__ = "perdure.vm"
    __slots__ = ("has_ended",)

    has_ended: bool  #: nothing more will come

    def __init__(self) -> None:
        super().__init__("")
        self.has_ended = False

    @property
    def name(self) -> str:
        return "the console"

    @property
    def has_something(self) -> bool:
        """Whether nobody need wait: for a character, or for the end."""
        return self.has_ended or self.position < len(self.source)

    def more(self, again: Builtin, *arguments: Value) -> bool:
        """Wait: the process sleeps until somebody gives it a line."""
        if self.has_ended:
            return False
        raise Capture("input", again, arguments)

    def __getstate__(self) -> tuple[object, ...]:
        return (*self.state(), self.has_ended)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.restore(state)
        self.has_ended = state[4]


class OutputPort(Persistent):
    """A port that collects text or bytes; a base of StringOutput and BytesOutput."""

    __slots__ = ("is_open", "pieces")

    nothing: Any  #: the empty string or bytes

    pieces: list[Any]  #: never shared; `_p_changed` is set when one is added
    is_open: bool

    def __init__(self) -> None:
        self.pieces = []
        self.is_open = True

    def write(self, piece: Any) -> None:
        self.pieces.append(piece)
        self._p_changed = True  # type: ignore[misc]

    def collected(self) -> Any:
        """All that was written."""
        return self.nothing.join(self.pieces)

    def state(self) -> tuple[object, ...]:
        return (self.collected(), self.is_open)

    def restore(self, state: tuple[Any, ...]) -> None:
        written, self.is_open = state[:2]
        self.pieces = [written] if written else []


class StringOutput(OutputPort):
    """A textual output port that collects a string. Its fields are read as StringInput's."""

    __module__ = "perdure.vm"
    __slots__ = ()
    __getattribute__ = object.__getattribute__

    __getstate__ = OutputPort.state
    __setstate__ = OutputPort.restore

    nothing = ""


class BytesOutput(OutputPort):
    """A binary output port that collects a bytevector."""

    __module__ = "perdure.vm"
    __slots__ = ()

    __getstate__ = OutputPort.state
    __setstate__ = OutputPort.restore

    nothing = b""


describers[StringInput] = lambda x: "#<string input port>"
describers[StringOutput] = lambda x: "#<string output port>"
describers[BytesInput] = lambda x: "#<bytevector input port>"
describers[BytesOutput] = lambda x: "#<bytevector output port>"
describers[ConsolePort] = repr
