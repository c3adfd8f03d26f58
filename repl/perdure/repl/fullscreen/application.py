"""The application on the whole screen: tables of a monitor, panes of debuggers and inspectors.

On a wide terminal a pane stands beside the table, on a narrow one in its place. Each key that does
something is shown below, and can be clicked. What a key asks of the image is done elsewhere
(desk): the screen says that it is asked, and takes the next key.

Reads: prompt_toolkit. Read by: perdure.repl.commands.top, perdure.repl.commands.tui,
perdure.repl.interaction.loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

from perdure.repl.access import Access
from perdure.repl.fullscreen.desk import Desk
from perdure.repl.fullscreen.drawing import STYLES, WIDE, Drawing, Key
from perdure.repl.fullscreen.tables import ROWS, TABLES
from perdure.repl.monitoring import Wanted

DELAY: Final = 1.0  #: seconds between two looks
SHORT: Final = 0.05  #: seconds in which a key must come to belong to the Esc before it
PATIENCE: Final = 2.0  #: seconds for which what is asked may end, on leaving


class FullScreen(Drawing):
    """A person before the whole screen, and an image."""

    def __init__(
        self,
        access: Access,
        name: str,
        wanted: Wanted | None = None,
        *,
        delay: float = DELAY,
        subject: str | None = None,
        pid: int | None = None,
        source: Input | None = None,
        output: Output | None = None,
    ) -> None:
        """`pid` is debugged, or `subject` inspected, from the beginning."""
        super().__init__(access, name, wanted or Wanted())
        self._delay = delay
        self._is_beginning = (pid, subject)
        self._application: Application[None] = Application(
            self._layout(),
            key_bindings=self._bindings(),
            style=Style.from_dict(STYLES),
            full_screen=True,
            mouse_support=True,
            input=source,
            output=output,
        )
        # Else Esc, with which Alt-keys begin, would leave nothing for a second.
        self._application.ttimeoutlen = self._application.timeoutlen = SHORT

    def _redraw(self) -> None:
        self._application.invalidate()

    def _focus(self) -> None:
        window = self._line_window if self._typed else self._table_window
        self._application.layout.focus(window)

    def _pane_cells(self) -> int:
        columns = self._application.output.get_size().columns
        return columns // 2 - 1 if columns >= WIDE else columns

    def run(self) -> None:
        """Until the person leaves."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        desk = self._desk = Desk(self._access, loop.call_soon_threadsafe)
        looking = asyncio.create_task(self._look_again_and_again())
        pid, subject = self._is_beginning
        if pid is not None:
            self._begin_debugger(pid)
        elif subject is not None:
            self._begin_inspector(subject)
        try:
            await self._application.run_async()
        finally:
            looking.cancel()
            await asyncio.to_thread(desk.close, PATIENCE)

    async def _look_again_and_again(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(self._delay)

    # Keys

    def _keys(self) -> list[Key]:
        """The keys that do something now: how they are shown, what they do."""
        if self._typed == "filter":
            return [
                ("Enter", "filter", self._line.validate_and_handle),
                ("Esc", "leave", self._escape),
            ]
        if self._typed == "command":
            return [
                ("Enter", "do", self._line.validate_and_handle),
                ("PgUp", "back", lambda: self._scroll(10)),
                ("PgDn", "on", lambda: self._scroll(-10)),
                ("Tab", "table", self._go_to_table),
                ("^C", "stop waiting", self._stop),
                ("Esc", "leave", self._escape),
            ]
        found: list[Key] = []
        if self._monitor.table in ("processes", "timers"):
            found += [
                ("Enter", "look", self._look_into),
                ("d", "debug", lambda: self._with_pid(self._begin_debugger)),
                (
                    "i",
                    "inspect",
                    lambda: self._with_pid(lambda pid: self._begin_inspector(str(pid))),
                ),
                ("p", "park", lambda: self._do("park", "parked", lambda it, pid: it.park(pid))),
                (
                    "r",
                    "resume",
                    lambda: self._do("resume", "goes on", lambda it, pid: it.resume(pid)),
                ),
                (
                    "c",
                    "cancel",
                    lambda: self._do("cancel", "told to end", lambda it, pid: it.cancel(pid)),
                ),
                ("y", "retry", lambda: self._do("retry", "goes on", lambda it, pid: it.retry(pid))),
            ]
        if self._monitor.table == "processes":
            found += [
                ("f", "filter", self._type_filter),
                ("o", "order", self._next_order),
                ("s", "sort", self._next_sort),
                ("PgDn", "more", lambda: self._page(1)),
                ("PgUp", "back", lambda: self._page(-1)),
            ]
        if self._pane is not None:
            found.append(("Tab", self._pane.title.split(" ")[0], self._go_to_pane))
        found += [
            ("I", "image", lambda: self._begin_inspector("")),
            ("b", "browse", self._begin_browser),
            ("q", "quit", self._quit),
        ]
        return found

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        is_table = Condition(lambda: not self._typed)
        is_command = Condition(self._is_pane_typed)

        def bind(key: str, act: Callable[[], None], when: Condition = is_table) -> None:
            @bindings.add(key, filter=when)
            def pressed(event: KeyPressEvent) -> None:
                self._told = ""
                act()

        letters = "dipcryfosIbq"
        for letter in letters:
            bind(letter, partial(self._press, letter))
        bind("enter", self._look_into)
        bind("up", lambda: self._monitor.move(-1))
        bind("down", lambda: self._monitor.move(1))
        bind("home", lambda: self._monitor.move(-ROWS))
        bind("end", lambda: self._monitor.move(ROWS))
        bind("pagedown", lambda: self._page(1))
        bind("pageup", lambda: self._page(-1))
        bind("tab", self._go_to_pane)
        bind("c-c", self._quit)
        for number, table in enumerate(TABLES, 1):
            bind(str(number), partial(self._turn, table))
        is_typed = Condition(lambda: bool(self._typed))
        bind("escape", self._escape, is_typed)
        bind("c-d", self._escape, is_typed)
        bind("tab", self._go_to_table, is_command)
        bind("up", self._last_command, is_command)
        bind("pageup", lambda: self._scroll(10), is_command)
        bind("pagedown", lambda: self._scroll(-10), is_command)
        bind("c-c", self._stop, is_typed)
        return bindings

    def _press(self, letter: str) -> None:
        for keys, _, press in self._keys():
            if keys == letter:
                press()

    def _quit(self) -> None:
        self._application.exit()
