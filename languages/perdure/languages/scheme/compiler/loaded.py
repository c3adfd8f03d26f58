"""Files that were loaded into an environment: whether one is still as it was.

An application loads its program whenever it starts. Where nothing of it has changed, loading
it again would only take away from the processes that sleep what they refer to: so the image
remembers of each file what it was made of. That is its text, the texts that it included and
loaded, and the libraries that it imported, each by a digest.

An Environment without bindings keeps it, as it does of a library: `origin` is a tuple of
(SHA-256 of the text, ((path, SHA-256), ...), ((library name in parts, its digest), ...)). While
the file is being loaded, which a kill may interrupt, there are no digests of libraries yet.

Read by: perdure.languages.scheme.runtime.front_end, .language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from perdure.languages.scheme.compiler.libraries import is_current
from perdure.languages.scheme.expander import Session, World
from perdure.languages.scheme.expander.library_names import NameParts, printed_name
from perdure.vm.objects.environments import Environment


def begun() -> Environment:
    """The record of a file that is being loaded."""
    record = Environment("a file that is loaded")
    record.origin = ("", (), ())
    return record


def note_text(record: Environment, path: str, text: str) -> None:
    """The file has taken in this text."""
    _, texts, libraries = record.origin
    record.origin = ("", (*texts, (path, digest(text))), libraries)


def note_library(record: Environment, parts: NameParts) -> None:
    """The file has taken in this library."""
    _, texts, libraries = record.origin
    if (parts, "") not in libraries:
        record.origin = ("", texts, (*libraries, (parts, "")))


def finished(record: Environment, text: str, world: World) -> Environment:
    """The record of a file that has been loaded: a new one, which is never changed."""
    made = Environment(record.name)
    _, texts, libraries = record.origin
    with_digests = tuple((parts, _library_digest(parts, world)) for parts, _ in libraries)
    made.origin = (digest(text), texts, with_digests)
    return made


def is_as_loaded(record: Environment, text: str, world: World) -> bool:
    """Whether the file, and all that it takes in, is as it was when the record was made."""
    was, texts, libraries = record.origin
    return (
        was == digest(text)
        and all(_is_text(path, known, world) for path, known in texts)
        and _are_current(libraries, world)
    )


def _are_current(libraries: Iterable[tuple[NameParts, str]], world: World) -> bool:
    session = Session(world)
    for parts, known in libraries:
        library = world.libraries.get(printed_name(parts))
        if library is None or _library_digest(parts, world) != known:
            return False
        if not is_current(library, parts, session):
            return False
    return True


def _is_text(path: str, known: str, world: World) -> bool:
    try:
        return digest(world.read_file(path)) == known
    except (OSError, ValueError):
        return False


def _library_digest(parts: NameParts, world: World) -> str:
    """The digest of what the library was loaded from; of the names of one that has no source."""
    library = world.libraries.get(printed_name(parts))
    if library is None:
        return ""
    if library.origin:
        return str(library.origin[0])
    return digest(" ".join(library.exports))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
