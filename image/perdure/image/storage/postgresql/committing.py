"""Commits that are one statement, which a function in the database executes.

RelStorage commits in some ten round trips: it copies the records into a temporary table, has the
rows locked that are to change, asks for conflicts, has the records moved, commits, and has the
table emptied. Where a transaction is of the ordinary kind, the vote is one call of a function
instead, which is committed by itself (perdure.image.storage.postgresql.views). The function takes
the same locks in the same order, compares the same numbers, and writes the same rows; members that
commit so and members that commit in RelStorage's way may share an image.

It gives the transaction before it, and its own number. Where the transaction assumes on which it
stands (perdure.image.storage.postgresql.assuming), and that is another, it changes nothing.

Where it finds that somebody else has changed something that was written or read as current, or is
about to, it changes nothing either and gives null; the transaction is then voted on in RelStorage's
way, which resolves the conflict or says what it is. Nor are these of the ordinary kind:
transactions that other data managers have joined, for these vote after this one; those with blobs;
those that undo, delete or restore; and very large ones.

Until the vote the records are gathered here. RelStorage is handed them where it is to vote; it
writes each into a temporary file, from which it reads them twice.

Imports RelStorage. Read by: perdure.image.storage.postgresql.postgresql.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from types import SimpleNamespace
from typing import Any

import psycopg2
from psycopg2.errors import DeadlockDetected, LockNotAvailable
from relstorage.adapters.interfaces import UnableToLockRowsToModifyError
from relstorage.storage.tpc.vote import HistoryFree, HistoryPreserving
from ZODB.POSException import ReadConflictError
from ZODB.utils import p64, u64, z64

from perdure.image.forking import give_up_in_children, sever_connection
from perdure.image.storage.postgresql.assuming import Assumption

#: Bytes of records in one statement: it has each byte as two characters, and is kept whole.
LARGEST = 1 << 22

#: RelStorage takes shared locks without waiting, then the others, then the one of all commits.
FUNCTION = """
CREATE OR REPLACE FUNCTION perdure_commit_3(
  oids bigint[], serials bigint[], records bytea[], read_oids bigint[], read_serials bigint[],
  user_name bytea, description bytea, extension bytea, assumed bigint
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE made bigint; newest bigint; now timestamp;
BEGIN
  FOR i IN 1 .. cardinality(read_oids) LOOP
    IF NOT pg_try_advisory_xact_lock_shared(read_oids[i]) THEN
      RETURN NULL;
    END IF;
  END LOOP;
  FOR i IN 1 .. cardinality(oids) LOOP
    IF serials[i] <> 0 THEN
      PERFORM pg_advisory_xact_lock(oids[i]);
    END IF;
  END LOOP;
  IF EXISTS (
    SELECT FROM unnest(oids || read_oids, serials || read_serials) AS known (zoid, tid)
    JOIN {current} AS current USING (zoid) WHERE current.tid <> known.tid
  ) THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(-1);
  SELECT coalesce(max(tid), 0) INTO newest FROM {transactions};
  IF assumed <> newest THEN
    RETURN ARRAY[newest];
  END IF;
  now := clock_timestamp() AT TIME ZONE 'UTC';
  made := greatest(newest + 1, {number});
  {write}
  RETURN ARRAY[newest, made];
END $$
"""
#: The number of a transaction that is made `now`, as ZODB's time stamps are: minutes, in months of
#: 31 days, and the part of the minute. RelStorage's function for it, which looks besides for the
#: newest number again, takes a sixth of a commit.
NUMBER = """
  (((((date_part('year', now) - 1900) * 12 + date_part('month', now) - 1) * 31
      + date_part('day', now) - 1) * 24 + date_part('hour', now)) * 60
      + date_part('minute', now))::bigint << 32
  | trunc(date_part('second', now) / 1.3969838619232178e-08)::bigint
"""
PRESERVING = """
  INSERT INTO transaction (tid, packed, username, description, extension)
    VALUES (made, FALSE, user_name, description, extension);
  INSERT INTO object_state (zoid, tid, prev_tid, md5, state_size, state)
    SELECT zoid, made, serial, md5(record), length(record), record
    FROM unnest(oids, serials, records) AS written (zoid, serial, record);
  INSERT INTO current_object (zoid, tid)
    SELECT zoid, made FROM unnest(oids) AS written (zoid)
    ON CONFLICT (zoid) DO UPDATE SET tid = excluded.tid;
"""
FREE = """
  INSERT INTO object_state (zoid, tid, state_size, state)
    SELECT zoid, made, length(record), record FROM unnest(oids, records) AS written (zoid, record)
    ON CONFLICT (zoid) DO UPDATE SET
      tid = excluded.tid, state_size = excluded.state_size, state = excluded.state;
  DELETE FROM blob_chunk WHERE zoid = ANY (oids);
"""
IS_THERE = """
SELECT to_regprocedure(
  'perdure_commit_3(bigint[],bigint[],bytea[],bigint[],bigint[],bytea,bytea,bytea,bigint)')
  IS NOT NULL
"""
CALL = (
    "SELECT perdure_commit_3(%s::bigint[], %s::bigint[], %s::bytea[], %s::bigint[], %s::bigint[],"
    " %s, %s, %s, %s)"
)


def function_for(*, keeps_history: bool) -> str:
    """The statement that makes the function."""
    if keeps_history:
        kinds = {"current": "current_object", "transactions": "transaction", "write": PRESERVING}
    else:
        kinds = {"current": "object_state", "transactions": "object_state", "write": FREE}
    return FUNCTION.format(number=NUMBER, **kinds)


class Statements:
    """Connections that commit each statement by itself: as many as are used at once."""

    def __init__(self, open_one: Callable[[], tuple[Any, Any]]) -> None:
        """`open_one` gives a connection and a cursor of it."""
        self._open_one = open_one
        self._free: list[Any] = []
        self._lock = threading.Lock()
        self._is_closed = False

    def ask(self, statement: str, parameters: Any) -> Any:
        """The one value that it gives; asked again where the connection was broken."""
        try:
            return self._ask(statement, parameters)
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            return self._ask(statement, parameters)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            free, self._free = self._free, []
        for connection in free:
            connection.close()

    def _ask(self, statement: str, parameters: Any) -> Any:
        with self._lock:
            connection = self._free.pop() if self._free else None
        if connection is None:
            connection, _ = self._open_one()
            give_up_in_children(connection, sever_connection)
            connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                answer = cursor.fetchone()[0]
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if not self._is_closed:
                self._free.append(connection)
                return answer
        connection.close()
        return answer


class Whole:
    """The commits of one storage, which is one connection's to the image."""

    def __init__(self, assumption: Assumption) -> None:
        self.assumption = assumption
        #: Whether the transaction that is voted on is this storage's alone.
        self.is_alone = False
        #: Whether it was committed by its vote, and has not ended yet.
        self.has_committed = False
        self._transaction: Any = None
        #: oid -> (record, serial before); None: RelStorage has what the transaction has stored.
        self._gathered: dict[int, tuple[bytes, int]] | None = None
        self._size = 0  #: of these records, in bytes

    def begin(self, transaction: Any) -> None:
        """A transaction begins to be committed: its records are gathered from now on."""
        self.has_committed = False
        self._transaction, self._gathered, self._size = transaction, {}, 0

    def forget(self) -> None:
        """The transaction has ended, in whatever way."""
        self._transaction, self._gathered = None, None

    def gather(self, oid: bytes, serial: bytes, record: bytes, transaction: Any) -> bool:
        """Keep a record for the one statement; False where RelStorage is to have it."""
        if self._gathered is None or transaction is not self._transaction:
            return False
        self._size += len(record)
        if self._size > LARGEST:
            return False
        self._gathered[u64(oid)] = record, 0 if serial == z64 else u64(serial)
        return True

    def hand_over(self, storage: Any) -> None:
        """Give RelStorage what has been gathered; nothing more is, in this transaction."""
        gathered, self._gathered = self._gathered, None
        for oid, (record, serial) in (gathered or {}).items():
            storage.store(p64(oid), p64(serial), record, "", self._transaction)

    def offer(self, storage: Any) -> None:
        """Before a vote: have it be the commit, where RelStorage would do nothing else."""
        self.assumption.refuse()
        phase = storage._tpc_phase
        vote = VOTES.get(getattr(phase, "tpc_vote_factory", None)) if self.is_alone else None
        if vote is not None:
            phase.tpc_vote_factory = partial(vote, self)
        else:
            self.hand_over(storage)
            self.make_sure(storage)

    def make_sure(self, storage: Any) -> None:
        """ReadConflictError where the transaction is not on the state that it assumes."""
        if self.assumption.tid is not None:
            self.assumption.make_sure(storage._load_connection.open_if_needed()[0])

    def commit(self, vote: Any, storage: Any) -> int | None:
        """The number of the transaction; None where it must be voted on in RelStorage's way."""
        made = self._commit(vote, storage)
        if made is None:
            self.hand_over(storage)
            self.make_sure(storage)
        return made

    def _commit(self, vote: Any, storage: Any) -> int | None:
        shared = vote.shared_state
        if (
            "store_connection" in vars(shared)
            or vote.committing_tid_lock is not None
            or shared.has_blobs()
            or shared.has_temp_data()
            or not self._gathered
        ):
            return None
        records = sorted((oid, serial, record) for oid, (record, serial) in self._gathered.items())
        storage._oids.set_min_oid(NO_CONNECTION, records[-1][0])
        read = sorted(vote.required_tids.items())
        binary = psycopg2.Binary
        parameters = (
            [oid for oid, _, _ in records],
            [serial for _, serial, _ in records],
            [binary(record) for _, _, record in records],
            [oid for oid, _ in read],
            [serial for _, serial in read],
            *map(binary, vote.ude),
            self.assumption.tid,
        )
        try:
            found = self._ask(storage._load_connection, parameters)
        except (LockNotAvailable, DeadlockDetected) as error:
            raise UnableToLockRowsToModifyError(str(error)) from error
        if found is None:
            return None
        if len(found) == 1:
            self.assumption.was_wrong()
        before, made = found
        self.has_committed = True
        seen = storage._cache.highest_visible_tid
        self.assumption.committed(seen, before, made, parameters[0])
        return int(made)

    def written(self) -> list[tuple[bytes, int, int]]:
        """The records, each as (record, oid, serial before), as RelStorage's cache takes them."""
        gathered = self._gathered or {}
        return [(record, oid, serial) for oid, (record, serial) in gathered.items()]

    def _ask(self, loading: Any, parameters: Any) -> Any:
        """The function's answer, asked for in the connection that has the storage's view."""
        view, _ = loading.open_if_needed()
        try:
            return view.ask(CALL, parameters)
        except BaseException:
            loading.drop()
            raise


class OldStates:
    """RelStorage's cache, for a transaction that conflicts and whose view has ended.

    The state on which a change was based is looked for by its serial: the current one is newer.
    """

    def __init__(self, storage: Any) -> None:
        self._cache, self._mover = storage._cache, storage._adapter.mover

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)

    def prefetch_for_conflicts(
        self, cursor: Any, serials: Iterable[tuple[int, int]]
    ) -> dict[int, tuple[bytes, int]]:
        found = {}
        for oid, serial in serials:
            record = self._cache.loadSerial(oid, serial)
            record = record or self._mover.load_revision(cursor, oid, serial)
            if record is None:  # without history it is gone, or it was packed away
                raise ReadConflictError(oid=p64(oid))
            found[oid] = (record, serial)
        return found


