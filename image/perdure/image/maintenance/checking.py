"""Check: whether everything in an image is as it must be.

In two rounds. The first reads every record, in the order in which they lie, as the image
would: each must be an object of a class that images may name, what it refers to must be
there, and the code of each procedure must decode and be what its digest says. The second
looks at the processes through the image's own eyes (perdure.image.maintenance.consistency).

Nothing of it is kept in memory but a bit for each object and the problems found.

Read by: perdure.image.maintenance.operations.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import field

from ZODB.blob import Blob

from perdure.image.errors import ForbiddenName
from perdure.image.maintenance.consistency import check_processes
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

    def _tell_missing(self, missing: Iterable[int]) -> None:
        """A second look at all records, for those that refer to what is not there."""
        wanted = set(missing)
        if ROOT in wanted:
            self.problems.add("record", "the root of the database is missing", ROOT)
        for oid, data, part in self.records:
            self.progress("looking for references", part)
            try:
                found = read(data)
                references = [*found.references, *found.addresses]
            except (Unreadable, ForbiddenName):
                continue
            for reference, kind in dict(references).items():
                if reference in wanted:
                    member = reference >> MEMBER_SHIFT
                    place = f"{member} in cluster " if member else ""
                    self.problems.add(
                        "reference",
                        f"a {kind_of(data)} refers to {kind or 'an object'} {place}"
                        f"{reference & RECORD_MASK}, "
                        "which is not there",
                        oid,
                    )
