"""Whatever is asked of the image from the whole screen, and what comes of it.

Read by: perdure.repl.fullscreen.drawing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.buffer import Buffer

from perdure.image import ORDERS, Image, ImageError
from perdure.repl import browsing, debugging, inspecting, monitoring
from perdure.repl.access import Access
from perdure.repl.editing import Editing, edited
from perdure.repl.excerpts import within
from perdure.repl.fullscreen.desk import Desk
from perdure.repl.fullscreen.panes import Looking, Pane
from perdure.repl.fullscreen.tables import ROWS, Monitor
from perdure.repl.monitoring import SORTS, Wanted
from perdure.repl.shells import Commanded, LeaveShell
from perdure.repl.stacks import stack_lines
from perdure.repl.wording import state_text

ENDED: Final = ("done", "failed", "cancelled")
PRINTED: Final = 500  #: lines of what was printed that are told at once
FRAMES: Final = 200  #: frames of a process that is looked into


class Printed:
    """The lines that processes have printed while a pane had them go on; from any thread."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def add(self, pid: int, text: str) -> None:
        self._pieces.append(text)

    def taken(self) -> list[str]:
        """Those that there are, which are told by that."""
        pieces, self._pieces = self._pieces, []
        text = "".join(pieces)
        return text.removesuffix("\n").split("\n")[-PRINTED:] if text else []


