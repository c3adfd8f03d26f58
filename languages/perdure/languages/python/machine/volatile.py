"""Volatile sections: a program whose stack, or objects, cannot be stored goes on in memory.

Under a function of C's, or a library's, a stack cannot be stored; nor can an open response, a
cursor, a socket, which the rest of the program mentions. So the program goes on in the thread of an
effect, where its waits are done at once. The section ends at the first wait at which
all can be stored.

What it has waited for is kept in a journal (perdure.languages.python.machine.journal), as long as
it can be: each call outside is an effect of its own, begun when what came before it has been
committed. After a kill the slice is run again, and answered from the journal; so it is for a wait
that is a long one. Where an object is volatile, or a call outside has changed the program's
objects, the rest of the section is one effect: a kill goes back to where that began. Where the
program then waits for long, or for the world, it has an error that says which object is in its
way: CannotStore.

Read by: perdure.languages.python.machine.effects.
"""

from __future__ import annotations

import inspect
import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Semaphore, Thread
from types import FrameType
from typing import Any, NamedTuple

from perdure.languages.python.code.text_names import is_text
from perdure.languages.python.heap import CannotStore, dump_parts
from perdure.languages.python.machine.activations import beside
from perdure.languages.python.machine.capturing import can_be_made_anew
from perdure.languages.python.machine.ends import End, Raised, Waits
from perdure.languages.python.machine.invoking import Call, invoked, is_at_most_once
from perdure.languages.python.machine.journal import Before, Journal, Row, told
from perdure.languages.python.machine.running import LEAVING, run
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.storing import Shape, shape_of
from perdure.languages.python.machine.switching import CALLS
from perdure.languages.python.machine.underway import await_here, first_outcomes
from perdure.languages.python.runtime.captures import SWITCHES, captured, outside_programs
from perdure.languages.python.runtime.chains import raise_again
from perdure.languages.python.runtime.console import program_streams
from perdure.languages.python.runtime.exclusion import others_may_run, programs

LONGEST = 60.0  #: seconds that a program may sleep in a section that has no journal
SHORT = 1.0  #: seconds that it sleeps here, though it has one
PATIENCE = 60.0  #: seconds that a section waits for its next effect to begin

#: What a program cannot wait for in one, in words.
WAITS = {
    "timer": "for so long",
    "input": "for input",
    "breakpoint": "at a breakpoint",
    "message": "for a message",
    "external": "for what comes from outside",
    "process": "for the end of a process",
    "send": "to send",
    "spawn": "to start a process",
    "root": "for what is shared",
    "complete": "to complete what is awaited",
}

AT_MOST_ONCE = (
    "is to be made at most once, and a kill would repeat it here, where something is open that "
    "cannot be stored, or under a function of C's"
)

logger = logging.getLogger("perdure")

_told: set[str] = set()  #: calls that cannot be kept


class Part(NamedTuple):
    """All that a section has done until it ended, or until its next effect is to begin."""

    rows: list[Row]  #: new ones of its journal
    output: str
    end: End | None  #: None where it is to go on
    shape: Shape | None  #: the space, where the program waits and can be stored


