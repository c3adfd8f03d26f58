"""An inspector by lines: each is a command, and gives lines to show.

`perdure inspect` reads them from a terminal, a pipe or its `--batch`, the REPL as what is typed
after `,inspect`. A number alone follows that field.

Read by: perdure.repl.commands.inspect, perdure.repl.interaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from perdure.image import CannotInspect, Image, Inspector, Page, ProcessFailed, Related
from perdure.repl.cells import cut, width_of
from perdure.repl.excerpts import cells_of_terminal
from perdure.repl.shells import Command, LeaveShell, check_for_repl, help_lines, known_in, number_in
from perdure.vm.texts import visible

PAGE = 20  #: fields of a page
LABEL = 24  #: cells that labels take at most
REFERRERS = 20  #: objects that `who` shows


Tell = Callable[[str, float | None], None]  #: is given what is being done, and how much is


def untold() -> AbstractContextManager[Tell]:
    """No progress is shown."""
    return nullcontext(lambda doing, part: None)


class Shell:
    """A person, or a script, and a value that is looked at."""

    takes_forms = True

    def __init__(self, image: Image, what: str | int | None) -> None:
        self.inspector: Inspector = image.inspect(what)
        self._reached = 0  #: on the way to a page that is far
        self.progress: Callable[[], AbstractContextManager[Tell]] = untold
        self.start = 0  #: the number of the first field that is shown
        self.has_more = False

    def greeting(self) -> list[str]:
        """The value and its first fields."""
        return self.page_lines()

    def run(self, line: str) -> list[str]:
        """Do a command; lines to show. ImageError for what cannot be done; LeaveShell."""
        line = line.strip()
        if not line:
            return _more(self, "") if self.has_more else []
        if line.isdigit():
            return _follow(self, line)
        if line.startswith(("(", "'", '"', "`", "#")):
            return _eval(self, line)
        name, _, argument = line.partition(" ")
        command = KNOWN.get(name)
        if command is None:
            check_for_repl(name)
            raise CannotInspect(
                f"there is no command {name!r} of the inspector; help lists them, a number follows "
                "that field, and a form in parentheses is evaluated"
            )
        return command.run(self, argument.strip())

    def stop(self) -> None:
        """Have the way to a page end soon."""
        self.inspector.stop()

    def doing(self) -> str:
        """How far it has come on the way to a page."""
        if not self._reached:
            return ""
        return f"at {self._reached:,} on the way to {self.start:,}"

    def at_first(self) -> list[str]:
        """The first page of another value."""
        self.start = 0
        return self.page_lines()

    def _page(self) -> Page:
        with self.progress() as tell:

            def told(reached: int) -> None:
                self._reached = reached
                tell(self.doing(), reached / self.start)

            try:
                return self.inspector.page(self.start, PAGE, told)
            except ProcessFailed as error:
                raise CannotInspect(
                    f"the program's view fails: {error}; raw shows the value's own fields"
                ) from None
            finally:
                self._reached = 0

    def page_lines(self) -> list[str]:
        page = self._page()
        self.has_more = page.has_more
        title = page.kind if page.text.startswith("#<") else f"{page.kind}: {visible(page.text)}"
        lines = [cut(title, cells_of_terminal())]
        width = min(LABEL, max((width_of(visible(each.label)) for each in page.lines), default=0))
        digits = len(str(page.start + len(page.lines)))
        for each in page.lines:
            label = cut(visible(each.label), width)
            label += " " * (width - width_of(label))
            text = f"{each.number:>{digits + 2}}  {label}  {visible(each.text)}"
            lines.append(cut(text, cells_of_terminal()).rstrip())
        return [*lines, *_ending(page)]


def subject(text: str) -> str | int | None:
    """The subject that a text means: a number is a pid, nothing is the image."""
    return int(text) if text.isascii() and text.isdigit() else text or None


def _ending(page: Page) -> list[str]:
    if not page.has_more:
        return []
    if page.count is None:
        return ["  ... more"]
    return [f"  ... {page.count - page.start - len(page.lines):,} more"]


def _follow(shell: Shell, argument: str) -> list[str]:
    shell.inspector.follow(number_in(argument, "follow"))
    return shell.at_first()


def _back(shell: Shell, argument: str) -> list[str]:
    shell.inspector.back()
    return shell.at_first()


def _way(shell: Shell, argument: str) -> list[str]:
    return [f"{'  ' * depth}{label}" for depth, label in enumerate(shell.inspector.way)]


def _more(shell: Shell, argument: str) -> list[str]:
    if not shell.has_more:
        raise CannotInspect("there are no more fields")
    shell.start += PAGE
    return shell.page_lines()


def _from(shell: Shell, argument: str) -> list[str]:
    shell.start = number_in(argument, "from")
    return shell.page_lines()


def _page(shell: Shell, argument: str) -> list[str]:
    return shell.page_lines()


def _raw(shell: Shell, argument: str) -> list[str]:
    shell.inspector.is_raw = not shell.inspector.is_raw
    return shell.at_first()


def _eval(shell: Shell, argument: str) -> list[str]:
    made = shell.inspector.evaluate(argument)
    return [made.text] if made.text else []


def _look(shell: Shell, argument: str) -> list[str]:
    if argument.startswith("@") and argument[1:].isdigit():
        shell.inspector.go_to(int(argument[1:]))
    else:
        shell.inspector.look(argument)
    return shell.at_first()


def _set(shell: Shell, argument: str) -> list[str]:
    number, _, text = argument.partition(" ")
    if not text.strip():
        raise CannotInspect("this needs a field and a value: set 2 (+ 1 2)")
    shell.inspector.set(number_in(number, "set"), text)
    return shell.page_lines()


def _who(shell: Shell, argument: str) -> list[str]:
    found = shell.inspector.referrers(REFERRERS)
    return _related(found) or ["nothing that is stored refers to it"]


def _path(shell: Shell, argument: str) -> list[str]:
    return _related(shell.inspector.path()) or ["nothing keeps it alive that is stored"]


def _instances(shell: Shell, argument: str) -> list[str]:
    return _related(shell.inspector.instances(REFERRERS)) or ["there are none that are stored"]


def _become(shell: Shell, argument: str) -> list[str]:
    if not argument:
        raise CannotInspect("this needs a form, whose value it is to be: become (make-account)")
    shell.inspector.become(argument)
    return ["what referred to it refers to this", *shell.at_first()]


def _related(found: list[Related]) -> list[str]:
    width = max((len(str(each.oid)) for each in found), default=0)
    labels = max((width_of(visible(each.label)) for each in found), default=0)
    lines = []
    for each in found:
        label = visible(each.label)
        label += " " * (labels - width_of(label) + 2 if labels else 0)
        line = f"  @{each.oid:<{width}}  {label}{visible(each.text)}"
        lines.append(cut(line, cells_of_terminal()).rstrip())
    return lines


def _record(shell: Shell, argument: str) -> list[str]:
    found = shell.inspector.stored
    if found is None:
        return ["it has no record of its own"]
    lines = [f"@{found.oid}, {found.bytes:,} bytes"]
    for moment, (transaction, said) in zip(found.changed, found.transactions, strict=True):
        told = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))
        lines.append(f"  changed {told}  by transaction {transaction}  {said}".rstrip())
    return lines


def _help(shell: Shell, argument: str) -> list[str]:
    return [
        *help_lines(COMMANDS),
        "A number follows that field; a form in parentheses is evaluated, with `it` the value.",
    ]


def _quit(shell: Shell, argument: str) -> list[str]:
    raise LeaveShell


COMMANDS: Final[tuple[Command[Shell], ...]] = (
    Command(("follow", "f"), "follow N", "look at the value of that field", _follow),
    Command(("back", "b", "up"), "back", "look at the value before", _back),
    Command(("way",), "way", "how this value was come to", _way),
    Command(("page", "p"), "page", "the value and its fields again", _page),
    Command(("more", "m"), "more", "the next fields; an empty line too", _more),
    Command(("from",), "from N", "the fields from that number on", _from),
    Command(("raw",), "raw", "the value's own fields in place of the program's view; back", _raw),
    Command(("look",), "look FORM", "look at the value of a form, or of @N, an object's id", _look),
    Command(("eval",), "eval FORM", "the value of a form in which `it` is the value", _eval),
    Command(("set",), "set N FORM", "give a field another value", _set),
    Command(("who",), "who", "the objects that refer to it", _who),
    Command(("path",), "path", "what keeps it alive: a way from the image's root", _path),
    Command(("instances",), "instances", "the records of this record type", _instances),
    Command(("become",), "become FORM", "have all that refers to it refer to that", _become),
    Command(("record", "r"), "record", "its id, its size, when it was changed", _record),
    Command(("help", "h", "?"), "help", "this list", _help),
    Command(("quit", "q"), "quit", "leave", _quit),
)
KNOWN: Final = known_in(COMMANDS)
