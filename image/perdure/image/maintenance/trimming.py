"""Trimming: dead members are taken out of clusters that live, so that a pack finds what is dead.

A pack keeps a record to which something leads, with all that it refers to. Of a cluster that may
be one member of a hundred, and what the others lead to is kept with them. So before it each living
cluster is written anew without its dead members, told by their addresses. These are ordinary
transactions: a member that works meanwhile hears of them, a kill leaves some clusters trimmed and
some not, and one that was changed meanwhile is merged as any two changes are, or left alone.

What is taken out could not be reached at the moment to which is packed, nor at any time since
(perdure.image.maintenance.living). What is dead and stays, in a cluster that is left alone, may
refer to a member that was taken out. Nobody comes to it.

Read by: perdure.image.maintenance.collecting.
"""

from __future__ import annotations

from typing import Any

from ZODB.Connection import TransactionMetaData
from ZODB.POSException import ConflictError, POSKeyError
from ZODB.utils import p64

from perdure.image.maintenance.living import is_cluster, living, since
from perdure.image.maintenance.reading import Progress
from perdure.image.maintenance.records import MEMBER_SHIFT, Ids, read
from perdure.image.schema.clusters import CLUSTERED_FORMAT
from perdure.image.storage.resolving import without

IMAGE = p64(1)  #: the id of the ImageRoot
BATCH = 100  #: clusters that are written in one transaction
NEWEST = b"\x7f" + b"\xff" * 7  #: beyond the id of any transaction
NOTE = "pack"  #: the description of these transactions
OFTEN = 1_000  #: clusters after which progress is told

#: (id, serial, record without what is dead, how many members it has less)
Trimmed = tuple[bytes, bytes, bytes, int]


def trim(storage: Any, writing: Any, tid: bytes, progress: Progress) -> int:
    """Take the dead members out of an image's clusters; how many these are.

    `tid`: what was alive when that transaction had been committed, or since, stays. `writing`: the
    storage through which is committed, so that everybody hears of it.
    """
    objects = len(storage) or 1

    def told(count: int) -> None:
        progress("looking for what is alive in clusters", min(1.0, count / objects))

    def load(oid: bytes) -> Any:
        return storage.loadBefore(oid, NEWEST)

    versions = since(load, storage.loadBefore, tid)
    reached, clusters = living(versions, told)
    count = 0
    batch: list[Trimmed] = []
    for done, record in enumerate(clusters):
        if done % OFTEN == 0:
            progress("taking out what is dead", min(1.0, done / len(clusters)))
        found = _trimmed(load, record, reached)
        if found is not None:
            batch.append(found)
        if len(batch) == BATCH:
            count += _store(writing, batch)
            batch.clear()
    return count + _store(writing, batch)


def can_trim(storage: Any) -> bool:
    """Whether an image has clusters."""
    try:
        root = read(storage.loadBefore(IMAGE, NEWEST)[0]).object
    except (POSKeyError, TypeError):
        return False
    return bool(root.format >= CLUSTERED_FORMAT)


def _trimmed(load: Any, record: int, reached: Ids) -> Trimmed | None:
    oid = p64(record)
    try:
        data, serial = load(oid)[:2]
    except (POSKeyError, TypeError):  # somebody has packed it away
        return None
    if not is_cluster(data):
        return None
    kept, dead = without(oid, data, lambda number: number << MEMBER_SHIFT | record not in reached)
    return (oid, serial, kept, dead) if dead else None


def _store(writing: Any, batch: list[Trimmed]) -> int:
    """Commit trimmed clusters, those that were not changed meanwhile; how many members less."""
    if not batch:
        return 0
    try:
        return _commit(writing, batch)
    except ConflictError:
        if len(batch) == 1:
            return 0
    return sum(_store(writing, [each]) for each in batch)


def _commit(writing: Any, batch: list[Trimmed]) -> int:
    metadata = TransactionMetaData(description=NOTE)
    poll = getattr(writing, "poll_invalidations", None)
    if poll is not None:
        writing.sync()
        poll()
    writing.tpc_begin(metadata)
    try:
        for oid, serial, data, _ in batch:
            writing.store(oid, serial, data, "", metadata)
        writing.tpc_vote(metadata)
    except BaseException:
        writing.tpc_abort(metadata)
        raise
    writing.tpc_finish(metadata)
    return sum(dead for *_, dead in batch)