class Section:
    """One section. It is its space's `section` as long as it lasts."""

    def __init__(self, space: Space) -> None:
        self.space = space
        space.set_up.stretches = []  # those of an earlier slice are none of its own
        self.pending: Any = None  #: the effects.Pending by which it is to go on
        self._parts: SimpleQueue[Part | BaseException] = SimpleQueue()
        self._baton = Semaphore(0)
        self._sight: Any = None
        self._key: str | None = None  #: for the one call that the journal is to have next

    # ---- for the effect's thread

    def begin(self, is_raised: bool, value: Any, chance: Any, key: str) -> Part:
        """Run in a thread of its own, where it can be left standing.

        `chance`: the state of `random`'s own generator; `key`: of the effect that it is.
        """
        self._key = key

        def main() -> None:
            random.setstate(chance)
            try:
                self._parts.put(self.to_end(is_raised, value))
            except BaseException as error:  # noqa: BLE001  (it is raised in the effect's thread)
                self._parts.put(error)

        Thread(target=main, name="perdure section", daemon=True).start()
        return self._next_part()

    def go_on(self, key: str) -> Part:
        """Let it begin with its next effect, which has that key."""
        self._key = key
        self._baton.release()
        return self._next_part()

    def _next_part(self) -> Part:
        part = self._parts.get()
        if isinstance(part, BaseException):
            raise part
        return part

    # ---- in its own

    def to_end(self, is_raised: bool, value: Any) -> Part:
        """Go on until all can be stored, or the program ends."""
        space = self.space
        space.section = self
        try:
            with programs, program_streams():
                self._sight = space.in_sight()
                self._sight.__enter__()
                try:
                    end, shape = self._run(is_raised, value)
                finally:
                    self._sight.__exit__(None, None, None)
        finally:
            space.section = None
        journal: Journal | None = space.journal
        self._settle_output()
        space.journal = None
        if journal is None:
            return Part([], "".join(space.output), end, shape)
        rows, shown = journal.news()
        return Part(rows, shown, end, shape)

    def _run(self, is_raised: bool, value: Any) -> tuple[End, Shape | None]:
        space = self.space
        patience = Patience()
        while True:
            if space.is_gone:
                return Waits("left", ()), None
            end = run(space, is_raised, value)
            if not isinstance(end, Waits):
                space.flush_files()
                return end, None
            if end.kind in LEAVING:
                space.drop_files()
                if not space.is_gone:  # else the interpreter has been others' since
                    space.set_up.undo()
                return end, None
            if end.kind in ("effect", CALLS):
                space.call = called(end)
            if end.kind != CALLS or patience.is_over():
                self._settle_output()
                try:
                    return end, shape_of(space, is_patient=end.kind != CALLS)
                except CannotStore:
                    patience.begins_anew()
                    if space.is_stale:
                        return Raised(explained(space)), None
            space.call = None
            is_raised, value = False, None
            try:
                value = self.wait(end.kind, end.arguments, None)
            except Exception as error:  # noqa: BLE001  (it is the program's)
                is_raised, value = True, error

    def _settle_output(self) -> None:
        """Have the space know what it is not to show again, from here on."""
        journal: Journal | None = self.space.journal
        if journal is None:
            self.space.settle_output()
        else:
            self.space.shown = journal.left_to_show()

    def can_leave(self, kind: str, arguments: tuple[Any, ...], frame: FrameType) -> bool:
        """Whether a stack is captured to wait: other stacks go on then, in a section too."""
        if kind in SWITCHES:
            return self.space.why_not(frame) is None
        if self.space.tasks is not None and kind in ("effect", "timer"):
            return self.space.why_not(frame) is None and not has_generator(self.space, frame)
        if self.space.why_not(frame) is not None:
            return False
        # With what it waits for: it may be a method of an open response.
        return self.obstacle(frame, False, arguments) is None

    def obstacle(
        self, frame: FrameType, is_explained: bool = True, arguments: tuple[Any, ...] = ()
    ) -> CannotStore | None:
        """The reason why the variables of a running stack cannot be stored; None where they can."""
        self.space.forget_gone()
        variables = list(live_variables(self.space, frame))
        names = [[], [[*each] for each in variables]]
        values: list[Any] = [[*each.values()] for each in variables]
        values += [list(arguments)]
        names[1].append(["what it waits for"] * len(arguments))
        try:
            dump_parts(self.space, [[], values], names, is_explained=is_explained)
        except CannotStore as obstacle:
            return obstacle
        return None

    def wait(self, kind: str, arguments: tuple[Any, ...], frame: FrameType | None) -> Any:
        """Do here what the program waits for, and give its value.

        `frame` is the innermost of the program's; None where the stack has been left.
        """
        journal: Journal | None = self.space.journal
        if self.space.is_gone and frame is not None:
            self._leave("left")
        if kind == "over":
            return None
        if kind in (CALLS, "await"):  # in which order they end is not kept
            if journal is not None:
                journal.is_broken = True
            with self._apart():
                if kind == CALLS:
                    return first_outcomes(self.space, arguments[0])
                return await_here(*arguments)
        if kind == "effect":
            if is_at_most_once(arguments[0]):
                raise RuntimeError(f"{told(kind, arguments)} {AT_MOST_ONCE}")
            is_kept = journal is not None and not journal.is_broken
            place = place_of(self.space, frame)
            if is_kept:
                is_raised, value = self._kept(arguments, place)
            else:
                is_raised, value = self._invoked(arguments, place)
            if is_raised:
                raise_again(value)
            return value
        pause = arguments[0] - self.space.host.now() if kind == "timer" else 2 * LONGEST
        if journal is None or journal.is_broken or frame is None:
            if pause > LONGEST:
                obstacle = explained(self.space) if frame is None else self.obstacle(frame)
                raise cannot_wait(self.space, kind, obstacle)
            self._sleep(pause)
        elif pause <= SHORT:
            self._sleep(pause)
            journal.note(told(kind, arguments), False, None)
        else:  # the slice is left here; it is run again when that has come
            journal.await_(told(kind, arguments))
            self._leave("journal", kind, arguments)
        return None

    def _kept(self, call: Call, place: str) -> tuple[bool, Any]:
        """Call what lies outside, and keep what comes of it in the journal, where that can be."""
        journal: Journal = self.space.journal
        if journal.has_news():
            self._hand_over()
        try:
            before = Before(self.space, call)
        except CannotStore as obstacle:
            self._end_journal(call, str(obstacle))
            return self._invoked(call, place)
        said: list[str] = []
        key, self._key = self._key, None
        is_raised, value = self._invoked(call, place, said, key)
        self.space.output += said
        try:
            noted = journal.note(told("effect", call), is_raised, value, "".join(said))
            if not before.is_as_before(noted):
                journal.rows.pop()
                self._end_journal(call, "it has to do with objects of the program's")
        except CannotStore as obstacle:
            self._end_journal(call, str(obstacle))
        return is_raised, value

    def _end_journal(self, call: Call, reason: str) -> None:
        """From here on the section is one effect."""
        self.space.journal.is_broken = True
        text = told("effect", call)
        if text not in _told:
            _told.add(text)
            with outside_programs():
                logger.warning(
                    "%s, called under a function of C's or a library's, cannot be kept by itself "
                    "(%s): a kill before that function ends repeats the call",
                    text,
                    reason,
                )

    def _invoked(
        self, call: Call, place: str, said: list[str] | None = None, key: str | None = None
    ) -> tuple[bool, Any]:
        printed = self.space.output if said is None else said
        with self._apart():
            return invoked(self.space, call, printed, key, place)

    def _sleep(self, pause: float) -> None:
        with self._apart():
            time.sleep(max(0.0, pause))

    def _hand_over(self) -> None:
        """Stand until what has been done so far is committed, and the next effect begins."""
        journal = self.space.journal
        rows, shown = journal.news()
        self._parts.put(Part(rows, shown, None, None))
        with self._apart():
            is_wanted = self._baton.acquire(timeout=PATIENCE)
        if not is_wanted:  # else it is run again
            self.space.is_gone = True
            self._leave("left")

    def _leave(self, kind: str, *arguments: Any) -> None:
        raise captured(self.space, kind, *arguments)

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """Let other programs run meanwhile, and see nothing of this one."""
        self._sight.__exit__(None, None, None)
        try:
            with others_may_run():
                yield
        finally:
            self._sight = self.space.in_sight()
            self._sight.__enter__()


