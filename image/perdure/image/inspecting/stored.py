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
    #: of the same changes the transactions: the id of each, in hexadecimal digits, and what it says
    #: of itself: "debug 12 over" of a step of a debugger's, mostly ""
    transactions: tuple[tuple[str, str], ...] = ()


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
        told = tuple((each["tid"].hex(), text_of(each.get("description", ""))) for each in found)
    except (Unsupported, NotImplementedError, AttributeError, KeyError):
        moments = ()
        told = ()
    return Stored(
        u64(thing._p_oid),
        size_of(data, thing._p_oid[0]),
        moments or (TimeStamp(serial).timeTime(),),
        told or ((serial.hex(), ""),),
    )


def text_of(description: str | bytes) -> str:
    """The description of a transaction, which some storages give as bytes."""
    found = (
        description.decode("utf-8", "replace") if isinstance(description, bytes) else description
    )
    return " ".join(found.split())
