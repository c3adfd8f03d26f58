"""Code of a machine that is not the VM's own, as images keep it.

It is the procedure that a process begins with and what its frames name, as Closure and Code
are for the VM's own machine. The class is the VM's, so an image can be listed, checked and
packed, and its stacks be read, where the machine that runs the code is not installed.

Read by: machines, and perdure.vm.machine.walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from persistent import Persistent

from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Source


class ForeignCode(Persistent):
    """A piece of code, with what is shown of it. Immutable."""

    __module__ = "perdure.vm"
    __slots__ = ("content", "machine", "name", "places", "source", "variables")

    machine: str  #: the name of the machine that runs it
    name: str  #: what stacks call it
    content: Any  #: the machine's own: numbers, texts, values, and tuples of these
    source: Source | None  #: the text that it came from
    places: tuple[tuple[int, int], ...]  #: (line, column) of each site, from 1
    variables: tuple[str, ...]  #: the names of the values of a frame; "" is not shown

    def __init__(
        self,
        machine: str,
        name: str,
        content: Any,
        source: Source | None = None,
        places: tuple[tuple[int, int], ...] = (),
        variables: tuple[str, ...] = (),
    ) -> None:
        self.machine = machine
        self.name = name
        self.content = content
        self.source = source
        self.places = places
        self.variables = variables

    def __getstate__(self) -> tuple[object, ...]:
        shown = (self.name, self.source, self.places, self.variables)
        return (1, self.machine, self.content, *shown)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.machine, self.content = state[:3]
        self.name, self.source, self.places, self.variables = state[3:7]

    def position(self, point: int) -> str:
        """`file:line:column` of a point; "" where it is not known."""
        site = point >> 1
        if self.source is None or site >= len(self.places):
            return ""
        line, column = self.places[site]
        return f"{self.source.name}:{self.source.line - 1 + line}:{column}"

    def named(self, values: tuple[Value, ...]) -> dict[str, Value]:
        """The values of a frame by name."""
        return {name: value for name, value in zip(self.variables, values, strict=False) if name}

    def __repr__(self) -> str:
        return f"#<procedure {self.name}>"


class Seen:
    """A value of another machine's as people see it: its text, its kind, and what is in it."""

    text = ""
    kind = ""  #: "a dict", say

    def parts(self) -> Iterator[tuple[str, Seen]]:
        """Its parts, each under its label; nothing of the program's is run."""
        return iter(())

    def place_of(self, label: str) -> str:
        """The text that means that part, behind an expression for this value; "": none does."""
        return ""

    def asked(self, text: str, place: str) -> str:
        """A text of its language in which `it` is the value that an expression gives."""
        return text


#: By machine: of an execution, the variables of each frame by name, innermost first. One is
#: registered by a machine whose frames do not have them as their values.
viewers: dict[str, Callable[[Any], Sequence[Mapping[str, Value]]]] = {}


def machine_of(procedure: Value) -> str:
    """The name of the machine that runs a procedure; "" for the VM's own."""
    return procedure.machine if isinstance(procedure, ForeignCode) else ""
