"""References between records: what refers to an object, objects of a class, the way to one.

Nothing of that is noted anywhere: records are gone through as they are stored, all of them or
until enough are found, and none is loaded as an object.

Read by: perdure.image.inspecting.stored, perdure.image.engine.becoming, perdure.image.api.relating.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from typing import Any

from ZODB.POSException import POSKeyError
from ZODB.serialize import referencesf
from ZODB.utils import z64

from perdure.image.storage.states import beginning_of


def records(storage: Any) -> Generator[tuple[bytes, bytes], None, None]:
    """(id, record) of all objects of a database's storage, also those that are dead."""
    own = storage.new_instance() if hasattr(storage, "new_instance") else None
    source, after = own or storage, None
    try:
        while True:
            found, _, data, after = source.record_iternext(after)
            if data:
                yield found, data
            if after is None:
                return
    finally:
        if own is not None:
            own.release()


def referrers(oid: bytes, storage: Any) -> Generator[bytes, None, None]:
    """The ids of the records that refer to an object."""
    for found, data in records(storage):
        if oid in data and oid in referencesf(data):
            yield found


def of_classes(kinds: Collection[type], storage: Any) -> Generator[bytes, None, None]:
    """The ids of the objects of these classes."""
    beginnings = tuple(filter(None, (beginning_of(kind)[:-1] for kind in kinds)))
    for found, data in records(storage):
        if data.startswith(beginnings):
            yield found


def path(
    oid: bytes, load: Callable[[bytes], bytes], keep_on: Callable[[], None] = lambda: None
) -> list[bytes]:
    """A shortest way from the database's root to an object: ids, both among them.

    Nothing where it is not alive. `load` gives a record; `keep_on` is called for each, and may
    raise what ends it.
    """
    before: dict[bytes, bytes | None] = {z64: None}
    level = [z64]
    while level and oid not in before:
        following: list[bytes] = []
        for here in level:
            keep_on()
            try:
                found = referencesf(load(here))
            except POSKeyError:
                continue
            for each in found:
                if each not in before:
                    before[each] = here
                    following.append(each)
        level = following
    if oid not in before:
        return []
    way: list[bytes] = []
    at: bytes | None = oid
    while at is not None:
        way.append(at)
        at = before[at]
    return way[::-1]
