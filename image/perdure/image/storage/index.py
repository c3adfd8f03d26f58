"""The index of a data file: where the newest record of each object stands.

It is ZODB's, a tree of buckets in each of which the ids share their first six bytes. Most that is
committed together shares a bucket, so that is looked for once.

Read by: perdure.image.storage.file_storage, perdure.image.storage.unpickling.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ZODB.fsIndex import fsBucket, fsIndex

SHARED = 6  #: bytes of an id that all in a bucket have in common
POSITION = 6  #: bytes in which a bucket has a position


class Index(fsIndex):
    """Object id -> position of its record."""

    @classmethod
    def of(cls, index: fsIndex) -> Index:
        """The same as another index, which is not to be used any more."""
        made = cls()
        made._data = index._data
        return made

    def get(self, oid: bytes, default: Any = None) -> Any:
        bucket = self._data.get(oid[:SHARED])
        found = None if bucket is None else bucket.get(oid[SHARED:])
        return default if found is None else int.from_bytes(found, "big")

    def update(self, positions: Mapping[bytes, int]) -> None:
        data: Any = self._data
        last = b""
        bucket: Any = None
        for oid, position in positions.items():
            shared = oid[:SHARED]
            if shared != last:
                last, bucket = shared, data.get(shared)
                if bucket is None:
                    bucket = data[shared] = fsBucket()
            bucket[oid[SHARED:]] = position.to_bytes(POSITION, "big")
