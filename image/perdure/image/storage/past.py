"""The past of an image, as far as its storage keeps it: what was changed when, and what was before.

A storage that keeps none (PostgreSQL without history) knows the last change of each object only;
of one that was packed, the past begins at the pack.

Read by: perdure.image.engine.going_back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, nullcontext
from typing import Any

from ZODB.mvccadapter import MVCCAdapterInstance
from ZODB.POSException import POSKeyError

from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A transaction that has changed an object."""

    tid: bytes
    moment: float  #: seconds since 1970
    description: str  #: what the transaction says of itself; mostly ""


class Past:
    """The past as a connection's storage knows it."""

    def __init__(self, connection: Any) -> None:
        storage = connection._storage
        self._storage = storage._storage if isinstance(storage, MVCCAdapterInstance) else storage

    @property
    def is_kept(self) -> bool:
        return bool(getattr(self._storage, "keep_history", True))

    def changes(self, oid: bytes, most: int) -> list[Change]:
        """The last transactions that have changed an object, the last one first."""
        found = self._storage.history(oid, size=most)
        return [Change(each["tid"], each["time"], _text(each["description"])) for each in found]

    def written(self, tid: bytes) -> Iterator[tuple[bytes, bytes]]:
        """(id, record) of all that a transaction has changed."""
        transactions = self._storage.iterator(tid, tid)
        with closing(transactions) if hasattr(transactions, "close") else nullcontext():
            for transaction in transactions:
                for record in transaction:
                    if record.data:
                        yield record.oid, record.data

    def before(self, oid: bytes, tid: bytes) -> bytes | None:
        """An object's record as it was before a transaction; None where there was none."""
        try:
            found = self._storage.loadBefore(oid, tid)
        except POSKeyError:
            return None
        return found[0] if found and found[0] else None

    def now(self, oid: bytes) -> bytes:
        """An object's record as it was committed last."""
        found = self._storage.loadBefore(oid, b"\x7f" + b"\xff" * 7)
        record: bytes = found[0]
        return record


def _text(description: bytes | str) -> str:
    return description.decode("utf-8", "replace") if isinstance(description, bytes) else description
