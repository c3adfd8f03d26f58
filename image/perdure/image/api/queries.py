"""Views of an open image: its processes, their stacks, results and transcripts.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from perdure.image.api.session import Session
from perdure.image.api.turns import called, in_turn
from perdure.image.discovery import known_language, language_of
from perdure.image.engine.reporting import failure_of
from perdure.image.errors import ImageError, NotDone, ProcessCancelled
from perdure.image.host.host import loaded_file
from perdure.image.processes.labels import given as given_labels
from perdure.image.processes.listing import FrameInfo, ProcessInfo, information, waits_text
from perdure.image.processes.names import last_named
from perdure.image.processes.paging import FARTHEST_PID, Wanted, first_of, last_of
from perdure.image.schema.consoles import is_followed_by_others
from perdure.image.schema.externals import awaited_names, find_external
from perdure.image.schema.processes import CANCELLED, DONE, FAILED, STATES, Process
from perdure.vm import FrameView, walk
from perdure.vm.objects.data import Value
from perdure.vm.protocols import Language
from perdure.vm.texts import visible

PAGE = 500  #: processes that are looked at in one turn


class Queries(Session):
    """The part of the interface that changes nothing."""

    @in_turn
    def awaited_names(self) -> list[str]:
        """The names that processes await now, and nobody has completed."""
        self.refresh()
        return awaited_names(self.root)

    @in_turn
    def is_completed(self, name: str) -> bool:
        """Whether `complete` was called for that name."""
        self.refresh()
        found = find_external(self.root, name)
        return found is not None and found.is_complete

    @in_turn
    def whereis(self, name: str, *, ended: bool = False) -> int | None:
        """The pid of the process that is registered under the name; None where none is.

        With `ended`, also where it has ended: of the last one that was, and is not forgotten.
        """
        self.refresh()
        found = last_named(self.ledger, name)
        return None if found is None or (found.has_ended and not ended) else found.pid

    @in_turn
    def is_loaded(self, name: str, text: str, search_path: Sequence[str]) -> bool:
        """Whether `load` would evaluate nothing: the file of that name, whose text this is,
        was loaded last with all that it is made of now."""
        self.refresh()
        record = loaded_file(self.root, name)
        if record is None:
            return False
        language = language_of(name, text)
        return language.is_loaded(self.root.libraries, record, text, search_path)

    @in_turn
    def asking(self) -> list[int]:
        """The pids of the processes that want input, in the order in which they asked."""
        return self.driver.askers.pids()

    def is_member_open(self, name: str) -> bool:
        """Whether another member has the image open, as far as is known here."""
        self.check_process()
        return self.scheduler.members.is_other_open(name)

    def is_followed_elsewhere(self, pid: int) -> bool:
        """Whether another member follows the process; for the driver."""
        self.check_process()
        return self.member is not None and is_followed_by_others(self.root, self.member, pid)

    @in_turn
    def value(self, pid: int) -> Any:
        """The Python counterpart of the result of a process that has ended."""
        return self._value_of(self._known(pid))

    def _value_of(self, process: Process) -> Any:
        """The same of the process, in the thread that has the turn."""
        value = self._result_of(process)
        found = self._language_of(process).to_python(value)
        return self.conversion.to_python(value) if found is NotImplemented else found

    def _language_of(self, process: Process) -> Language:
        """The language of a process's program."""
        return known_language(process.details.language)

    def processes(
        self,
        *,
        state: str | None = None,
        name: str | None = None,
        since: float | None = None,
        after: int | None = None,
        before: int | None = None,
        limit: int | None = None,
        label: Mapping[str, str | int] | None = None,
    ) -> list[ProcessInfo]:
        """Processes, the oldest first: all, or those of a state, a name, or with all these labels.

        `since` leaves out those that were created before, in seconds since 1970. With a `limit`
        so many at most: the first with pids greater than `after`, where that is given, else the
        last, with pids less than `before`. A page of a hundred takes as long in an image of a
        million processes as in a small one; of more, all that wait have their turn in between.
        """
        if state is not None and state not in STATES:
            raise ImageError(f"no state is called {state!r}; they are {', '.join(STATES)}")
        wanted, is_first = Wanted(state, name, since, given_labels(label)), after is not None
        above, below = after or 0, FARTHEST_PID if before is None else before
        found: list[ProcessInfo] = []
        while limit is None or len(found) < limit:
            count = PAGE if limit is None else min(PAGE, limit - len(found))
            page = self._page_of(wanted, above, below, count, is_first=is_first)
            found += page
            if len(page) < count:
                break
            if is_first:
                above = page[-1].pid
            else:
                below = page[-1].pid
        return found if is_first else found[::-1]

    @in_turn
    @called("processes")
    def _page_of(
        self, wanted: Wanted, after: int, below: int, count: int, *, is_first: bool
    ) -> list[ProcessInfo]:
        """So many of them, the least first, or the greatest."""
        self.refresh()
        provided = None if self.read_only else self.host.provided
        found = (first_of if is_first else last_of)(self.root, wanted, after, below)
        return [information(each, provided, self.root) for each in islice(found, count)]

    @in_turn
    def process(self, pid: int) -> ProcessInfo:
        """All there is to know of a process; NoSuchProcess."""
        self.refresh()
        provided = None if self.read_only else self.host.provided
        return information(self.root.process(pid), provided, self.root)

    @in_turn
    def stack(self, pid: int) -> list[FrameView]:
        """The stack of what the process is doing, or was doing when it failed; innermost first.

        Behind it those of its tasks and threads that wait, whose frames say so (`stack`).
        """
        self.refresh()
        process = self.root.process(pid)
        execution = process.execution
        known_language(process.details.language)  # it may know more of its frames
        return [] if execution is None else list(walk(execution, has_others=True))

    @in_turn
    def backtrace(self, pid: int) -> list[FrameInfo]:
        """The same in words, to be read in any thread."""
        short = self._language_of(self._known(pid)).short
        return [
            FrameInfo(
                frame.name,
                frame.position,
                {name: short(value) for name, value in frame.locals.items()},
                frame.stack,
            )
            for frame in self.stack(pid)
        ]

    @in_turn
    def result_value(self, pid: int) -> Value:
        """The result of a process that has ended, as the program's own value."""
        return self._result_of(self._known(pid))

    def _result_of(self, process: Process) -> Value:
        if not process.has_ended or process.state == FAILED:  # another member may have repaired it
            self.refresh()
        if process.state == CANCELLED:
            raise ProcessCancelled(process.pid)
        if process.state == FAILED:
            failure = failure_of(process)
            raise failure from self.conversion.exception_of(failure.payload)
        if process.state != DONE:
            text = f"process {process.pid} has not ended: it is {process.state}"
            raise NotDone(text, process.pid)
        assert process.outcome is not None
        return process.outcome[0]

    @in_turn
    def exit_code(self, pid: int) -> int:
        """For the end of a process that has a result: what it gave to `exit`, or 0."""
        self.result_value(pid)
        outcome = self.root.process(pid).outcome
        assert outcome is not None
        return int(outcome[1]) if len(outcome) > 1 else 0

    @in_turn
    def has_exited(self, pid: int) -> bool:
        """Whether it ended by `exit`."""
        process = self._known(pid)
        return process.state == DONE and process.outcome is not None and len(process.outcome) > 1

    @in_turn
    def transcript(self, pid: int) -> str:
        """All that the process has printed."""
        self.refresh()
        transcript = self.root.process(pid).details.transcript
        return "" if transcript is None else transcript.text()

    @in_turn
    def last_line(self, pid: int) -> str:
        """The text that the process has printed of a line that is not ended: a question, say."""
        self.refresh()
        transcript = self.root.process(pid).details.transcript
        return "" if transcript is None else transcript.last_line()

    @in_turn
    def not_done(self, pid: int) -> NotDone:
        """To be raised where a process has not ended in time."""
        process = self.root.process(pid)
        waits = visible(waits_text(process))
        state = f"{process.state} for {waits}" if waits else process.state
        return NotDone(f"process {pid} has not ended: it is {state}", pid)
