"""Prints: the bytes of single objects, by which it is seen whether something has changed them.

Two prints of an object are equal where neither it nor what it leads to has changed meanwhile. The
namespaces of the program's modules are no part of them.

Reads: dumping, handles, deep. Read by: the face of the package.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from perdure.languages.python.heap import (
    all_kinds,  # noqa: F401  (registers them)
)
from perdure.languages.python.heap.deep import DeepDumper
from perdure.languages.python.heap.dumping import Dumper, Options
from perdure.languages.python.heap.handles import Handles
from perdure.languages.python.heap.program import Program

__all__ = ["Print", "print_of"]


class Print(NamedTuple):
    """An object as it was."""

    text: bytes | None  #: None where it cannot be stored by itself
    stored: dict[int, tuple[int, Any]]  #: by identity, all that it leads to; where it is wanted

    def is_same(self, other: Print) -> bool:
        return self.text is not None and self.text == other.text


def print_of(program: Program, thing: Any, *, tells_stored: bool = False) -> Print:
    options = Options(Handles(program).prepare)
    for kind in (Printing, DeepPrinting):
        dumper = kind(program, options)
        try:
            dumper.store(thing)
            return Print(dumper.buffer.getvalue(), dumper.stored() if tells_stored else {})
        except RecursionError:
            continue
        except Exception:  # noqa: BLE001  (of any class, as libraries raise it)
            break
        finally:
            dumper.close()
    return Print(None, {})


class Printing(Dumper):
    """A dump in which the namespaces are named."""

    def __init__(self, program: Program, options: Options) -> None:
        super().__init__(program, options)
        self.named = {id(program.namespace(unit)): unit for unit in program.units()}
        self.named[id(program.builtins)] = "builtins"

    def persistent_id(self, thing: Any) -> str | None:
        return self.named.get(id(thing))


class DeepPrinting(Printing, DeepDumper):
    """The same of what is nested too deeply."""
