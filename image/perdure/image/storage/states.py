"""The states of objects, on their way into records and out of them.

A record is two pickles, one of the object's class and one of its state. They are as ZODB's own
reader wants them, and are made and read here without what it does for each anew:

- All records of a commit have one pickler, and what a class begins its records with is made once.
- Neither pickle refers to what the other holds. So of a record that begins as its object's class
  does, only the state is read. All others, such as ZODB has written, are read as it does.
- A leaf of a tree whose keys are numbers and strings, or tuples of these, refers to nothing but
  the next leaf: of its keys nobody is asked whether they are references.
- Nodes of a tree from numbers to objects are written here: a pickler asks three times about each
  reference, and once about each number.
- An unpickler reads its file bit by bit. What it is given beyond that it keeps, and reads next.

Here is what both ways share. Read by: perdure.image.storage.writing, perdure.image.storage.reading,
perdure.image.storage.resolving, perdure.image.storage.references, perdure.image.maintenance.living.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ZODB._compat import Pickler
from ZODB.blob import Blob

PROTOCOL = 3  #: ZODB's
PUT = b"q\x00."  #: how the pickle of a class ends: it is kept, in case that is referred to
STOP = b"."
START = b"\x80\x03"  #: how each pickle begins

#: What the records of a class begin with; b"" where an object has a say in that.
_beginnings: dict[type, bytes] = {}


class Sink:
    """A file that a pickler writes to, which does so once, when it is done."""

    __slots__ = ("pieces", "write")

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.write = self.pieces.append

    def take(self) -> bytes:
        """All that was written since."""
        pieces = self.pieces
        found = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        return found


def beginning_of(kind: type) -> bytes:
    """The beginning of all records of a class, the pickle of its name; b"" where they differ."""
    found = _beginnings.get(kind)
    if found is None:
        found = _beginnings[kind] = _beginning_of(kind)
    return found


def is_blob(record: bytes) -> bool:
    """Whether a record is that of a blob."""
    return record.startswith(beginning_of(Blob))


def _beginning_of(kind: type) -> bytes:
    if hasattr(kind, "__getnewargs__"):
        return b""
    sink = Sink()
    pickler_of(sink, None).dump(kind)
    found = sink.take()
    return found.removesuffix(PUT) + STOP if found.endswith(PUT) else b""


def pickler_of(sink: Sink, persistent_id: Callable[[Any], Any] | None) -> Any:
    pickler = Pickler(sink, PROTOCOL)
    if persistent_id is not None:
        pickler.persistent_id = persistent_id
    return pickler
