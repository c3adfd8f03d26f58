"""Opening an image: the interface for programs that embed Perdure, and the command line.

    with Image.open("shop.image", provides=["shop.py"]) as image:
        image.load("shop.scm")
        total = image.call("total", [3, 4, 5])

docs/embedding.md shows it, and the same for asyncio.

Reads: perdure.image.api.blocking, perdure.image.api.debugger, perdure.image.api.inspector,
perdure.image.api.browser, perdure.image.api.aio. Read by: perdure.repl.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from perdure.image.api.arguments import telling, with_told_arguments
from perdure.image.api.blocking import BlockingImage
from perdure.image.api.bringing import brings_more
from perdure.image.api.browser import Browser
from perdure.image.api.calling import checked_folders
from perdure.image.api.debugger import Debugger
from perdure.image.api.inspector import Inspector, subject
from perdure.image.api.relating import CLASSES, LIMIT, Related
from perdure.image.api.session import PATIENCE, Application
from perdure.image.api.workbench import Workbench
from perdure.image.clock import Clock, SystemClock
from perdure.image.conversion.converters import Converter
from perdure.image.conversion.handles import Procedure
from perdure.image.discovery import find_language, install
from perdure.image.effects.collecting import collect
from perdure.image.engine.leaving import GRACE
from perdure.image.errors import ImageError
from perdure.image.storage.opening import open_image
from perdure.image.storage.storage_errors import OPEN, as_image_errors
from perdure.image.storage.uris import shown
from perdure.vm.protocols import Language

if TYPE_CHECKING:
    from perdure.image.api.aio import AsyncImage

WEB_MODULE = "perdure.image.api.web"  #: the same, with what is to be mounted
ASYNC_MODULE = "perdure.image.api.aio"  #: imported for whoever wants it: asyncio takes 20 ms


@with_told_arguments
class Image(BlockingImage):
    """An image that is open in this process. Make one with `Image.open`."""

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        provides: Iterable[Any] = (),
        *,
        create: bool = True,
        read_only: bool = False,
        clock: Clock | None = None,
        converters: Iterable[Converter[Any]] = (),
        grace: float = GRACE,
        resumes: bool = True,
        keeps_variables: bool = False,
        drive: bool = True,
        patience: float = PATIENCE,
        places: Iterable[str] | None = None,
        languages: Iterable[Language] = (),
        queues: Iterable[str] | None = None,
        max_effects: int | None = None,
        clusters: bool | None = None,
        python: Iterable[str | os.PathLike[str]] = (),
    ) -> Self:
        """Open the image in the directory at `path`, made if need be; or ":memory:".

        `provides` are the Python functions that programs may call: modules, files, or
        functions marked `effect` or `builtin`. An image opened `read_only` can be
        looked at, as it is now, while another process drives it. `converters` are for
        classes of Python objects that are to come and go; see docs/embedding.md. On closing,
        effects that run have `grace` seconds to end in. Where the image `resumes` nothing, the
        processes that it holds stand still while it is open: they can be looked at, cancelled
        and parked, and only new ones run. What it evaluates `keeps_variables` in scope for
        `backtrace` and `perdure show`, also those that are done with: for development, as
        objects may then be held longer than needed; see docs/embedding.md. With `drive=False` it
        runs no process of a shared image: workers do what it asks for; a call that waits while
        none is there is NobodyDrives after `patience` seconds. At its `places` it runs effects
        that have one: at none of a shared image where nothing is said, else at all. `languages`
        are those that no entry point names; see docs/adding-a-language.md. It takes jobs of these
        `queues`, without them of all; see docs/queues.md. No more than `max_effects` effects run
        at once here, of all functions together; the others wait, in order. `python` are folders
        with programs of regular Python, whose functions `call` and `spawn` then know as
        "flow:main"; see docs/python.md. Without `clusters` each object has a record of its own in
        an image that is made, which takes more space and time; one that is there stays as it was
        made. See docs/embedding.md.
        """
        return cls._open(
            path,
            provides,
            create=create,
            read_only=read_only,
            clock=clock,
            converters=converters,
            grace=grace,
            resumes=resumes,
            keeps_variables=keeps_variables,
            drive=drive,
            patience=patience,
            places=places,
            languages=languages,
            queues=queues,
            max_effects=max_effects,
            clusters=clusters,
            python=python,
            application=Application(Procedure),
        )

    @classmethod
    def _open(
        cls,
        path: str | os.PathLike[str],
        provides: Iterable[Any],
        *,
        create: bool,
        read_only: bool,
        clock: Clock | None,
        converters: Iterable[Converter[Any]],
        grace: float,
        resumes: bool,
        keeps_variables: bool,
        drive: bool,
        patience: float,
        places: Iterable[str] | None,
        languages: Iterable[Language],
        queues: Iterable[str] | None,
        max_effects: int | None,
        clusters: bool | None,
        python: Iterable[str | os.PathLike[str]],
        application: Application,
    ) -> Self:
        libraries = collect(provides, brings_more)
        find_language()  # registers what stored objects name
        for language in languages:
            install(language)
        given = tuple(converters)
        programs = checked_folders(python)
        served = (queues,) if isinstance(queues, str) else queues and tuple(queues)
        there = None if places is None else [places] if isinstance(places, str) else list(places)

        def open_it() -> Any:
            name = shown(os.fspath(path))
            with as_image_errors(name, OPEN):
                opened = open_image(path, create=create, read_only=read_only, clusters=clusters)
                try:
                    made = cls(
                        name,
                        opened,
                        libraries,
                        read_only=read_only,
                        clock=clock or SystemClock(),
                        converters=given,
                        grace=grace,
                        resumes=resumes,
                        keeps_variables=keeps_variables,
                        queues=served,
                        max_effects=max_effects,
                        drive=drive,
                        patience=patience,
                        places=there,
                        programs=programs,
                        application=application,
                    )
                except BaseException:
                    opened.close()
                    raise
            made._open_again = open_it
            return made

        opened_now: Self = open_it()
        return opened_now

    def reopen(self) -> Self:
        """The image anew, opened with the same options; this one is closed, if it is not yet.

        What `replace` has put in is put in again. ImageError where the image was in memory only.
        """
        self.check_process()
        if self.is_in_memory or self._open_again is None:
            raise ImageError("an image in memory ends when it is closed; give it a directory")
        self.close()
        image: Self = self._open_again()
        image._put_in(self._replaced)
        self._reopened = image
        return image

    def last_reopened(self) -> Image:
        """The image that `reopen` made of this last, or this."""
        image: Image = self
        while image._reopened is not None:
            image = image._reopened
        return image

    def debug(self, pid: int) -> Debugger:
        """A debugger of a process, to look at it where it stands, change it, and have it go on.

        NoSuchProcess. See docs/living.md.
        """
        return Debugger(self, pid)

    def inspect(self, what: str | int | None = None) -> Inspector:
        """An inspector of a value, which is looked at page by page.

        `what`: a text, whose value it is; a process's pid; "@" and an object's id; None: the
        image's root. ProcessFailed, NoSuchProcess, CannotInspect. See docs/living.md.
        """
        return Inspector(self, *subject(self, what))

    def instances(self, of: str, limit: int = LIMIT) -> list[Related]:
        """Objects of a record type, which is the value of a text, or of a kind: "pair", "process".

        Also those that are dead and not packed yet. All records are gone through, until there
        are `limit` of them; the image goes on meanwhile. ProcessFailed, CannotInspect.
        """
        return self._instances_of(of if of in CLASSES else subject(self, of)[1], limit)

    def referrers(self, what: str | int, limit: int = LIMIT) -> list[Related]:
        """The objects that refer to one, which is meant as for `inspect`; found in the same way."""
        return self._referrers_of(subject(self, what)[1], limit)

    def path_to(self, what: str | int) -> list[Related]:
        """The objects that keep one alive: a shortest way from the root, this one the last."""
        return self._path_to(subject(self, what)[1])

    def become(self, old: str | int, new: str | int) -> int:
        """Have all that refers to one object refer to another; gives how many records had it.

        In one transaction, over the whole image: variables, stacks, closures, mailboxes, and hash
        tables, in which it is found again. All records are gone through. CannotBecome where one is
        a literal, a number or the like, or other members have the image open: nothing is changed
        then. See docs/living.md.
        """
        return self._become(subject(self, old)[1], subject(self, new)[1])

    def browse(self) -> Browser:
        """A browser of the image's definitions: their texts, references, history. See
        docs/living.md.
        """
        self.check_process()
        return Browser(self)

    @property
    def workbench(self) -> Workbench:
        """The insides of the image, for tools for programmers: a REPL, say."""
        self.check_process()
        return Workbench(self)

    @classmethod
    def open_async(
        cls,
        path: str | os.PathLike[str],
        provides: Iterable[Any] = (),
        *,
        create: bool = True,
        read_only: bool = False,
        clock: Clock | None = None,
        converters: Iterable[Converter[Any]] = (),
        grace: float = GRACE,
        resumes: bool = True,
        keeps_variables: bool = False,
        drive: bool = True,
        patience: float = PATIENCE,
        places: Iterable[str] | None = None,
        languages: Iterable[Language] = (),
        queues: Iterable[str] | None = None,
        max_effects: int | None = None,
        clusters: bool | None = None,
        python: Iterable[str | os.PathLike[str]] = (),
    ) -> AsyncImage:
        """The image for an asyncio application: `async with Image.open_async(...) as image`.

        Or `image = await Image.open_async(...)`, and `await image.close()` in the end.
        Coroutines given in `provides` run on the application's own loop. The options are
        those of `open`.
        """
        made: AsyncImage = importlib.import_module(ASYNC_MODULE).AsyncImage(
            path,
            telling(cls._open),
            provides,
            create=create,
            read_only=read_only,
            clock=clock,
            converters=converters,
            grace=grace,
            resumes=resumes,
            keeps_variables=keeps_variables,
            drive=drive,
            patience=patience,
            places=places,
            languages=languages,
            queues=queues,
            max_effects=max_effects,
            clusters=clusters,
            python=python,
        )
        return made
