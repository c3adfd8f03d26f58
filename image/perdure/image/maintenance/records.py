"""Records: what an image's database keeps for each object, read one at a time.

A record is two pickles, the object's class and its state, in which other objects are
named by their ids. `read` makes an object of one as the image would, with every class
looked up in the list of those that are allowed (perdure.image.schema.classes), but what the
record refers to is not loaded: in its place stand empty objects of the classes that the
references name.

`Ids` is a set of object ids that takes a bit for each. Ids are given one after the
other, so the sets of an image with ten million objects are a megabyte or two.

Read by: the other modules of perdure.image.maintenance.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from ZODB.utils import u64

from perdure.image.schema.classes import class_factory
from perdure.image.schema.clusters import HIGHEST, Cluster, Load, entries_of
from perdure.image.storage.large import stripped
from perdure.vm.dataclass import dataclass

#: How nearly every record begins: a class without arguments, named in the text form.
NAMED = re.compile(rb"\x80.c([\w.]{1,200})\n(\w{1,100})\n")

MEMBER_SHIFT = 56  #: of a member's number in its address
RECORD_MASK = (1 << MEMBER_SHIFT) - 1  #: of the record, in an address
PAGE = 1 << 16  #: bits of a set that are kept together


class Unreadable(Exception):
    """A record that is no pickle, or none of an object; the text says why."""


@dataclass(frozen=True, slots=True)
class Read:
    """A record that could be read."""

    object: Any
    references: list[tuple[int, str]]  #: (id, the name of the class), in order
    #: of those, the ones to members of clusters: (address, the name of the class)
    addresses: list[tuple[int, str]]
    members: dict[int, Any]  #: by its number, each object that is in the record of a cluster


class _Reader(pickle.Unpickler):
    """Reads both pickles of a record, and notes what they refer to."""

    def __init__(self, file: BytesIO) -> None:
        super().__init__(file)
        self.references: list[tuple[int, str]] = []
        self.addresses: list[tuple[int, str]] = []
        self._stand_ins: dict[int, Any] = {}

    def find_class(self, module: str, name: str) -> Any:
        return class_factory(None, module, name)

    def persistent_load(self, reference: Any) -> Any:
        kind: Any = None
        oid: Any = reference
        member = 0
        if isinstance(reference, bytes):
            pass
        elif isinstance(reference, tuple) and len(reference) == 3:
            oid, kind, member = reference
            if type(member) is not int or not 0 < member <= HIGHEST:
                raise pickle.UnpicklingError("a reference to what is no member of a cluster")
        elif isinstance(reference, tuple) and len(reference) == 2:
            oid, kind = reference
        else:
            raise pickle.UnpicklingError("a reference of a kind that no image has")
        if not isinstance(oid, bytes) or len(oid) != 8:
            raise pickle.UnpicklingError("a reference to what is no object's id")
        if isinstance(kind, tuple):  # an older way to name a class
            kind = class_factory(None, *kind)
        if not isinstance(kind, type | None):
            raise pickle.UnpicklingError("a reference to an object of what is no class")
        number = u64(oid)
        name = "" if kind is None else kind.__name__
        if member:
            number |= member << MEMBER_SHIFT
            self.addresses.append((number, name))
            self.references.append((u64(oid), Cluster.__name__))
        else:
            self.references.append((number, name))
        found = self._stand_ins.get(number)
        if found is None:
            maker: Any = _StandIn if kind is None else kind
            found = self._stand_ins[number] = maker.__new__(maker)
        return found


class _StandIn:
    """For an object whose class the reference does not name."""


def read(data: bytes) -> Read:
    """The object of a record; Unreadable, or ForbiddenName where its class is not allowed."""
    file = BytesIO(data)
    reader = _Reader(file)
    try:
        kind = reader.load()
        arguments: tuple[Any, ...] = ()
        if isinstance(kind, tuple):
            kind, arguments = kind
        if isinstance(kind, tuple):
            kind = class_factory(None, *kind)
        state = reader.load()
        if file.tell() != len(data):
            raise ValueError("there is more behind it")
        made = kind.__new__(kind, *(arguments or ()))
        made.__setstate__(stripped(kind, state))
        members = _members_of(made, reader.persistent_load) if kind is Cluster else {}
    except Exception as error:  # noqa: BLE001  (whatever it is, the record is at fault)
        cause: BaseException | None = error
        while cause is not None:
            if type(cause).__name__ == "ForbiddenName":
                raise cause from None
            cause = cause.__cause__
        text = " ".join(str(error).split())[:200]
        raise Unreadable(f"{type(error).__name__}: {text}") from None
    return Read(made, reader.references, reader.addresses, members)


def _members_of(cluster: Cluster, load: Load) -> dict[int, Any]:
    found = {}
    for number, kind, state in entries_of(cluster.state, load):
        member: Any = kind.__new__(kind)
        member.__setstate__(stripped(kind, state))
        found[number] = member
    return found


def kind_of(data: bytes) -> str:
    """The name of a record's class, without its module; "?" where it says none."""
    found = NAMED.match(data)
    return "?" if found is None else found[2].decode("ascii")


class Ids:
    """A set of whole numbers, a bit for each; numbers near each other share a page."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, number: int) -> bool:
        page = self._pages.get(number // PAGE)
        bit = number % PAGE
        return page is not None and bool(page[bit >> 3] & 1 << (bit & 7))

    def add(self, number: int) -> bool:
        """Put it in; whether it was not in before."""
        page = self._pages.get(number // PAGE)
        if page is None:
            page = self._pages[number // PAGE] = bytearray(PAGE >> 3)
        bit = number % PAGE
        mask = 1 << (bit & 7)
        if page[bit >> 3] & mask:
            return False
        page[bit >> 3] |= mask
        self._count += 1
        return True

    def discard(self, number: int) -> None:
        """Take it out, if it is in."""
        if number in self:
            bit = number % PAGE
            self._pages[number // PAGE][bit >> 3] &= ~(1 << (bit & 7))
            self._count -= 1

    def __iter__(self) -> Iterator[int]:
        for number, page in sorted(self._pages.items()):
            for at, byte in enumerate(page):
                if byte:
                    start = number * PAGE + 8 * at
                    yield from (start + bit for bit in range(8) if byte & 1 << bit)

    def without(self, others: Ids) -> Iterator[int]:
        """The numbers that are not in the other set, the least first."""
        for number, page in sorted(self._pages.items()):
            other = others._pages.get(number)
            if other != page:
                start = number * PAGE
                for at, byte in enumerate(page):
                    rest = byte & ~(0 if other is None else other[at])
                    if rest:
                        yield from (start + 8 * at + bit for bit in range(8) if rest & 1 << bit)