def in_one(kind: Any) -> Any:
    """RelStorage's vote of a kind, as one that is the commit where it can be."""

    class VoteInOne(kind):
        __slots__ = ("made", "whole")

        def __init__(self, whole: Whole, begun: Any) -> None:
            super().__init__(begun)
            self.whole = whole
            self.made: int | None = None

        def _vote(self, storage: Any) -> Any:
            self.made = self.whole.commit(self, storage)
            if self.made is not None:
                return ()
            self.shared_state.cache = OldStates(storage)
            return super()._vote(storage)

        def tpc_finish(
            self, storage: Any, transaction: Any, f: Callable[[bytes], Any] | None = None
        ) -> Any:
            if self.made is None:
                return super().tpc_finish(storage, transaction, f)
            shared = self.shared_state
            try:
                # What is read from now on is read as this commit has left it.
                storage._load_connection.rollback_quietly()
                shared.cache.after_tpc_finish(p64(self.made), self.whole.written())
                if f is not None:
                    f(p64(self.made))
                self.whole.has_committed = False  # or rather, nothing more can come before its end
                return self.initial_state.with_committed_tid_int(self.made)
            finally:
                shared.release()

    return VoteInOne


VOTES = {kind: in_one(kind) for kind in (HistoryPreserving, HistoryFree)}
#: For RelStorage's allocator of ids, which does without.
NO_CONNECTION = SimpleNamespace(cursor=None)
