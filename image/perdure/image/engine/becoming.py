"""One object becomes another: all references to the one are references to the other.

References are found in the stored records, as a pack finds them, and changed in the states of the
objects that have them, in one transaction: so also in stacks, mailboxes, queues and closures. In
hash tables the key is put in anew.

That is exact where nothing runs meanwhile. So no slice may be under way, and no other member
have the image open. What cannot be done is refused, and nothing is changed then.

Read by: perdure.image.api.relating, perdure.image.engine.driver.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from typing import Any, Final

from persistent import Persistent

from perdure.image.errors import CannotBecome
from perdure.image.host.machines import Machines
from perdure.image.schema.processes import Details, Process
from perdure.image.schema.root import ImageRoot
from perdure.image.sharing.liveness import has_ended
from perdure.image.storage.references import referrers
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.hash_tables import (
    HashPage,
    HashSegment,
    HashTable,
    delete_entry,
    find_entry,
    put_value,
)
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Builtin, Cell, Code, Source

#: Each has a place of its own in an image, or is part of a compiled text.
FIXED: Final = (Process, Details, ImageRoot, Environment, Cell, Code, Source, Builtin, Symbol)


def become(root: Any, machines: Machines, old: Value, new: Value, own: str | None) -> int:
    """Within a transaction: have all that refers to `old` refer to `new`; how many records had it.

    CannotBecome. `own` is the member that does it, of an image that is shared.
    """
    if old is new:
        return 0
    for value in (old, new):
        _check(value)
    connection = root._p_jar
    _check_alone(root, connection, own)
    oids = list(referrers(old._p_oid, connection.db().storage))
    found = [connection.get(oid) for oid in oids]
    tables = _tables(found, old, new, connection)
    for each in found:
        if isinstance(each, Code):
            raise CannotBecome(
                f"{short_text(old)} is a literal in the text of a procedure, which does not change"
            )
    for table in tables:
        entry = find_entry(table, old)
        assert entry is not None
        delete_entry(table, old)
        put_value(table, new, entry[1])
    for each in found:
        _replace(each, old, new)
    cells = [each for each in found if type(each) is Cell]
    machines.changed(cells)
    machines.refresh()
    return len(found)


def _check(value: Value) -> None:
    if not isinstance(value, Persistent) or isinstance(value, FIXED):
        raise CannotBecome(
            f"{short_text(value)} cannot become another, or another it: it is no object of a "
            "program's with an identity of its own"
        )
    if value._p_oid is None or value._p_jar is None:
        raise CannotBecome(f"{short_text(value)} is in no image yet: nothing there refers to it")


def _check_alone(root: ImageRoot, connection: Any, own: str | None) -> None:
    if root.sharing is None:
        return
    members = root.sharing.members
    connection.readCurrent(members)
    others = [n for n, each in members.items() if n != own and not has_ended(each.process)]
    if own is not None and others:
        raise CannotBecome(
            "an object becomes another where nothing else runs, and the image is open in "
            f"{', '.join(others)}, too; end these first"
        )


def _tables(found: list[Any], old: Value, new: Value, connection: Any) -> list[HashTable]:
    """The hash tables that have `old` for a key."""
    storage = connection.db().storage
    tables: dict[int, HashTable] = {}
    for each in found:
        if isinstance(each, HashTable):
            tables[id(each)] = each
        if isinstance(each, HashPage):
            for table in _tables_of(each, storage, connection):
                tables[id(table)] = table
    having = [table for table in tables.values() if find_entry(table, old) is not None]
    having = [table for table in having if find_entry(table, old)[0] is old]  # type: ignore[index]
    for table in having:
        if find_entry(table, new) is not None:
            raise CannotBecome(
                f"both are keys of one hash table, {short_text(table)}: which of the two values "
                "is to stay cannot be told; delete one"
            )
    return having


def _tables_of(page: HashPage, storage: Any, connection: Any) -> list[HashTable]:
    found = []
    for oid in list(referrers(page._p_oid, storage)):
        segment = connection.get(oid)
        if isinstance(segment, HashSegment):
            for at in list(referrers(segment._p_oid, storage)):
                table = connection.get(at)
                if isinstance(table, HashTable):
                    found.append(table)
    return found


def _replace(thing: Persistent, old: Value, new: Value) -> None:
    """Have an object's state refer to the new one where it refers to the old."""
    thing._p_activate()
    state = thing.__getstate__()
    found: list[Persistent] = []
    sink = BytesIO()
    _States(sink, found).dump(state)
    if not any(each is old for each in found):
        return
    sink.seek(0)
    made = _Made(sink, [new if each is old else each for each in found]).load()
    thing._p_changed = True
    thing.__setstate__(made)


class _States(pickle.Pickler):
    """A pickler of a state, which notes what it refers to."""

    def __init__(self, file: BytesIO, found: list[Persistent]) -> None:
        super().__init__(file, 4)
        self._found = found

    def persistent_id(self, thing: Any) -> int | None:
        if not isinstance(thing, Persistent) or hasattr(type(thing), "__getnewargs__"):
            return None
        self._found.append(thing)
        return len(self._found) - 1


class _Made(pickle.Unpickler):
    """An unpickler of it, with the other in its place."""

    def __init__(self, file: BytesIO, things: list[Persistent]) -> None:
        super().__init__(file)
        self._things = things

    def persistent_load(self, number: int) -> Persistent:
        return self._things[number]
