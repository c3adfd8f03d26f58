"""The errors that a storage raises, each as one of an image's own.

ZODB, ZEO and RelStorage have exceptions of their own, and let those of the system and of a
database's driver pass. A caller of an Image catches ImageErrors; so each of its methods, and
opening and closing, tells such an exception as one:

- the server does not answer: ServerGone;
- an object cannot be read: DamagedImage;
- other members changed the same, however often it was tried: Contended;
- whatever else passed through a storage: StorageFailed, with the exception as its cause.

An exception that the application's own callback has raised is the application's, and passes.

Read by: perdure.image.api.session, perdure.image.api.blocking, perdure.image.storage.opening.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from ZODB.POSException import ConflictError, POSError

from perdure.image.conversion.foreign import told
from perdure.image.errors import (
    UNREADABLE,
    Contended,
    DamagedImage,
    ImageError,
    ServerGone,
    StorageFailed,
    TransientError,
)

#: The packages through which an exception passes that comes from a storage.
STORAGES = ("ZODB", "ZEO", "relstorage", "psycopg2", "zodburi")
#: Modules of Perdure's that do a part of their work.
OWN = frozenset(
    f"perdure.image.storage.{name}"
    for name in ("connection", "loading", "file_storage", "commits", "states", "reading", "writing")
)
#: Raised there, but not by a storage's fault; and what is nobody's to catch.
OTHERS = (MemoryError, RecursionError)

OPEN = "open"  #: what is being done while there is no Image yet


class as_image_errors:  # noqa: N801  (a context manager: each call of a method enters two)
    """While inside, a storage's error is an ImageError. `doing` names the method of Image.

    `is_theirs`: whether an exception is the application's own.
    """

    __slots__ = ("_doing", "_is_theirs", "_path")

    def __init__(
        self,
        path: str,
        doing: str,
        is_theirs: Callable[[BaseException], bool] = lambda error: False,
    ) -> None:
        self._path, self._doing, self._is_theirs = path, doing, is_theirs

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception) or self._is_theirs(error):
            return
        found = image_error(error, self._path, self._doing)
        if found is not None:
            raise found from error


def image_error(error: Exception, path: str, doing: str) -> ImageError | None:
    """The exception that an error is told as; None where it passes as it is."""
    if isinstance(error, (ImageError, *OTHERS)):
        return None
    if isinstance(error, ConflictError):
        return Contended(
            f"image {path!r}: others changed, again and again, what {doing} was to change; "
            "it has not been done, and may be tried again"
        )
    if isinstance(error, TransientError) or is_lost(error):
        if doing == OPEN:
            return ServerGone(
                f"the server of image {path!r} went away while the image was being opened"
            )
        return ServerGone(
            f"the server of image {path!r} does not answer; whether what {doing} was asked to do "
            "has been done is not known"
        )
    if isinstance(error, UNREADABLE):
        return unreadable(path)
    if isinstance(error, POSError) or passed_storage(error):
        return StorageFailed(f"the storage of image {path!r} failed in {doing}: {told(error)}")
    return None


def unreadable(path: str) -> DamagedImage:
    return DamagedImage(
        f"image {path!r} is damaged within: an object in it cannot be read; restore it from a copy"
    )


def is_lost(error: Exception) -> bool:
    """Whether it is how a database's driver says that it has no connection."""
    kind = type(error)
    names = ("OperationalError", "InterfaceError")
    return kind.__module__.partition(".")[0] == "psycopg2" and kind.__name__ in names


def passed_storage(error: Exception) -> bool:
    """Whether it passed through a storage's code on its way."""
    traceback = error.__traceback__
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", "")
        if module in OWN or str(module).partition(".")[0] in STORAGES:
            return True
        traceback = traceback.tb_next
    return False