class Asking:
    """A person's screen, and how it comes to be: a table, perhaps a pane, what is typed."""

    def __init__(self, access: Access, name: str, wanted: Wanted) -> None:
        self._access = access
        self._name = name
        self._monitor = Monitor(wanted)
        self._pane: Pane | None = None
        self._told = ""  #: what came of the last key
        self._is_looking = False
        self._typed = ""  #: what the line is for: "filter", "command", or nothing
        self._line = Buffer(multiline=False, accept_handler=self._entered)
        self._commands: list[str] = []  #: of the pane, for Up
        self._desk: Desk | None = None
        self._printed = Printed()

    def _pane_cells(self) -> int:
        """How wide a pane is."""
        raise NotImplementedError

    def _redraw(self) -> None:
        """Show what is there now."""
        raise NotImplementedError

    def _focus(self) -> None:
        """Have keys go to the line, if something is typed there, else to the table."""
        raise NotImplementedError

    # The table

    def _look(self) -> None:
        """Look the table up, unless that is being done."""
        if self._is_looking or self._desk is None:
            return
        self._is_looking = True
        monitor = self._monitor
        table, wanted, start = monitor.table, monitor.wanted, monitor.start
        rows = ROWS if wanted.order == "busy" else max(10, get_app().output.get_size().rows)

        def shown(found: Any) -> None:
            self._is_looking = False
            if (monitor.table, monitor.wanted, monitor.start) == (table, wanted, start):
                monitor.show(found)
            else:
                self._look()
            self._redraw()

        def failed(text: str) -> None:
            self._is_looking = False
            self._tell(text)

        self._desk.look(
            lambda: self._access.look(
                lambda image: monitor.look_up(image, table, wanted, start, rows)
            ),
            shown,
            failed,
        )

    def _turn(self, table: str) -> None:
        self._go_to_table()
        self._monitor.turn(table)
        self._look()

    def _page(self, by: int) -> None:
        if self._monitor.page(by):
            self._look()
        else:
            self._monitor.move(10 * by)

    def _want(self, wanted: Wanted) -> None:
        self._monitor.wanted = wanted
        self._monitor.begin_anew()
        self._look()

    def _next_order(self) -> None:
        was = self._monitor.wanted
        order = ORDERS[(ORDERS.index(was.order) + 1) % len(ORDERS)]
        sort = "steps" if order == "busy" else ""
        self._want(Wanted(order, was.state, was.name, was.labels, sort))

    def _next_sort(self) -> None:
        was = self._monitor.wanted
        sort = SORTS[(SORTS.index(was.sort) + 1) % len(SORTS)]
        self._want(Wanted(was.order, was.state, was.name, was.labels, sort))

    def _type_filter(self) -> None:
        self._typed = "filter"
        self._line.text = self._monitor.wanted.text()
        self._line.cursor_position = len(self._line.text)
        self._focus()

    def _with_pid(self, act: Callable[[int], None]) -> None:
        pid = self._monitor.pid
        if pid:
            act(pid)
        else:
            self._tell("no process is chosen")

    def _do(self, name: str, done: str, act: Callable[[Image, int], Any]) -> None:
        """Have something done to the process that is chosen."""

        def changed(image: Image, pid: int) -> None:
            state = image.process(pid).state
            if name != "retry" and state in ENDED:
                raise ImageError(f"process {pid} is {state}")
            act(image, pid)

        def begin(pid: int) -> None:
            assert self._desk is not None
            self._desk.do(
                lambda: self._access.change(lambda image: changed(image, pid)),
                lambda _: self._was_done(f"{name}: process {pid} {done}"),
                lambda text: self._tell(f"{name}: {text}"),
            )

        self._with_pid(begin)

    def _was_done(self, text: str) -> None:
        self._tell(text)
        self._look()

    def _look_into(self) -> None:
        """Show the process that is chosen, with its stack."""

        def look(pid: int) -> None:
            assert self._desk is not None
            self._desk.look(
                lambda: self._access.look(lambda image: process_lines(image, pid)),
                lambda lines: self._show_process(pid, lines),
                self._tell,
            )

        self._with_pid(look)

    # Panes

    def _show_process(self, pid: int, lines: list[str]) -> None:
        pane = Pane(f"process {pid}", Looking(), "")
        pane.tell(lines, cells=self._pane_cells())
        self._pane = pane
        self._go_to_pane()
        self._redraw()

    def _tell(self, text: str) -> None:
        self._told = text
        self._redraw()

    def _begin_debugger(self, pid: int) -> None:
        self._begin(f"debug {pid}", "frame", lambda image: debugging.Shell(image, pid))

    def _begin_inspector(self, text: str) -> None:
        self._begin(
            f"inspect {text or 'image'}",
            "",
            lambda image: inspecting.Shell(image, inspecting.subject(text)),
        )

    def _begin_browser(self) -> None:
        self._begin("browse", "", browsing.Shell)

    def _begin(self, title: str, follow: str, make: Callable[[Image], Commanded]) -> None:
        assert self._desk is not None

        cells = self._pane_cells()

        def begin() -> tuple[Commanded, list[str]]:
            image = self._access.hold()
            if image.on_output is None:
                image.on_output = self._printed.add
            with within(cells):
                shell = make(image)
                return shell, shell.greeting()

        def begun(found: tuple[Commanded, list[str]]) -> None:
            self._pane = Pane(title, found[0], follow)
            helped = "help lists commands; a click on a number goes there"
            self._pane.tell([*found[1], helped], cells=cells)
            self._go_to_pane()
            self._redraw()

        self._desk.do(begin, begun, self._tell)

    def _go_to_pane(self) -> None:
        if self._pane is not None:
            self._typed = "command"
            self._focus()

    def _go_to_table(self) -> None:
        self._typed = ""
        self._focus()

    def _escape(self) -> None:
        """Leave what is typed; a pane is closed."""
        if self._typed == "command" and self._pane is not None:
            self._pane = None
            if self._desk is not None:
                self._desk.do(self._access.release, lambda _: None, self._tell)
        self._line.text = ""
        self._go_to_table()

    def _entered(self, line: Buffer) -> bool:
        text = line.text
        if self._typed == "filter":
            was = self._monitor.wanted
            try:
                wanted = monitoring.wanted_from(text, was.order, was.sort)
            except Exception as error:  # noqa: BLE001  (what is wrong is told)
                self._told = str(error)
                return True
            self._go_to_table()
            self._want(wanted)
        elif self._pane is not None:
            if text.strip():
                self._commands.append(text)
            self._give(self._pane, text)
        return False

    def _last_command(self) -> None:
        if self._commands:
            self._line.text = self._commands.pop()
            self._commands.insert(0, self._line.text)
            self._line.cursor_position = len(self._line.text)

    def _give(self, pane: Pane, command: str) -> None:
        """Have the pane's debugger or inspector do a command."""
        assert self._desk is not None

        cells = self._pane_cells()

        def run() -> list[str] | None:
            try:
                with within(cells):
                    return pane.shell.run(command)
            except Editing as editing:
                made = edited(editing.text, editing.ending)
                return editing.finish(editing.image, made)
            except LeaveShell:
                return None

        def told(lines: list[str] | None) -> None:
            if lines is None:
                self._escape()
            elif command or lines:
                pane.tell([*self._printed.taken(), *lines], command or "(again)", cells)
            self._look()
            self._redraw()

        def failed(text: str) -> None:
            pane.tell([*self._printed.taken(), text], command, cells)
            self._redraw()

        if command.split(" ")[0] in ("edit", "e"):
            self._edit(run, told, failed)
        else:
            self._desk.do(run, told, failed)

    def _edit(
        self,
        run: Callable[[], list[str] | None],
        told: Callable[[list[str] | None], None],
        failed: Callable[[str], None],
    ) -> None:
        """The same of a command for which the person's editor has the terminal."""

        async def edit() -> None:
            try:
                lines = await run_in_terminal(run, in_executor=True)
            except Exception as error:  # noqa: BLE001  (it is told)
                failed(str(error))
            else:
                told(lines)

        get_app().create_background_task(edit())

    def _stop(self) -> None:
        if self._pane is not None and self._desk is not None and self._desk.asked:
            self._pane.shell.stop()
            self._access.hold().stop()
        else:
            self._escape()


def process_lines(image: Image, pid: int) -> list[str]:
    """A process with its stack."""
    process = image.process(pid)
    lines = [f"process {pid}, {process.name}: {state_text(process)}"]
    lines += [f"  {name}={value}" for name, value in process.labels.items()]
    return [*lines, *stack_lines(image.stack(pid), FRAMES)]
