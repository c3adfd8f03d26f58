"""The record that an object is, or is in: its size, and when it was changed.

Read by: perdure.image.api.inspector.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent
from persistent.timestamp import TimeStamp
from ZODB.POSException import POSKeyError, Unsupported
from ZODB.utils import u64

from perdure.image.schema.clusters import record_of
from perdure.image.storage.references import size_of
from perdure.vm.dataclass import dataclass

CHANGES = 10  #: changes that are told, where the storage keeps them


@dataclass(frozen=True, slots=True)
class Stored:
    """An object's record; of a member of a cluster, that which it is in."""

    oid: int
    bytes: int  #: that the object itself takes
    changed: tuple[float, ...]  #: seconds since 1970, the last change first; those that are kept


def stored(thing: Any, connection: Any) -> Stored | None:
    """The record of a value; None where it has none, as part of another's or not stored yet."""
    if not isinstance(thing, Persistent) or thing._p_oid is None or thing._p_jar is None:
        return None
    oid = record_of(thing._p_oid)
    try:
        data, serial = connection._storage.load(oid)
    except POSKeyError:
        return None
    try:
        found = connection.db().history(oid, CHANGES)
        moments = tuple(each["time"] for each in found)
    except (Unsupported, NotImplementedError, AttributeError, KeyError):
        moments = ()
    return Stored(
        u64(thing._p_oid),
        size_of(data, thing._p_oid[0]),
        moments or (TimeStamp(serial).timeTime(),),
    )
