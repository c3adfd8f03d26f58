"""The errors of an image, one class for each thing a caller may catch.

Facts are attributes; the text of the exception is one clear line for people.
"""

from __future__ import annotations

from typing import Any

from transaction.interfaces import TransientError as TransientError  # for the REPL, too
from ZODB.POSException import POSKeyError, StateLoadError
from ZODB.POSException import StorageError as StorageError

from perdure.image.portable import portable

MEMORY = ":memory:"  #: the path of an image that ends when it is closed

#: What ZODB raises where an object's record is missing, or is none.
UNREADABLE = (POSKeyError, StateLoadError)


def printable(text: str, most: int = 300) -> str:
    """A text from elsewhere as it may be shown: in one line, without what a terminal obeys."""
    return "".join([c if c.isprintable() else ascii(c)[1:-1] for c in text[:most]])


class ImageError(Exception):
    """Anything that an image refuses or cannot do.

    Any of them can be pickled, to be raised in another process.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        # By default Python would call the class with `args`, the text alone.
        return unpickled, (type(self), self.args, self._portable())

    def _portable(self) -> dict[str, Any]:
        """Its facts, as another process may have them."""
        return dict(self.__dict__)


def unpickled(kind: type[ImageError], arguments: tuple[Any, ...], facts: dict[str, Any]) -> Any:
    """The error that was pickled."""
    made = kind.__new__(kind)
    made.args = arguments
    made.__dict__.update(facts)
    return made


class ImageInUse(ImageError):
    """Another process has the image open for writing."""


class ServerGone(ImageError, TransientError):
    """The server of a shared image does not answer; it may be asked again later."""


class Contended(ImageError, TransientError):
    """Another change came before this one, again and again; it has not been done."""


class StorageFailed(ImageError):
    """The image's storage could not do something; its `__cause__` is what it raised."""


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


class CannotRead(ImageError, StorageError):
    """The disk did not give what the image has on it, or the image's file was closed.

    A StorageError, so that it is nothing that a program could catch.
    """


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


def no_image_at(path: str) -> NotAnImage:
    """The error of what is asked of an image that is not there."""
    return NotAnImage(
        f"there is no image at {path!r}: `perdure repl` makes one there, as Image.open does, and "
        "--image or PERDURE_IMAGE names another"
    )


