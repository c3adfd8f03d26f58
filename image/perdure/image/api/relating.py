"""The part of an open image for what objects have to do with one another.

Records are gone through for that, in the thread that asks; the image goes on meanwhile.
docs/living.md shows it.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from contextlib import closing
from itertools import islice, pairwise
from typing import Any, Final

from persistent import Persistent
from ZODB.utils import u64

from perdure.image.api.session import Session
from perdure.image.api.turns import in_turn
from perdure.image.engine.becoming import become
from perdure.image.errors import CannotBecome, CannotInspect
from perdure.image.inspecting.views import label_of
from perdure.image.schema.processes import Process
from perdure.image.storage.references import of_classes, path, referrers
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import (
    Bytevector,
    Pair,
    Promise,
    Record,
    RecordType,
    String,
    Value,
    Vector,
)
from perdure.vm.objects.hash_tables import HashTable
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Closure

#: Kinds of objects, besides record types, by their names.
CLASSES: Final = {
    "pair": Pair,
    "vector": Vector,
    "string": String,
    "bytevector": Bytevector,
    "hash-table": HashTable,
    "procedure": Closure,
    "record": Record,
    "record-type": RecordType,
    "promise": Promise,
    "process": Process,
}
LIMIT = 100  #: objects that are told of, unless it is said how many


@dataclass(frozen=True, slots=True)
class Related:
    """An object of an image."""

    oid: int
    text: str  #: what it is, in short
    label: str = ""  #: on a way: under what the one before has it; "" where that is not known


class Relating(Session):
    """The part beneath `Image.instances` and its like, for values."""

    def _referrers_of(self, value: Value, limit: int) -> list[Related]:
        oid = self._oid_of(value)
        return self._told(referrers(oid, self._storage()), limit)

    def _instances_of(self, kind: Value | str, limit: int) -> list[Related]:
        if isinstance(kind, RecordType):
            oids = referrers(self._oid_of(kind), self._storage())
            return self._told(oids, limit, kind)
        if isinstance(kind, str) and kind in CLASSES:
            return self._told(of_classes((CLASSES[kind],), self._storage()), limit)
        raise CannotInspect(
            f"{short_text(kind)} is no record type, and none of {', '.join(CLASSES)}"
        )

    def _path_to(self, value: Value) -> list[Related]:
        oid = self._oid_of(value)
        storage = self._storage()
        own = storage.new_instance() if hasattr(storage, "new_instance") else storage
        try:
            with self.storage_told("path"):
                found = path(oid, lambda each: own.load(each)[0])
        finally:
            if own is not storage:
                own.release()
        return self._labelled(found[1:])

    @in_turn
    def _become(self, old: Value, new: Value) -> int:
        apart = list(self.scheduler.apart.pids())
        if apart:
            raise CannotBecome(f"process {apart[0]} runs at this moment; park it, or try again")
        made: int = self._change(lambda: become(self.root, self.machines, old, new, self.member))
        return made

    # Helpers

    @in_turn
    def _oid_of(self, value: Value) -> bytes:
        if not isinstance(value, Persistent) or value._p_oid is None:
            raise CannotInspect(
                "this value has no record of its own, so nothing refers to it alone"
            )
        return bytes(value._p_oid)

    @in_turn
    def _storage(self) -> Any:
        return self.root._p_jar.db().storage

    def _told(self, oids: Any, limit: int, kind: RecordType | None = None) -> list[Related]:
        found: list[Related] = []
        with self.storage_told("referrers"), closing(oids):
            while len(found) < limit and (some := list(islice(oids, limit))):
                found += self._some(some, kind)
        return found[:limit]

    @in_turn
    def _some(self, oids: list[bytes], kind: RecordType | None) -> list[Related]:
        self.refresh()
        things = [self.root._p_jar.get(oid) for oid in oids]
        if kind is not None:
            things = [each for each in things if isinstance(each, Record) and each.type is kind]
        return [Related(u64(each._p_oid), short_text(each)) for each in things]

    @in_turn
    def _labelled(self, oids: list[bytes]) -> list[Related]:
        things = [self.root._p_jar.get(oid) for oid in oids]
        labels = [""] * len(things[:1]) + [
            label_of(one, next_one) for one, next_one in pairwise(things)
        ]
        return [
            Related(u64(each._p_oid), short_text(each), label)
            for each, label in zip(things, labels, strict=True)
        ]
