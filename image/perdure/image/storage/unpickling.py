"""Unpickling: the ways by which a data file could name code, and the guard of each.

Reading a pickle may call whatever it names. Records are read with `class_factory`
(perdure.image.schema.classes), which knows what an image may name. ZODB reads pickles in three
more places, with readers of its own that import anything:

- the `.index` file, when a file storage is opened: here it is read by `load_index`;
- the extension of a transaction's metadata, when its history is asked for: it is read
  here first, as plain data (`check_metadata`);
- the states of an object that two transactions have changed, when a conflict is
  resolved: their names are looked at first (`check_names`, `guard_conflicts`).

ZEO reads the messages of a shared image in the same way; perdure.image.storage.messages stands
there, and reads them with `plain`.

What is refused raises ForbiddenName.

Read by: perdure.image.storage.file_storage, perdure.image.storage.messages,
perdure.image.storage.postgresql.relational.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from ZODB.fsIndex import fsBucket, fsIndex
from ZODB.POSException import ConflictError, POSKeyError

from perdure.image.errors import ForbiddenName
from perdure.image.schema.classes import class_factory
from perdure.image.schema.clusters import Cluster
from perdure.image.storage.index import Index
from perdure.image.storage.resolving import is_reference_to_member, resolved

INDEX_PROTOCOL = 3  #: ZODB's


class _Plain(pickle.Unpickler):
    """Reads numbers, texts and what is made of them; no class, no function."""

    def find_class(self, module: str, name: str) -> Any:
        raise ForbiddenName(module, name)

    def persistent_load(self, reference: object) -> Any:
        raise pickle.UnpicklingError("a reference where there is nothing to refer to")


class _Names(pickle.Unpickler):
    """Reads a record as the image would, but for what it refers to."""

    def find_class(self, module: str, name: str) -> Any:
        return class_factory(None, module, name)

    refers_to_members = False

    def persistent_load(self, reference: object) -> Any:
        if is_reference_to_member(reference):
            self.refers_to_members = True
        return None


def plain(data: bytes) -> Any:
    """The value of a pickle of plain data; ForbiddenName where it names anything."""
    return _Plain(BytesIO(data)).load()


def check_metadata(extension: bytes) -> None:
    """ForbiddenName where a transaction's metadata are more than plain data."""
    if extension:
        plain(extension)


def check_names(record: bytes) -> bool:
    """ForbiddenName where a record names what no image may name.

    Otherwise, whether it holds members of a cluster or refers to any.
    """
    reader = _Names(BytesIO(record))
    meta = reader.load()
    kind = meta[0] if isinstance(meta, tuple) and meta else meta
    if isinstance(kind, tuple) and len(kind) == 2:  # an older way to name a class
        class_factory(None, *kind)
    reader.load()
    return reader.refers_to_members or kind is Cluster


def load_index(path: Path) -> tuple[Index, int] | None:
    """(the index, the length of the data file when it was written), or None if it is spoilt.

    The format is ZODB.fsIndex's: a position, then pairs of a prefix of object ids and a
    bucket, then None, each a pickle of its own.
    """
    index = Index()
    try:
        with path.open("rb") as file:
            # One reader for all: the later pickles refer to what the first ones held.
            reader = _Plain(file)
            position = reader.load()
            while entry := reader.load():
                prefix, bucket = entry
                index._data[prefix] = fsBucket().fromString(bucket)
    except ForbiddenName as error:
        raise ForbiddenName(
            error.module, error.name, f"delete {str(path)!r}: it is made again from the data file"
        ) from None
    except Exception:  # noqa: BLE001  (whatever is wrong with it, it can be made again)
        return None
    return (index, position) if type(position) is int else None


def write_index(file: BinaryIO, index: fsIndex, position: int) -> None:
    """The same, the other way."""
    writer = pickle.Pickler(file, INDEX_PROTOCOL)
    writer.fast = True  # none of them is met twice
    writer.dump(position)
    for prefix, bucket in index._data.items():
        writer.dump((prefix, bucket.toString()))
    writer.dump(None)


def guard_conflicts(storage: Any) -> None:
    """Look at what a storage's records name before it resolves a conflict of theirs.

    For storages that are not Perdure's own: a client of a server, a database.
    """
    resolve = getattr(storage, "tryToResolveConflict", None)
    if resolve is None:
        return

    def guarded(
        oid: bytes, committed: bytes, old: bytes, record: bytes, committed_data: bytes = b""
    ) -> Any:
        found = check_conflict(storage, oid, committed, old, record, committed_data)
        return found or resolve(oid, committed, old, record, committed_data)

    storage.tryToResolveConflict = guarded


def check_conflict(
    storage: Any, oid: bytes, committed: bytes, old: bytes, record: bytes, committed_data: bytes
) -> bytes | None:
    """ForbiddenName where one of the three states of an object names what it may not.

    ConflictError where one of them is not there: packed away, or never was, for two
    objects that were made under one id. Then nothing can be resolved.

    Where members of clusters are among them, the record that has both changes, or ConflictError;
    else None: ZODB is to resolve it.
    """
    has_members = check_names(record)
    try:
        before = storage.loadSerial(oid, old)
        after = committed_data or storage.loadSerial(oid, committed)
    except POSKeyError:
        raise ConflictError(oid=oid, serials=(committed, old), data=record) from None
    has_members = any([has_members, check_names(before), check_names(after)])
    return resolved(oid, before, after, record) if has_members else None
