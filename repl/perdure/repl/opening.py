"""Opening the image that a command is about, and what its errors become.

Everything that `perdure.image` refuses to do becomes a `Refused`, which main
prints as one line; a process's own failure becomes a `ProgramFailed`.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType, ModuleType

from perdure.image import (
    GRACE,
    Image,
    ImageError,
    ProcessCancelled,
    ProcessFailed,
    import_provided,
)
from perdure.image.conversion.foreign import Interrupted, is_interrupt, told
from perdure.image.errors import UNREADABLE, StorageError
from perdure.repl import warden
from perdure.repl.failures import ProgramFailed, Refused
from perdure.repl.logs import OneLine
from perdure.repl.options import image_name, is_to_resume
from perdure.repl.signals import ENDING, handling
from perdure.repl.start import listen
from perdure.vm import texts


@contextmanager
def open_image(
    image: str | None,
    provided: Sequence[str] = (),
    *,
    create: bool = True,
    grace: float = GRACE,
    resumes: bool | None = None,
    tells_failures: bool = True,
    queues: Sequence[str] | None = None,
    places: Sequence[str] = (),
    max_effects: int | None = None,
) -> Iterator[Image]:
    """The image, to change it; it must not be open elsewhere.

    Effects that run in the end have so many seconds to end in. SIGTERM and SIGHUP end what
    is done inside, and the waiting for effects. Whether the image `resumes` what it holds
    says the command line, where that is not said here. `tells_failures`: of processes whose end
    the command does not wait for, in a line on stderr. It takes jobs of these `queues`, or of all.
    It runs no more than `max_effects` effects at once.
    """
    if resumes is None:
        resumes = is_to_resume()
    # What it logs is raised as well, and dealt with: a server that goes away in a commit, say.
    logging.getLogger("txn").setLevel(logging.CRITICAL + 1)
    warden.guard()
    listen()
    with as_refusals():
        modules = [provided_module(name) for name in provided]
        _tell_of("perdure.leaving", logging.INFO)
        _tell_of("perdure.processes", logging.WARNING if tells_failures else logging.CRITICAL)
        opened = Image.open(
            image_name(image),
            provides=modules,
            create=create,
            grace=grace,
            resumes=resumes,
            keeps_variables=True,
            queues=queues,
            max_effects=max_effects,
            places=places or None,
        )
        with handling(interrupt, ENDING), closing(opened), warden.told_of_leaving(grace):
            _collect_garbage_from_now_on()
            yield opened


@contextmanager
def read_image(
    image: str | None, provided: Sequence[str] = (), *, provides: bool = False
) -> Iterator[Image]:
    """The image as of its last commit, to look at only; its members may drive it meanwhile.

    `provided` are imported for the kinds of waits that they bring, and where the image
    `provides` them, for their functions.
    """
    listen()
    with as_refusals():
        modules = [provided_module(name) for name in provided]
        given = modules if provides else ()
        with Image.open(image_name(image), given, create=False, read_only=True) as opened:
            _collect_garbage_from_now_on()
            yield opened


def pid_of(image: Image, process: int | str) -> int:
    """The pid of a process as a command was given it: of a name, that of the last which had it."""
    if isinstance(process, int):
        return process
    found = image.whereis(process, ended=True)
    if found is None:
        raise Refused(
            f"{process!r} is no pid, and no process is registered so; `perdure ps` lists them"
        )
    return found


def interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted(number)


def _tell_of(name: str, level: int) -> None:
    """Say on stderr what that logger is told: which effects are waited for in the end, say."""
    logger = logging.getLogger(name)
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(OneLine())
        logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False


def _collect_garbage_from_now_on() -> None:
    """Let collections begin; what was imported stays to the end, so none need look at it again."""
    gc.freeze()
    gc.enable()


@contextmanager
def as_refusals() -> Iterator[None]:
    try:
        yield
    except (ProcessFailed, ProcessCancelled) as error:
        raise ProgramFailed(str(error)) from error
    except ImageError as error:
        raise Refused(str(error)) from error
    except StorageError as error:  # of a server, say, whose disk is full
        raise Refused(f"the image's storage failed: {error}") from error
    except UNREADABLE as error:
        raise Refused(
            "the image is damaged within: an object in it cannot be read; restore it from a copy"
        ) from error


def read_program(path: str) -> str:
    """The text of a program; `-` is standard input."""
    try:
        if path == "-":
            return texts.program_text(sys.stdin.buffer.read())
        return texts.read_program(path)
    except OSError as error:
        raise Refused(f"cannot read {path!r}: {error.strerror or error}") from error
    except texts.NotText as error:
        what = "standard input" if path == "-" else repr(path)
        raise Refused(f"cannot read {what}: {error.reason}") from error
    except ValueError as error:  # a name with a NUL in it
        raise Refused(f"cannot read {path!r}: {error}") from error


def folder_of(path: str) -> Path:
    """Where the libraries of a program are looked for; `-` is standard input."""
    return Path.cwd() if path == "-" else Path(path).resolve().parent


def bring(provided: Sequence[str]) -> None:
    """Import what `--provide` names, where an image is looked at only."""
    for name in provided:
        provided_module(name)


def provided_module(name: str) -> ModuleType:
    """The Python module that `--provide` names: a file, or one to import."""
    is_file = name.endswith(".py") or Path(name).is_file()
    # Where Python would look if it had been started on the file, or with `python -m`; but last,
    # so that no file of the user's hides a module that someone else imports later.
    folder = str(Path(name).resolve().parent if is_file else Path.cwd())
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        return import_provided(name)
    except ImageError:
        raise
    except BaseException as error:
        if is_interrupt(error):
            raise
        raise Refused(f"cannot provide {name!r}: {told(error)}") from error
