"""Check: whether everything in an image is as it must be.

In two rounds. The first reads every record, in the order in which they lie, as the image
would: each must be an object of a class that images may name, what it refers to must be
there, and the code of each procedure must decode and be what its digest says. The second
looks at the processes through the image's own eyes (perdure.image.maintenance.consistency).

A member that is not in its cluster is a problem only where something refers to it that can be
reached: packing takes dead members out, and dead ones that stay may refer to them.

Nothing of it is kept in memory but a bit for each object and the problems found.

Read by: perdure.image.maintenance.operations.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import field

from ZODB.blob import Blob
from ZODB.utils import u64

from perdure.image.errors import DamagedImage, ForbiddenName
from perdure.image.maintenance.consistency import check_processes
from perdure.image.maintenance.living import is_cluster, living, references_of_members
from perdure.image.maintenance.problems import Problem, Problems
from perdure.image.maintenance.reading import Progress, Records, no_progress, open_records
from perdure.image.maintenance.records import (
    MEMBER_SHIFT,
    RECORD_MASK,
    Ids,
    Read,
    Unreadable,
    kind_of,
    read,
)
from perdure.vm.code.encoding import decoded
from perdure.vm.core.descent import with_stack
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.procedures import Code, digest_of

OFTEN = 2_000  #: records after which progress is told
ROOT = 0  #: the id of the database's root


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of `check`."""

    image: str
    records: int  #: objects, each with its current record
    bytes: int  #: in these
    references: int
    codes: int  #: procedures whose code was decoded
    processes: int
    frames: int
    control: dict[str, int]  #: of the frames, those that are control, by kind: "guard", ...
    found: int  #: problems; all of them
    problems: list[Problem] = field(default_factory=list)  #: the first of them

    @property
    def is_sound(self) -> bool:
        return not self.found


def check(image: str | os.PathLike[str], progress: Progress = no_progress) -> Checked:
    """Look at all of an image, which may be in use; see docs/operating.md."""
    with open_records(image) as records:
        problems = Problems()
        first = _Round(records, problems, progress)
        first.run()
        seen = check_processes(records, problems, progress)
        records.check_same()
        return Checked(
            records.name,
            first.count,
            first.bytes,
            first.references,
            first.codes,
            seen.processes,
            seen.frames,
            seen.control,
            problems.count,
            problems.first,
        )


class _Round:
    """The first one."""

    def __init__(self, records: Records, problems: Problems, progress: Progress) -> None:
        self.records = records
        self.problems = problems
        self.progress = progress
        self.count = self.bytes = self.references = self.codes = 0
        self._present = Ids()
        self._wanted = Ids()

    def run(self) -> None:
        self._wanted.add(ROOT)
        for oid, data, part in self.records:
            self._present.add(oid)
            self.count += 1
            self.bytes += len(data)
            if self.count % OFTEN == 0:
                self.progress("reading records", part)
            found = self._read(oid, data)
            if found is not None:
                self.references += len(found.references)
                for reference, _ in (*found.references, *found.addresses):
                    self._wanted.add(reference)
                for number in found.members:
                    self._present.add(oid | number << MEMBER_SHIFT)
                if isinstance(found.object, Blob) and not self.records.has_blob(oid):
                    self.problems.add("content", "the file of a large content is not there", oid)
                if isinstance(found.object, Code):
                    self.codes += 1
                    self._decode(oid, found.object)
        # An object may have come to be, where others work on, after its place was passed.
        missing = [oid for oid in self._wanted.without(self._present) if not self._is_there(oid)]
        if missing:
            self._tell_missing(missing)

    def _is_there(self, oid: int) -> bool:
        member = oid >> MEMBER_SHIFT
        data = self.records.find(oid & RECORD_MASK)
        if data is None or not member:
            return data is not None
        try:
            return member in read(data).members
        except (Unreadable, ForbiddenName):  # told of already
            return True

    def _read(self, oid: int, data: bytes) -> Read | None:
        try:
            return read(data)
        except ForbiddenName as error:
            self.problems.add("class", str(error), oid)
        except Unreadable as error:
            self.problems.add("record", f"a {kind_of(data)} cannot be read: {error}", oid)
        return None

    def _decode(self, oid: int, code: Code) -> None:
        if code.digest and digest_of(code.lowered) != code.digest:
            self.problems.add("code", f"of {code.name!r} is not what its digest says", oid)
            return
        try:
            with_stack(decoded, code.lowered)
        except (ValueError, TypeError, KeyError, IndexError) as error:
            self.problems.add("code", f"of {code.name!r} does not decode: {error}", oid)

    def _reached(self) -> Ids | None:
        """The addresses of all to which something leads; None where not all can be read."""

        def versions(oid: bytes) -> tuple[list[bytes], bool]:
            data = self.records.find(u64(oid))
            return [] if data is None else [data], False

        try:
            return living(versions)[0]
        except DamagedImage:
            return None

    def _tell_missing(self, missing: Iterable[int]) -> None:
        """A second look at all records, for those that refer to what is not there."""
        wanted = set(missing)
        if ROOT in wanted:
            self.problems.add("record", "the root of the database is missing", ROOT)
        reached = self._reached() if any(oid >> MEMBER_SHIFT for oid in missing) else None
        for oid, data, part in self.records:
            self.progress("looking for references", part)
            try:
                found = read(data)
                references = [*found.references, *found.addresses]
            except (Unreadable, ForbiddenName):
                continue
            for reference, kind in dict(references).items():
                if reference in wanted and _is_led_to(reference, oid, data, reached):
                    member = reference >> MEMBER_SHIFT
                    place = f"{member} in cluster " if member else ""
                    self.problems.add(
                        "reference",
                        f"a {kind_of(data)} refers to {kind or 'an object'} {place}"
                        f"{reference & RECORD_MASK}, "
                        "which is not there",
                        oid,
                    )


def _is_led_to(reference: int, oid: int, data: bytes, reached: Ids | None) -> bool:
    """Whether a record's reference is one of an object that is alive, or is to no member."""
    if reached is None or not reference >> MEMBER_SHIFT:
        return True
    if not is_cluster(data):
        return oid in reached
    return any(
        reference in references and (oid | number << MEMBER_SHIFT) in reached
        for number, references in references_of_members(data).items()
    )
