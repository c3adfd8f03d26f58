"""The process in the foreground, and what is told of the rest; for the thread that has the image.

A form that is waited for has the console: what it and its children print goes out as it
is, and they are asked for lines. Of all else whole lines are told, above the one being
typed. On a shared image other members may run either; so what is waited for is followed.

Read by: perdure.repl.interaction.loop, the half that types.
"""

from __future__ import annotations

from collections.abc import Callable

from perdure.image import Image, ProcessFailed
from perdure.repl.driving import Family
from perdure.repl.failures import one_line
from perdure.repl.interaction import memory, process_commands
from perdure.repl.interaction.bursts import Burst
from perdure.repl.interaction.memory import Form
from perdure.repl.interaction.outcomes import Outcome, greeting, outcome_of
from perdure.repl.interaction.screen import DIM, Screen
from perdure.repl.interaction.terminal import Line, Terminal


class Foreground:
    """The process that is waited for, if there is one; of the worker's thread."""

    def __init__(self, screen: Screen, notify: Callable[[str, int], None]) -> None:
        self._screen = screen
        self._notify = notify  #: tells the half that types of an event, with a pid
        self._image: Image
        self._pid: int | None = None
        self._family: Family | None = None  #: also for a while after its end
        self._watched: dict[int, Form] = {}  #: forms that run, by pid
        self._line_for: int | None = None  #: for whom a line is being typed
        self._told: set[int] = set()  #: pids whose wish for input was told
        self._burst = Burst()  #: of failures that are told
        self.is_in_memory = False  #: whether the image ends with us
        self.latest = ""  #: the name of the last value that was shown
        self.greeting: list[str] = []
        self.history: list[str] = []
        self.terminal: Terminal | None = None  #: set once, when there is typing

    # What the image tells

    def opened(self, image: Image) -> None:
        """The image has been opened."""
        self._image = image
        self.is_in_memory = image.is_in_memory
        image.on_output = self._on_output
        image.on_input = self._on_input
        image.on_end = lambda pid: self._on_process_end(image, pid)
        self.greeting = [f"Perdure, image {image.path}. ,help lists commands; Ctrl-D leaves."]
        self.greeting += greeting(image)
        self.history = list(memory.history(image))
        self._watched = {form.pid: form for form in memory.unseen(image)}

    def _on_output(self, pid: int, text: str) -> None:
        if self._family is not None and self._family.has(pid):
            self._screen.foreground(text)
        elif not self._image.is_followed_elsewhere(pid):
            self._screen.background(pid, text)

    def _on_input(self, pid: int) -> bool:
        if self._has(pid):
            self._notify("asks", pid)
            return True
        if self._image.is_followed_elsewhere(pid):
            return False
        if pid not in self._told and self.terminal is not None:
            self._told.add(pid)
            self._screen.lines([f"[{pid}] waits for a line; ,attach {pid} to type it"], DIM)
        return False

    def _on_process_end(self, image: Image, pid: int) -> None:
        """Tell when one has failed that is no form; of forms, `each_time` tells."""
        if pid == self._pid or pid in self._watched:
            return
        if image.workbench.find_state(pid) != "failed" or image.is_followed_elsewhere(pid):
            return
        line = self._burst.line(pid, lambda: failure_of(image, pid))
        if line is not None:
            self._screen.lines([line], DIM)

    def each_time(self, image: Image) -> None:
        """Between two transactions: see which processes have ended."""
        pid = self._pid
        line_for = self._line_for
        if line_for is not None and line_for not in image.asking() and self.terminal is not None:
            self.terminal.leave_line()  # somebody else has given it one
        if pid is not None and image.workbench.has_ended(pid):
            self._pid = None
            self._watched.pop(pid, None)
            self._notify("ended", pid)
        elif pid is not None and image.workbench.is_stopped(pid):
            image.unfollow(pid)
            self.leave(image)
            self._notify("stopped", pid)
        if self._watched:
            for form in list(self._watched.values()):
                if image.workbench.find_state(form.pid) is None:  # it was forgotten
                    image.unfollow(form.pid)
                    del self._watched[form.pid]
                elif form.pid != pid and image.workbench.has_ended(form.pid):
                    image.unfollow(form.pid)
                    outcome = outcome_of(image, form.pid, form)
                    del self._watched[form.pid]
                    if image.process(form.pid).state == "cancelled":
                        continue  # whoever did that knows
                    self.latest = outcome.latest or self.latest
                    state = "ended" if not outcome.is_failure else "failed"
                    lines = [f"[{form.pid}] {state}: {form.title}"]
                    self._screen.lines([*lines, *(f"  {line}" for line in outcome.lines)])

    # What the half that types asks for

    def start(self, image: Image, form: Form) -> Form:
        """Wait for a form that was started."""
        self._watched[form.pid] = form
        self._enter(image, form.pid)
        return form

    def attach(self, image: Image, pid: int, form: Form | None) -> None:
        """Wait for a process that is there, with the line that it has begun."""
        if form is not None:
            memory.take(image, form)
        if not process_commands.is_over(image.process(pid)):
            self._screen.foreground(image.last_line(pid))
        self._enter(image, pid)

    def wants_line(self, image: Image, pid: int) -> bool:
        """Whether a line is to be typed for that process."""
        is_wanted = self._has(pid) and pid in image.asking()
        self._line_for = pid if is_wanted else None
        if is_wanted and self.terminal is not None:
            self.terminal.expect_line()
        return is_wanted

    def _has(self, pid: int) -> bool:
        return self._pid is not None and self._family is not None and self._family.has(pid)

    def line_typed(self, image: Image, pid: int, line: Line) -> None:
        """Take what became of the line that was asked for: text for the process, or an event."""
        self._line_for = None
        self._told.discard(pid)
        if not line.event:
            image.supply_input(pid, line.text)

    def _enter(self, image: Image, pid: int) -> None:
        self._pid = pid
        self._family = Family(image, pid)
        image.follow(pid)
        if image.process(pid).state == "parked":
            image.resume(pid)
        for asking in image.asking():
            if self._family.has(asking):
                self._notify("asks", asking)

    def leave(self, image: Image) -> None:
        """Wait for nothing."""
        self._pid = self._family = None
        image.ask_again()  # who of the family wants a line is to be told

    def park(self, image: Image, pid: int) -> bool:
        """Let it stand; whether it has not ended before that."""
        if image.workbench.has_ended(pid):
            return False
        image.park(pid)
        image.unfollow(pid)
        self.leave(image)
        return True

    def finish(self, image: Image, pid: int, form: Form | None) -> Outcome:
        """The outcome to show of a process that has ended."""
        image.unfollow(pid)
        self.leave(image)
        outcome = outcome_of(image, pid, form)
        self.latest = outcome.latest or self.latest
        return outcome


def failure_of(image: Image, pid: int) -> str | None:
    """The line that tells of what a process failed; None where it has not."""
    try:
        image.result_value(pid)
    except ProcessFailed as error:
        return one_line(str(error))
    return None
