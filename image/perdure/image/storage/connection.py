"""Connections to an image's database, and how they write and read records.

A commit of many small records is mostly the work around each of them, so it is done once for
all: a commit has one writer, whose pickler is made once, and a record is read without the
layers through which ZODB serves other versions of Python.

Read by: perdure.image.storage.file_storage.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from fractions import Fraction
from io import BytesIO
from typing import Any, Protocol

from persistent import Persistent
from ZODB._compat import Unpickler
from ZODB.Connection import Connection
from ZODB.POSException import ConflictError, InvalidObjectReference, POSError, ReadOnlyHistoryError
from ZODB.serialize import ObjectReader, ObjectWriter, binary
from ZODB.utils import z64

from perdure.image.errors import ForbiddenName

LOG = logging.getLogger("perdure.image")

#: Types of what is written where it stands: nearly all that is in a record. Of classes the name.
PLAIN = frozenset(
    (int, str, tuple, float, bytes, binary, bool, list, dict, complex, Fraction, type(None), type)
)
#: Of the other types that were met: whether a reference is the id of a record and the class.
_referred_to: dict[type, bool] = {}


class Guests(Protocol):
    """The objects that another connection of the same database has read and changed."""

    def read(self) -> Iterable[tuple[bytes, bytes]]:
        """(id, serial) of the objects that must not have been changed elsewhere."""

    def records(self) -> Iterable[tuple[bytes, bytes, bytes]]:
        """(id, serial before the change or 0, record)."""

    def made(self, oid: bytes) -> bytes | None:
        """The record of a new object, which nobody has stored yet."""


class ImageConnection(Connection):
    """A connection whose reads between two transactions see what was committed last.

    What the cache let go of at a commit is loaded again when it is next looked at. ZODB
    would load it as it was before that commit, until the next transaction begins; here
    the view moves on with each end of a transaction. (RelStorage does so by itself.)

    It also says what is wrong with a record that names what it may not, and no more.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._log = LOG  # ZODB's own would print a traceback where no log is set up
        self._reader = Reader(self, self._cache, self._db.classFactory)

    #: Records of another connection of this database, stored with the next commit of this one.
    guests: Guests | None = None
    #: Where somebody wants to know them: the ids of all objects that were loaded.
    loaded: set[bytes] | None = None
    _added_during_commit: list[Any] | None

    def commit(self, transaction: Any) -> None:
        super().commit(transaction)
        guests = self.guests
        if guests is None:
            return
        metadata = transaction.data(self)
        written = {*self._modified, *self._creating}
        for oid, serial in guests.read():
            self._storage.checkCurrentSerialInTransaction(oid, serial, metadata)
        for oid, serial, record in guests.records():
            if oid in written:
                if serial == z64:
                    continue  # made there, and changed here since: what was stored has both
                raise ConflictError(oid=oid)
            self._storage.store(oid, serial, record, "", metadata)

    def _commit(self, transaction: Any) -> None:
        """Store what has changed; as ZODB does, but with one writer for all of it."""
        if self.before is not None:
            raise ReadOnlyHistoryError
        if self._import:
            super()._commit(transaction)
            return
        writer = Writer(self)
        added: list[Any] = []
        self._added_during_commit = added
        for thing in self._registered_objects:
            oid = thing._p_oid
            if thing._p_jar is not self:
                raise InvalidObjectReference(thing, thing._p_jar)
            if oid in self._added:
                assert thing._p_serial == z64
            elif oid in self._creating or not thing._p_changed:
                continue  # stored with what refers to it, or not changed after all
            writer.begin(thing)
            self._store_objects(writer, transaction)
        for thing in added:
            writer.begin(thing)
            self._store_objects(writer, transaction)
        self._added_during_commit = None

    def afterCompletion(self, transaction: Any) -> None:  # noqa: N802
        super().afterCompletion(transaction)
        if not hasattr(self._storage, "afterCompletion"):
            self.newTransaction(transaction, sync=False)

    def setstate(self, obj: Any) -> None:
        if self.loaded is not None:
            self.loaded.add(obj._p_oid)
        guests = self.guests
        record = None if guests is None else guests.made(obj._p_oid)
        if record is not None:
            self._reader.setGhostState(obj, record)
            return
        try:
            super().setstate(obj)
        except POSError as error:
            if isinstance(error.__cause__, ForbiddenName):
                raise error.__cause__ from None
            raise


class Writer(ObjectWriter):
    """The records of one commit: `begin` with an object, then go over it and what it makes new."""

    def __init__(self, connection: ImageConnection) -> None:
        super().__init__()
        self._jar = connection

    def begin(self, thing: Any) -> None:
        self._stack.append(thing)

    def persistent_id(self, obj: Any) -> Any:
        """The reference to an object, None where it is written where it stands.

        The pickler asks it of everything, down to each number.
        """
        kind = type(obj)
        if kind in PLAIN:
            return None
        is_referred_to = _referred_to.get(kind)
        if is_referred_to is None:
            has_records = issubclass(kind, Persistent) and not hasattr(kind, "__getnewargs__")
            is_referred_to = _referred_to[kind] = has_records
        if is_referred_to:
            oid = obj._p_oid
            if oid is not None and obj._p_jar is self._jar:
                return binary(oid), kind
        return super().persistent_id(obj)


class Reader(ObjectReader):
    """The states in records."""

    def _get_unpickler(self, pickle: bytes) -> Any:
        unpickler = Unpickler(BytesIO(pickle))
        unpickler.find_class = self._get_class
        unpickler.persistent_load = self._persistent_load
        return unpickler

    def _persistent_load(self, reference: Any) -> Any:
        if type(reference) is tuple:
            found = self._cache.get(reference[0])
            if found is not None:
                return found
        return super()._persistent_load(reference)