def image_closed(path: str) -> ImageClosed:
    """The error that says so, and where the processes are."""
    where = (
        "it was in memory only, and is gone" if path == MEMORY else "its processes are asleep in it"
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
    """An object that was given as `provides` is no module, file or decorated function."""


class CannotLoad(ImageError):
    """The file of a program, or a text that is to be run later, cannot be read."""


class CannotConvert(ImageError):
    """A value has no counterpart on the other side (docs/values.md)."""


class NoLanguage(ImageError):
    """No front end of that name is installed."""


class NobodyDrives(ImageError):
    """A member that only asks waits for a process, and no worker drives the image."""

    def __init__(self, patience: float) -> None:
        super().__init__(
            f"nobody has driven the image for {patience:g} seconds, and this opening only asks "
            "(drive=False): start a worker, `perdure work`; what was asked for will be done then"
        )
        self.patience = patience  #: seconds


class NoSuchProcess(ImageError):
    """The image has no process of that pid."""

    def __init__(self, pid: int, *, was_forgotten: bool = False) -> None:
        super().__init__(
            f"process {pid} has ended and was forgotten; `perdure forget --policy` says for how "
            "long ended processes are kept"
            if was_forgotten
            else f"no process has the pid {pid!r}; `perdure ps` lists those there are"
        )
        self.pid = pid
        self.was_forgotten = was_forgotten


class CannotForget(ImageError):
    """A process is not to be forgotten: it has not ended, or something is still to be done."""


class ProcessEnded(ImageError):
    """A message or input for a process came after its end, and would be lost."""

    def __init__(self, pid: int, state: str) -> None:
        super().__init__(f"process {pid} has ended ({state}); what is sent to it would be lost")
        self.pid = pid
        self.state = state  #: done, failed or cancelled


class NoHandler(ImageError):
    """A process answers no request of that name."""

    def __init__(
        self, pid: int, kind: str, name: str, known: list[str], *, has_run: bool = True
    ) -> None:
        why = f"it answers {', '.join(map(repr, known))}" if known else f"it has no (on-{kind} ...)"
        if not has_run:
            why = "it has not run yet"
        super().__init__(f"process {pid} answers no {kind} {name!r}: {why}")
        self.pid = pid
        self.kind = kind  #: query, signal or update
        self.name = name
        self.known = known  #: the names of that kind that it answers


class QueryFailed(ImageError):
    """The answer to a query raised an error, or would have changed something."""

    def __init__(self, pid: int, name: str, message: str, payload: Any = None) -> None:
        super().__init__(f"{name!r} asked of process {pid}: {message}")
        self.pid = pid
        self.name = name
        self.message = message  #: for people, with the position where one is known
        self.payload = portable(payload)  #: what was raised: a copy


class UpdateRejected(QueryFailed):
    """An update was not taken: what looks at its arguments raised an error. Nothing was changed."""


class AlreadyCompleted(ImageError):
    """The value that processes await under that name was completed before."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} was completed before, and keeps the value that it has")
        self.name = name


class AlreadyRegistered(ImageError):
    """The name is that of another process, or was, and is not to be used again."""

    def __init__(self, name: str, pid: int) -> None:
        super().__init__(f"{name!r} is registered: it is the name of process {pid}")
        self.name = name
        self.pid = pid


class CannotRetry(ImageError):
    """A process cannot go on as it was asked to: it has not failed, say."""


class CannotUpgrade(ImageError):
    """A process does not go on in that version of its program, or not as it stands."""


class CannotDebug(ImageError):
    """A debugger cannot do that with the process, or with that frame of it."""


class CannotBecome(ImageError):
    """An object cannot become another, or not now."""


class CannotBrowse(ImageError):
    """A browser does not find that, or cannot do that with it."""


class CannotInspect(ImageError):
    """An inspector cannot do that with the value that it looks at."""


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
        #: the object that was raised in the program; once pickled, what is no number, text,
        #: symbol or boolean in it is a text
        self.payload = payload
        self.message = message  #: for people, with the position where one is known
        self.position = position  #: "file:line:column", or ""
        self._copy = portable(payload)  # made here: later its objects may not be at hand

    def _portable(self) -> dict[str, Any]:
        return self.__dict__ | {"payload": self._copy}


class EffectError(ImageError):
    """A stand-in for an exception of Python that cannot be made again here.

    It was raised in another Python process, or long ago, and its class is neither built in nor
    known by what the image was given. The `__cause__` is that of the exception.
    """

    def __init__(
        self, message: str, types: tuple[str, ...], arguments: tuple[Any, ...], traceback: str
    ) -> None:
        super().__init__(message)
        self.types = types  #: the names of its class and of that one's bases: "shop.Declined"
        self.arguments = arguments  #: its `args`; a text stands for what does not convert
        self.traceback = traceback  #: its traceback, in words

    @property
    def type(self) -> str:
        """The name of its class, without the module's."""
        return self.types[0].rpartition(".")[2]


class ProcessCancelled(ImageError):
    """The process was cancelled before it had a result."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"process {pid} was cancelled")
        self.pid = pid


class CallFailed(Exception):
    """A transactional function, or its part of the commit, has failed; within Perdure.

    `calls`: the pid and the number of the effect of each call that is concerned.
    """

    def __init__(self, calls: list[tuple[int, int]], error: BaseException | None) -> None:
        super().__init__(calls, error)
        self.calls = calls
        self.error = error


class ChannelClosed(ImageError):
    """Nothing can be put into the channel any more, or taken from it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"channel {name!r} is closed")
        self.name = name
