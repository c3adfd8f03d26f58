"""The change log of an image: each definition that was evaluated, with its text and its time.

It grows with definitions alone: one whose text is what it was before adds nothing, nor does what
defines nothing. Under the names stand the numbers of entries, so that the history of one is found
without reading the rest. A text is kept once: where it is the whole of what was compiled, as in a
REPL, it is the record that the code has too.

Of each definition the last texts are kept, and of all definitions so many entries, but always the
newest of each: `Keeping` says how many.

Read by: perdure.image.host.host, perdure.image.browsing, perdure.image.api.browser.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from getpass import getuser
from itertools import islice
from typing import Any, Final, NamedTuple

from perdure.image.processes.waits.deeds import deed
from perdure.image.schema.indices import ChangeTable, PairSet, is_empty
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.procedures import Source
from perdure.vm.protocols import Language

LOG: Final = "changes"  #: under which the image keeps the entries, by number
NAMES: Final = "changes by name"  #: and (home, name, number) of each
KEEPING: Final = "changes kept"
NOTE: Final = "change:note"
#: Old entries of a definition are forgotten where the log has come by a number of which this is a
#: part since its last one: several at once, as each leaf that has had one is written again.
TOGETHER: Final = 16
LOOKED_AT: Final = 64  #: of the oldest entries, to find one that may be forgotten
END: Final = 1 << 62  #: more than any number
PROGRAM: Final = "program"  #: the kind of an entry that is a program, which a process runs
WHOLE: Final = ("",)  #: the names of an entry that is a whole library, or module


class Keeping(NamedTuple):
    """How many entries are kept; the newest of each definition is never forgotten."""

    each: int = 50  #: of one definition; up to TOGETHER more are there for a while
    all: int = 20_000  #: of all


class Entry(NamedTuple):
    """One entry as it is stored."""

    at: float
    home: str  #: the environment: "user", "(shop prices)", a module's path
    names: tuple[str, ...]  #: WHOLE: it is all of the library, or of the module
    kind: str
    text: Any  #: a str, or the Source that is just that
    digest: bytes
    source: str  #: the name of what it was a part of: "shop.scm", "<repl 3>"
    line: int
    pid: int
    by: str  #: the user and the machine that the process ran as
    language: str


DIGEST: Final = Entry._fields.index("digest")


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the change log."""

    number: int
    at: float  #: when, in seconds since 1970
    home: str  #: the environment: "user", "(shop prices)", a module's path
    names: tuple[str, ...]  #: that it defined; ("",): it is all of a library or module
    kind: str  #: "define", "define-library", "module", "program", ...
    text: str  #: as it was written, with the comments above it
    source: str  #: the name of what it was a part of: "shop.scm", "<repl 3>"
    line: int  #: of its beginning, there
    pid: int  #: of the process that evaluated it; 0 of a module
    by: str  #: the user and the machine that the process ran as, "ada@island"
    language: str

    @property
    def title(self) -> str:
        """Its names, or those of the library."""
        return " ".join(self.names) if self.names != WHOLE else self.home


@cache
def user_name() -> str:
    """The user of this process of the operating system, and the machine: "ada@island"."""
    try:
        user = getuser()
    except (OSError, KeyError):  # it has no name there
        user = str(os.getuid())
    return f"{user}@{os.uname().nodename}"


@deed(NOTE)
def note(ledger: Any, entry: tuple[Any, ...], text: str, source: Source | None) -> None:
    """Have the log keep a definition, unless the text is what it was."""
    root: ImageRoot = ledger.root
    found = Entry(*entry)
    digest = digest_of(text)
    log, names = _log(root), _names(root)
    last: list[int | None] = [None for _ in found.names]
    if log is not None and names is not None:
        last = [_last(names, found.home, name) for name in found.names]
        if None not in last and all(log[number][DIGEST] == digest for number in last):
            return
    is_all = source is not None and source.text.strip() == text
    kept = found._replace(text=source if is_all else text, digest=digest)
    number = root.keep(LOG, ChangeTable).append(tuple(kept))
    names = root.keep(NAMES, PairSet)
    keeping = keeping_of(root)
    for name, before in zip(found.names, last, strict=True):
        names.insert((found.home, name, number))
        if before is not None and before // TOGETHER != number // TOGETHER:
            _forget_some(root, found.home, name, keeping.each)
    _forget_oldest(root, keeping.all)


def note_module(ledger: Any, language: Language, path: str, text: str, now: float) -> None:
    """Have the log keep the text of a file of a language with a machine of its own.

    Its programs are processes: nothing that they define is in an environment.
    """
    if language.machines():
        where = (path, 1, 0, user_name(), language.name)
        entry = Entry(now, path, WHOLE, "module", "", b"", *where)
        ledger.do(NOTE, tuple(entry), text, None)


def note_program(ledger: Any, language: Language, path: str, text: str, now: float) -> None:
    """Have the log keep the text of a program that a process is begun with.

    A program of the VM's own that defines nothing is not kept, nor one that comes from no file.
    """
    if language.machines():
        note_module(ledger, language, path, text, now)
        return
    if path.startswith("<") or not text or _is_newest(ledger.root, path, text):
        return
    if language.definitions_in(text):
        where = (path, 1, 0, user_name(), language.name)
        entry = Entry(now, path, WHOLE, PROGRAM, "", b"", *where)
        ledger.do(NOTE, tuple(entry), text, None)


