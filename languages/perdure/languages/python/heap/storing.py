"""A process's objects, dumped and loaded.

Reads: dumping, loading and all kinds. Read by: the face of the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from perdure.languages.python.heap import all_kinds  # noqa: F401  (registers them)
from perdure.languages.python.heap.dumping import Dumper
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.program import Program

__all__ = ["Dumped", "dump", "dump_parts", "load", "load_parts"]


class Dumped(NamedTuple):
    """All that is stored of a process's objects."""

    parts: list[bytes]
    refs: list[Any]  #: the Persistent objects, which `parts` has by index


def dump(program: Program, roots: Sequence[Any]) -> tuple[bytes, list[Any]]:
    """Give the namespaces and `roots` as bytes, and the Persistent objects found on the way."""
    dumped = dump_parts(program, [roots])
    return dumped.parts[0], dumped.refs


def load(program: Program, stored: bytes, refs: Sequence[Any]) -> list[Any]:
    """The roots that `dump` was given; the program's namespaces are filled."""
    return load_parts(program, [stored], refs)[0]


def dump_parts(program: Program, parts: Sequence[Sequence[Any]]) -> Dumped:
    """Parts that share objects; the first has the namespaces, and changes only with those."""
    dumper = Dumper(program)
    written = dumper.parts(parts)
    return Dumped(written, dumper.refs)


def load_parts(program: Program, parts: Sequence[bytes], refs: Sequence[Any]) -> list[list[Any]]:
    """The roots of each part that `dump_parts` was given."""
    return Load(program, parts, refs).parts()
