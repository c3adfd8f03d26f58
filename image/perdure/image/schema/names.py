"""Names under which processes are registered: name -> pid.

The entry of a name is the truth of it, and it stays when its process ends: the name is free as soon
as the process that is noted has ended. So an end writes nothing here, a name is free
in the transaction of the end, and a start may ask what had the name before it. The entry goes with
the process, when that is forgotten.

Names are in many small trees, by their sum, so that members that register different ones at the
same time do not disturb each other.

Changed by: perdure.image.processes.names.
"""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from BTrees.OOBTree import OOBTree

from perdure.image.schema.root import ImageRoot

KEPT = "names"  #: its name among what the image keeps
BUCKETS = 64


class NameTable(OOBTree):
    """Some of the names: name -> pid."""

    __module__ = "perdure.image"
    max_leaf_size = 8
    max_internal_size = 16


def noted_under(root: ImageRoot, name: str) -> int:
    """The pid of the process that has the name, or had it last; 0 where none did."""
    table = (root.kept or {}).get(KEPT, {}).get(_bucket(name))
    return 0 if table is None else table.get(name, 0)


def note(root: ImageRoot, name: str, pid: int) -> None:
    """The process has the name from now on."""
    tables = root.keep(KEPT, OOBTree)
    table = tables.get(_bucket(name))
    if table is None:
        table = tables[_bucket(name)] = NameTable()
    table[name] = pid


def drop(root: ImageRoot, name: str) -> None:
    """No process has the name, nor had it. Nothing where that is so."""
    table = (root.kept or {}).get(KEPT, {}).get(_bucket(name))
    if table is not None and name in table:
        del table[name]


def tables(root: ImageRoot) -> Iterator[tuple[int, NameTable]]:
    """The trees, by number."""
    yield from (root.kept or {}).get(KEPT, {}).items()


def is_in_place(number: int, name: object) -> bool:
    """Whether a name belongs into the tree of that number."""
    return type(name) is str and _bucket(name) == number


def _bucket(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass")) % BUCKETS
