"""Connections to an image's database, and how objects are loaded and stored through them.

A commit of many small records is mostly the work around each of them, so that is done once for
all: see perdure.image.storage.states. Images do not count the bytes of what is in memory, and
have blobs only for what perdure.image.storage.large keeps apart; more of ZODB's ways is left out.

Read by: perdure.image.storage.file_storage.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from ZODB.blob import Blob
from ZODB.Connection import Connection
from ZODB.POSException import ConflictError, InvalidObjectReference, POSError, ReadOnlyHistoryError
from ZODB.utils import oid_repr, z64

from perdure.image.errors import ForbiddenName
from perdure.image.storage.large import copied, keeps_blobs, new_blob
from perdure.image.storage.states import Reader, Writer

LOG = logging.getLogger("perdure.image")


class Guests(Protocol):
    """The objects that another connection of the same database has read and changed."""

    def read(self) -> Iterable[tuple[bytes, bytes]]:
        """(id, serial) of the objects that must not have been changed elsewhere."""

    def records(self) -> Iterable[tuple[bytes, bytes, bytes]]:
        """(id, serial before the change or 0, record)."""

    def made(self, oid: bytes) -> bytes | None:
        """The record of a new object, which nobody has stored yet."""

    def blob(self, oid: bytes) -> str | None:
        """The file of a new blob; None where it is none of theirs."""


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
        self.keeps_blobs = keeps_blobs(self._db.storage)
        self._whole = getattr(self._normal_storage, "whole", None)

    #: Whether an exception came when the vote had committed already: what was done is done.
    was_late = False

    #: Records of another connection of this database, stored with the next commit of this one.
    guests: Guests | None = None
    #: Where somebody wants to know them: the ids of all objects that were loaded, with the serials
    #: that they had, 0 where they were not found. The cache lets go of them at a savepoint.
    loaded: dict[bytes, bytes] | None = None
    _added_during_commit: list[Any] | None

    def assume(self) -> None:
        """Let the next transaction take it that nobody else has committed, until it commits.

        Nothing may be told of it before. It may meet a ReadConflictError.
        """
        if self._whole is not None:
            self._whole.assumption.want()

    @property
    def assumes(self) -> bool:
        """Whether the transaction in progress does so, and it was not made sure of."""
        return self._whole is not None and self._whole.assumption.tid is not None

    def make_sure(self) -> None:
        """ReadConflictError where the transaction in progress stands on an older state."""
        if self.assumes:
            self._normal_storage.make_sure()

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
            file = guests.blob(oid)
            if file is None:
                self._storage.store(oid, serial, record, "", metadata)
            else:  # a copy, for the merge may have to be done again
                copy = copied(file, self._storage.temporaryDirectory())
                self._storage.storeBlob(oid, serial, record, copy, "", metadata)

    def _commit(self, transaction: Any) -> None:
        """Store what has changed; as ZODB does, but with one writer for all of it."""
        if self.before is not None:
            raise ReadOnlyHistoryError
        if self._import:
            super()._commit(transaction)
            return
        writer = Writer(self)
        stack = writer._stack
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
            stack.append(thing)
            self._store_objects(writer, transaction)
        for thing in added:
            stack.append(thing)
            self._store_objects(writer, transaction)
        self._added_during_commit = None

    def _store_objects(self, writer: Any, transaction: Any) -> None:
        """Store the objects on the writer's stack, and what they make new."""
        stack, store = writer._stack, self._storage.store
        saved = self._savepoint_storage
        while stack:
            thing = stack.pop()
            oid, serial = thing._p_oid, thing._p_serial
            is_new = serial == z64 and (saved is None or saved.creating.get(oid, True))
            if is_new:
                self._creating[oid] = self._added.pop(oid, None) is None
            else:
                self._modified.append(oid)
            record = writer.serialize(thing)
            if type(thing) is Blob:
                file = thing._uncommitted()
                stored = self._storage.storeBlob(oid, serial, record, file, "", transaction)
            else:
                stored = store(oid, serial, record, "", transaction)
            self._store_count += 1
            if is_new:
                self._cache[oid] = thing
            if self._readCurrent:
                self._readCurrent.pop(oid, None)
            if stored:  # in a savepoint
                thing._p_changed = False
                thing._p_serial = stored

    def tpc_vote(self, transaction: Any) -> None:
        if self._whole is not None:
            # A vote may be the commit where nobody votes after it.
            self._whole.is_alone = len(transaction._resources) == 1
        super().tpc_vote(transaction)

    def tpc_abort(self, transaction: Any) -> None:
        self.was_late = self._whole is not None and self._whole.has_committed
        super().tpc_abort(transaction)

    def new_blob(self, content: str | bytes) -> Blob:
        """A blob that has the content, to be stored with this commit."""
        try:
            return new_blob(content, self._storage.temporaryDirectory())
        except OSError as error:
            refusal = getattr(self._db.storage, "refusal", None)
            if refusal is None:
                raise
            raise refusal(error) from error

    def content_of(self, blob: Blob) -> bytes:
        """The bytes that are kept in a blob."""
        oid, guests = blob._p_oid, self.guests
        name = None if guests is None else guests.blob(oid)
        if name is None:
            name = self._storage.loadBlob(oid, self._storage.load(oid)[1])
        return Path(name).read_bytes()

    def afterCompletion(self, transaction: Any) -> None:  # noqa: N802
        super().afterCompletion(transaction)
        if not hasattr(self._storage, "afterCompletion"):
            self.newTransaction(transaction, sync=False)

    def setstate(self, obj: Any) -> None:
        if self.loaded is not None:
            self.loaded.setdefault(obj._p_oid, z64)
        guests = self.guests
        record = None if guests is None else guests.made(obj._p_oid)
        if record is not None:
            self._reader.setGhostState(obj, record)
            return
        if self.opened is None:
            super().setstate(obj)  # says that it is closed
            return
        try:
            record, serial = self._storage.load(obj._p_oid)
            if self.loaded is not None:
                self.loaded[obj._p_oid] = serial
            self._load_count += 1
            self._reader.setGhostState(obj, record)
            obj._p_serial = serial
        except ConflictError:
            raise
        except BaseException as error:
            self._log.exception("%s %s cannot be loaded", type(obj).__name__, oid_repr(obj._p_oid))
            if isinstance(error, POSError) and isinstance(error.__cause__, ForbiddenName):
                raise error.__cause__ from None
            raise
