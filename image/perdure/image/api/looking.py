"""The looking half of a debugger: the frames of one process, their text and their variables.

Looking runs nothing.

Reads: perdure.image.debugging, perdure.image.api.blocking. Read by: perdure.image.api.in_frames.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TypeVar

from perdure.image.api.blocking import BlockingImage
from perdure.image.debugging.frames import DebugFrame, Excerpt, excerpt_of, shown_frames
from perdure.image.discovery import known_language
from perdure.image.engine.redirecting import check_stands, is_stopped, stack_of
from perdure.image.engine.restarting import Restart
from perdure.image.engine.retrying import standing, stopped_by
from perdure.image.errors import CannotDebug, CannotRetry
from perdure.image.host.probing import DEBUGGING
from perdure.image.schema.processes import Process
from perdure.vm.objects.data import Value
from perdure.vm.protocols import Language

T = TypeVar("T")

NAME = DEBUGGING  #: what errors call a text that is evaluated in a frame
LOOK_AGAIN = 0.01  #: seconds between two looks at a process that is driven elsewhere
NEAR = 200  #: frames in whose code a step that enters no calls may end
AROUND = 2  #: lines of an excerpt before and after the place


class Looking:
    """A process that is looked at; see Debugger."""

    def __init__(self, image: BlockingImage, pid: int) -> None:
        self._image = image
        self.pid = pid
        self._turn(lambda: self._process())

    def __repr__(self) -> str:
        return f"<debugger of process {self.pid}>"

    # Looking

    @property
    def is_stopped(self) -> bool:
        """Whether it stands until somebody says how it goes on."""
        return self._turn(lambda: is_stopped(self._process()))

    @property
    def problem(self) -> str:
        """The error that it raised, or for what it was stopped, with the place; "" for neither."""

        def told() -> str:
            process = self._process()
            try:
                payload = stopped_by(process)
            except CannotRetry:
                return ""
            text = self._language(process).failure_text(payload)
            position = getattr(payload, "position", "")
            return f"{text} ({position})" if position else text

        return self._turn(told)

    def frames(self, start: int = 0, limit: int | None = None) -> list[DebugFrame]:
        """The frames of its stack, innermost first; no more is loaded than is given."""

        def found() -> list[DebugFrame]:
            process = self._process()
            self._language(process)  # it may know more of its frames
            frames = shown_frames(stack_of(process), _payload(process))
            return list(islice(frames, start, None if limit is None else start + limit))

        return self._turn(found)

    def frame(self, number: int) -> DebugFrame:
        """One of them; CannotDebug where there is none of that number."""
        found = self.frames(number, 1) if number >= 0 else []
        if not found:
            raise CannotDebug(f"process {self.pid} has no frame {number}; bt lists them")
        return found[0]

    def excerpt(self, frame: int = 0, around: int = AROUND) -> Excerpt | None:
        """The text about the place where a frame stands; None where it is not known."""
        shown = self.frame(frame)
        return self._turn(lambda: excerpt_of(shown, self._language(self._process()), around))

    def definition(self, frame: int = 0) -> tuple[str, str, int] | None:
        """The text of the outermost form that a frame's place is in, its file and first line."""
        shown = self.frame(frame)

        def found() -> tuple[str, str, int] | None:
            source = shown.source
            if source is None or not shown.position or not source.has_line(shown.line):
                return None
            column = int(shown.position.rsplit(":", 1)[1])
            lines = source.text.split("\n")[: shown.line - source.line]
            place = sum(len(each) + 1 for each in lines) + column - 1
            around = self._language(self._process()).definition_around(source.text, place)
            if around is None:
                return None
            first = source.line + source.text.count("\n", 0, around[0])
            return source.text[slice(*around)], source.name, first

        return self._turn(found)

    def variables(self, frame: int = 0) -> dict[str, str]:
        """The variables of a frame, as text, those in scope that are done with too if kept."""
        shown = self.frame(frame)
        return self._turn(lambda: self._texts_of(shown))

    def _texts_of(self, shown: DebugFrame) -> dict[str, str]:
        short = self._language(self._process()).short
        return {name: short(value) for name, value in shown.variables.items()}

    def restarts(self) -> list[Restart]:
        """The restarts by which it can go on; none where it was not stopped by an error."""
        try:
            return self._image.restarts(self.pid)
        except CannotRetry:
            return []

    # Helpers

    def _turn(self, work: Callable[[], T]) -> T:
        """Do that in the thread that has the turn."""
        image = self._image

        def debug(_: BlockingImage) -> T:
            return work()

        if image.owner.is_mine():
            return image.checked(debug)
        return image.owner.run(lambda: image.checked(debug))

    def _process(self) -> Process:
        self._image.refresh()
        return self._image.root.process(self.pid)

    def _language(self, process: Process) -> Language:
        return known_language(process.details.language)

    def _change(self, change: Callable[[Process], T]) -> T:
        """Change the process, in a transaction, where it stands."""
        image = self._image

        def changed() -> T:
            process = image.root.process(self.pid)
            check_stands(process)
            return change(process)

        return self._turn(lambda: image._change(changed))


def _payload(process: Process) -> Value | None:
    try:
        return standing(process)[0]
    except CannotRetry:
        return None
