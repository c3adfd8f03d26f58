"""What can go wrong with an image, one class for each thing a caller may catch.

Facts are attributes; the text of the exception is one clear line for people.
"""

from __future__ import annotations

from typing import Any

from transaction.interfaces import TransientError as TransientError  # for the REPL, too
from ZODB.POSException import POSKeyError, StateLoadError
from ZODB.POSException import StorageError as StorageError

MEMORY = ":memory:"  #: the path of an image that ends when it is closed

#: What ZODB raises where an object's record is missing, or is none.
UNREADABLE = (POSKeyError, StateLoadError)


def printable(text: str, most: int = 300) -> str:
    """A text from elsewhere as it may be shown: in one line, without what a terminal obeys."""
    return "".join([c if c.isprintable() else ascii(c)[1:-1] for c in text[:most]])


class ImageError(Exception):
    """Anything that an image refuses or cannot do."""


class ImageInUse(ImageError):
    """Another process has the image open for writing."""


class ServerGone(ImageError, TransientError):
    """The server of a shared image does not answer; it may be asked again later."""


class NotAnImage(ImageError):
    """The path holds no image (and nothing was changed there)."""


class DamagedImage(NotAnImage):
    """The image's data file is not whole; its text says what is the case, and what to do."""


class CannotWrite(ImageError, StorageError):
    """The disk did not take what was to be committed: it is full, say.

    A StorageError, so that it is nothing that a program could catch.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason  #: in the system's words


class NewerFormat(ImageError):
    """The image was written by a later version of Perdure."""

    def __init__(self, message: str, found: int, readable: int) -> None:
        super().__init__(message)
        self.found = found  #: the image's format number
        self.readable = readable  #: the highest that this version reads


class ForbiddenName(ImageError):
    """A stored object names a class or function that images may not name."""

    def __init__(self, module: str, name: str, advice: str = "") -> None:
        super().__init__(
            f"the image names {printable(f'{module}.{name}')}, which no image may name; "
            + (advice or "it was damaged, or made by something other than Perdure")
        )
        self.module = module
        self.name = name


class ImageClosed(ImageError):
    """The image was closed, before or while something was asked of it."""


def image_closed(path: str) -> ImageClosed:
    """The error that says so, and where the processes are."""
    where = (
        "was in memory only, and is gone" if path == MEMORY else "its processes are asleep in it"
    )
    return ImageClosed(f"image {path!r} is closed; {where}")


class OpenedBeforeFork(ImageError, StorageError):
    """The image belongs to the process that this one was forked off.

    A StorageError, so that it is nothing that a program could catch.
    """

    def __init__(self, message: str, process: int) -> None:
        super().__init__(message)
        self.process = process  #: the pid of the one that opened it


class ReadOnlyImage(ImageError):
    """A change was asked of an image that was opened to be read only."""


class CannotProvide(ImageError):
    """What was given as `provides` is no module, file or decorated function."""


class CannotConvert(ImageError):
    """A value has no counterpart on the other side (docs/values.md)."""


class NoLanguage(ImageError):
    """No front end of that name is installed."""


class NoSuchProcess(ImageError):
    """The image has no process of that pid."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"no process has the pid {pid}; `perdure ps` lists those there are")
        self.pid = pid


class ProcessEnded(ImageError):
    """What was meant for a process came after its end, and would be lost."""

    def __init__(self, pid: int, state: str) -> None:
        super().__init__(f"process {pid} has ended ({state}); what is sent to it would be lost")
        self.pid = pid
        self.state = state  #: done, failed or cancelled


class AlreadyCompleted(ImageError):
    """What processes await under that name was completed before."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} was completed before, and keeps the value that it has")
        self.name = name


class CannotRetry(ImageError):
    """A process cannot go on as it was asked to: it has not failed, say."""


class NotDone(ImageError):
    """A process has not ended in the time it was given, or nothing can end it."""

    def __init__(self, message: str, pid: int) -> None:
        super().__init__(message)
        self.pid = pid


class ProcessFailed(ImageError):
    """The process ended with an error that it did not handle."""

    def __init__(self, pid: int, payload: Any, message: str, position: str = "") -> None:
        super().__init__(message)
        self.pid = pid
        self.payload = payload  #: the object that was raised in the program
        self.message = message  #: for people, with the position where one is known
        self.position = position  #: "file:line:column", or ""


class ProcessCancelled(ImageError):
    """The process was cancelled before it had a result."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"process {pid} was cancelled")
        self.pid = pid