def digest_of(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _is_newest(root: ImageRoot, home: str, text: str) -> bool:
    """Whether a whole text is what was noted of its file last."""
    log, names = _log(root), _names(root)
    number = None if log is None or names is None else _last(names, home, WHOLE[0])
    return number is not None and Entry(*log[number]).digest == digest_of(text)


def _log(root: ImageRoot) -> Any:
    return None if root.kept is None else root.kept.get(LOG)


def _names(root: ImageRoot) -> Any:
    return None if root.kept is None else root.kept.get(NAMES)


def _last(names: Any, home: str, name: str) -> int | None:
    """The number of the newest entry of a name."""
    try:
        found = names.maxKey((home, name, END))
    except ValueError:
        return None
    return found[2] if found[:2] == (home, name) else None


def numbers_of(root: ImageRoot, home: str, name: str) -> list[int]:
    """The numbers of the entries of a name, the oldest first."""
    names = _names(root)
    if names is None:
        return []
    return [each[2] for each in names.keys((home, name, 0), (home, name, END))]


def _forget_some(root: ImageRoot, home: str, name: str, most: int) -> None:
    """Forget the oldest entries of a name, so that `most` are left.

    The number of the first stays noted: by it the definitions of a module keep their order.
    """
    numbers = numbers_of(root, home, name)
    for number in numbers[: max(0, len(numbers) - max(1, most))]:
        _drop(root, number, home, name, is_first=number == numbers[0])


def _drop(root: ImageRoot, number: int, home: str, name: str, *, is_first: bool) -> None:
    """Take an entry from a name, and from the log once it is the newest of no name."""
    log, names = _log(root), _names(root)
    if not is_first:
        names.remove((home, name, number))
    stored = log.get(number)
    if stored is not None and all(_last(names, home, each) != number for each in stored[2]):
        del log[number]


def _forget_oldest(root: ImageRoot, most: int) -> None:
    """Forget the oldest entries that are not the newest of a name, where there are too many."""
    log = _log(root)
    if log.maxKey() - log.minKey() < most:  # so there are no more than that
        return
    excess = len(log) - most
    if excess <= 0:
        return
    for number, stored in list(islice(log.items(), 2 * excess + LOOKED_AT)):
        home, names = stored[1:3]
        if excess and all(_last(_names(root), home, name) != number for name in names):
            for name in names:
                first = numbers_of(root, home, name)[0] == number
                if first or (home, name, number) in _names(root):
                    _drop(root, number, home, name, is_first=first)
            excess -= 1


def keeping_of(root: ImageRoot) -> Keeping:
    """How many entries the image keeps."""
    found = None if root.kept is None else root.kept.get(KEEPING)
    return Keeping() if found is None else Keeping(*found)


def keep_changes(root: ImageRoot, keeping: Keeping) -> None:
    """Have it keep so many, in a transaction; more are forgotten at once."""
    kept: Any = root.kept
    root.keep(KEEPING, tuple)
    kept = root.kept
    kept[KEEPING] = tuple(keeping)
    if _log(root) is None or is_empty(_log(root)):
        return
    for home, name in sorted({each[:2] for each in _names(root)}):
        _forget_some(root, home, name, keeping.each)
    _forget_oldest(root, keeping.all)


def change_of(root: ImageRoot, number: int) -> Change | None:
    """The entry of that number; None where there is none, or it is forgotten."""
    log = _log(root)
    stored = None if log is None or not 0 <= number < END else log.get(number)
    return None if stored is None else _told(number, Entry(*stored))


def newest_of(root: ImageRoot, home: str, name: str) -> Change | None:
    """The newest entry of a name."""
    names = _names(root)
    number = None if names is None else _last(names, home, name)
    return None if number is None else change_of(root, number)


def changes_before(root: ImageRoot, number: int) -> Iterator[Change]:
    """The entries below that number, the newest first."""
    log = _log(root)
    while log:
        try:
            number = log.maxKey(number - 1)
        except ValueError:
            return
        yield _told(number, Entry(*log[number]))


def names_noted(root: ImageRoot, home: str) -> Iterator[tuple[str, int]]:
    """The names that are noted in an environment, each with the number of its newest entry."""
    before = None
    for _, name, number in (_names(root) or PairSet()).keys((home, "", 0), (home + "\0",)):
        if before is not None and before[0] != name:
            yield before
        before = (name, number)
    if before is not None:
        yield before


def homes_noted(root: ImageRoot) -> Iterator[str]:
    """The environments in which something is noted."""
    names = _names(root)
    here = ""
    while names:
        try:
            here = names.minKey((here,))[0]
        except ValueError:
            return
        yield here
        here += "\0"


def _told(number: int, entry: Entry) -> Change:
    text = entry.text.text.strip() if isinstance(entry.text, Source) else entry.text
    return Change(
        number,
        entry.at,
        entry.home,
        tuple(entry.names),
        entry.kind,
        text,
        entry.source,
        entry.line,
        entry.pid,
        entry.by,
        entry.language,
    )