class Patience:
    """The time between attempts to store a section whose calls end often: each looks at all."""

    SHARE = 10  #: of the time that an attempt has taken goes by before the next
    FREE = 3  #: attempts after which none does: most sections are brief, and the first is slow

    def __init__(self) -> None:
        self.began = self.until = 0.0
        self.count = 0

    def is_over(self) -> bool:
        self.began = time.monotonic()
        return self.began >= self.until

    def begins_anew(self) -> None:
        self.count += 1
        now = time.monotonic()
        is_free = not self.began or self.count <= self.FREE
        self.until = now if is_free else now + self.SHARE * (now - self.began)


def has_generator(space: Space, frame: FrameType | None) -> bool:
    """Whether a generator runs in a stack that capturing would end, and nothing could make anew."""
    while frame is not None:
        caller = frame.f_back
        if frame.f_code.co_flags & inspect.CO_GENERATOR and space.unit_at(frame):
            if caller is None or not can_be_made_anew(space, frame, caller):
                return True
        frame = caller
    return False


def called(end: Waits) -> tuple[Any, ...]:
    """A space's call, for how its program waits outside."""
    return (CALLS, *end.arguments) if end.kind == CALLS else end.arguments


def cannot_wait(space: Space, kind: str, obstacle: CannotStore | None) -> CannotStore:
    """The error of a program that waits in a section for what may take long."""
    what = WAITS.get(kind, f"({kind})")
    if obstacle is None:
        return CannotStore(None, "?", f"a wait {what} under a function of C's or a library's")
    made = space.origins.find(obstacle.thing)
    origin = "" if made is None else f" (made by {made})"
    text = (
        f"cannot wait {what} while `{obstacle.path}`, a {obstacle.kind}{origin}, is open: "
        "it cannot be stored; close it before, or open it after"
    )
    obstacle.args = (text,)
    return obstacle


def explained(space: Space) -> CannotStore:
    """The error that says what in a suspended space cannot be stored."""
    try:
        shape_of(space, is_explained=True)
    except CannotStore as obstacle:
        return obstacle
    return CannotStore(None, "?", "it could not be stored before")


def place_of(space: Space, frame: FrameType | None) -> str:
    """The line at which the program waits: `flow.py:12`."""
    if frame is not None:
        return f"{frame.f_code.co_filename}:{frame.f_lineno}"
    found = space.suspended_place(0)
    return "" if found is None else f"{found[0]}:{found[1]}"


def live_variables(space: Space, frame: FrameType | None) -> Any:
    """The variables of a running stack that the rests mention."""
    while frame is not None:
        unit = space.unit_at(frame)
        if unit is not None:
            site = unit.site_at(frame.f_code, frame.f_lasti)
            index = unit.index_of(frame.f_code)
            if index == 0 and is_text(unit.module.name):
                yield {**beside(frame.f_code), "": frame.f_locals}
            if site is not None and index:
                mentioned = unit.mentioned(index, 2 * site.number)
                yield {name: x for name, x in frame.f_locals.items() if name in mentioned}
        frame = frame.f_back
