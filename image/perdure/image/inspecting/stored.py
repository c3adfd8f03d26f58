"""The record that an object is: its size, when it was changed, and what refers to it.

The objects that refer to one are noted nowhere: all records are gone through, a stretch at a
time.

Read by: perdure.image.api.inspector.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent
from persistent.timestamp import TimeStamp
from ZODB.POSException import POSKeyError, Unsupported
from ZODB.serialize import referencesf
from ZODB.utils import u64

from perdure.vm.dataclass import dataclass

STRETCH = 2_000  #: records that are gone through at a time
CHANGES = 10  #: changes that are told, where the storage keeps them


@dataclass(frozen=True, slots=True)
class Stored:
    """An object's record."""

    oid: int
    bytes: int
    changed: tuple[float, ...]  #: seconds since 1970, the last change first; those that are kept


def stored(thing: Any, connection: Any) -> Stored | None:
    """The record of a value; None where it has none, as part of another's or not stored yet."""
    if not isinstance(thing, Persistent) or thing._p_oid is None or thing._p_jar is None:
        return None
    oid = thing._p_oid
    try:
        data, serial = connection._storage.load(oid)
    except POSKeyError:
        return None
    try:
        found = connection.db().history(oid, CHANGES)
        moments = tuple(each["time"] for each in found)
    except (Unsupported, NotImplementedError, AttributeError, KeyError):
        moments = ()
    return Stored(u64(oid), len(data), moments or (TimeStamp(serial).timeTime(),))


class Referrers:
    """The ids of the records that refer to an object, found stretch by stretch."""

    def __init__(self, oid: bytes) -> None:
        self._oid = oid
        self._after: Any = None
        self.is_done = False
        self.found: list[bytes] = []

    def look_further(self, connection: Any) -> None:
        """Go through some more records."""
        storage = connection._storage
        if not hasattr(storage, "record_iternext"):  # an adapter of a data file's
            storage = connection.db().storage
        for _ in range(STRETCH):
            oid, _, data, self._after = storage.record_iternext(self._after)
            if data and self._oid in data and self._oid in referencesf(data):
                self.found.append(oid)
            if self._after is None:
                self.is_done = True
                return
