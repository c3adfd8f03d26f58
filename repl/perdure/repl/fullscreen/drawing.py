"""The whole screen as it is drawn: a heading, a table, a pane, what can be done now.

Read by: perdure.repl.fullscreen.application.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    VSplit,
    Window,
)
from prompt_toolkit.mouse_events import MouseEvent, MouseEventType

from perdure.repl import monitoring
from perdure.repl.access import Access
from perdure.repl.cells import cut, width_of
from perdure.repl.fullscreen.asking import Asking
from perdure.repl.fullscreen.tables import TABLES
from perdure.repl.monitoring import Wanted
from perdure.vm.texts import visible

WIDE: Final = 110  #: cells from which on a pane stands beside the table
STYLES: Final = {
    "bar": "reverse",
    "heading": "bold",
    "chosen": "reverse",
    "key": "bold",
    "failed": "ansired",
    "parked": "ansiyellow",
    "ready": "ansigreen",
}
Fragments = list[Any]
Key = tuple[str, str, Callable[[], None]]  #: as it is shown, what it does in a word, and that


class Drawing(Asking):
    """The screen, drawn."""

    def __init__(self, access: Access, name: str, wanted: Wanted) -> None:
        super().__init__(access, name, wanted)
        self._table_window = Window(FormattedTextControl(self._table, focusable=True))
        self._pane_window = Window(FormattedTextControl(self._pane_text), wrap_lines=False)
        self._line_window = Window(BufferControl(self._line), height=1)

    def _keys(self) -> list[Key]:
        """The keys that do something now."""
        raise NotImplementedError

    def _layout(self) -> Layout:
        has_pane = Condition(lambda: self._pane is not None)
        is_wide = Condition(self._is_wide)
        is_typed = Condition(lambda: bool(self._typed))
        beside = ConditionalContainer(Window(width=1, char="|"), has_pane & is_wide)
        body = VSplit(
            [
                ConditionalContainer(self._table_window, ~has_pane | is_wide),
                beside,
                ConditionalContainer(self._pane_window, has_pane),
            ]
        )
        prompt = Window(
            FormattedTextControl(lambda: f"{self._typed}> "), height=1, dont_extend_width=True
        )
        typing = ConditionalContainer(VSplit([prompt, self._line_window]), is_typed)
        above = Window(FormattedTextControl(self._heading), height=2)
        below = Window(FormattedTextControl(self._message), height=1)
        keys = Window(
            FormattedTextControl(self._key_line), dont_extend_height=True, wrap_lines=True
        )
        return Layout(HSplit([above, body, typing, below, keys]), self._table_window)

    def _is_wide(self) -> bool:
        return get_app().output.get_size().columns >= WIDE

    def _size_of(self, window: Window, columns: int) -> tuple[int, int]:
        """The cells and lines of a window, as they were when it was drawn last."""
        drawn = window.render_info
        if drawn is None:
            return columns, max(3, get_app().output.get_size().rows - 6)
        return drawn.window_width, drawn.window_height

    def _heading(self) -> Fragments:
        cells = get_app().output.get_size().columns
        shown = self._monitor.shown
        counts = "" if shown is None else monitoring.counts_text(shown.counts)
        clock = datetime.now().strftime("%H:%M:%S")
        top = cut(f"perdure  {visible(self._name)}  {clock}  {counts}", cells)
        found: Fragments = [("class:bar", top + " " * (cells - width_of(top))), ("", "\n")]
        for number, table in enumerate(TABLES, 1):
            style = (
                "class:chosen" if table == self._monitor.table and not self._is_pane_typed() else ""
            )
            click = self._clicked(partial(self._turn, table))
            found += [
                (style, f" {number} {table if cells >= 50 else table[:4]} ", click),
                ("", " "),
            ]
        if self._pane is not None:
            style = "class:chosen" if self._is_pane_typed() else ""
            found.append((style, f" {self._pane.title} ", self._clicked(self._go_to_pane)))
        return found

    def _is_pane_typed(self) -> bool:
        return self._typed == "command"

    def _table(self) -> Fragments:
        columns = get_app().output.get_size().columns
        if self._pane is not None:
            columns = columns // 2 - 1
        cells, height = self._size_of(self._table_window, columns)
        found: Fragments = []
        for number, line in self._monitor.lines(min(cells, columns), height):
            style = "class:heading" if number < 0 else self._style_of(number)
            if number == self._monitor.at:
                style, line = (
                    "class:chosen",
                    line + " " * max(0, min(cells, columns) - width_of(line)),
                )
            handle = self._row_mouse(number)
            found += [(style, line, handle), ("", "\n")]
        return found[:-1]

    def _style_of(self, number: int) -> str:
        shown = self._monitor.shown
        if shown is None or self._monitor.table != "processes":
            return ""
        state = shown.rows[number][1][2]
        return f"class:{state}" if state in STYLES else ""

    def _pane_text(self) -> Fragments:
        pane = self._pane
        if pane is None:
            return []
        columns = get_app().output.get_size().columns
        if self._is_wide():
            columns = columns // 2 - 1
        cells, height = self._size_of(self._pane_window, columns)
        found: Fragments = []
        for line in pane.visible_lines(height):
            text = visible(line)
            style = "class:heading" if line.startswith("> ") else ""
            found += [
                (style, cut(text, min(cells, columns)), self._pane_mouse(line, height)),
                ("", "\n"),
            ]
        return found[:-1]

    def _message(self) -> Fragments:
        cells = get_app().output.get_size().columns
        is_asked = self._desk is not None and self._desk.asked > (1 if self._is_looking else 0)
        text = self._told
        if is_asked:
            doing = "" if self._pane is None else self._pane.shell.doing()
            text = f"{doing}; ^C leaves it" if doing else "asked, no answer yet ..."
        if not text:
            wanted = self._monitor.wanted
            parts = [f"{wanted.order} first"]
            parts += [f"filter: {wanted.text()}"] if wanted.text() else []
            parts += [f"sorted by {wanted.sort}"] if wanted.sort else []
            if self._monitor.page_number > 1:
                parts.append(f"page {self._monitor.page_number}")
            text = ", ".join(parts) if self._monitor.table == "processes" else ""
        return [("", cut(visible(text), cells))]

    def _key_line(self) -> Fragments:
        """The keys and what they do, none parted from its word at the end of a line."""
        found: Fragments = []
        cells, taken = get_app().output.get_size().columns, 0
        for keys, label, press in self._keys():
            width = width_of(f"{keys} {label}")
            if found and taken + 2 + width > cells:
                found.append(("", "\n"))
                taken = 0
            elif found:
                found.append(("", "  "))
                taken += 2
            taken += width
            click = self._clicked(press)
            found += [("class:key", keys, click), ("", f" {label}", click)]
        return found

    # The mouse

    def _clicked(self, act: Callable[[], None]) -> Callable[[MouseEvent], None]:
        def handle(event: MouseEvent) -> None:
            if event.event_type == MouseEventType.MOUSE_UP:
                self._told = ""
                act()

        return handle

    def _row_mouse(self, number: int) -> Callable[[MouseEvent], None]:
        def handle(event: MouseEvent) -> None:
            if event.event_type == MouseEventType.SCROLL_UP:
                self._monitor.move(-3)
            elif event.event_type == MouseEventType.SCROLL_DOWN:
                self._monitor.move(3)
            elif event.event_type == MouseEventType.MOUSE_UP and number >= 0:
                self._go_to_table()
                if self._monitor.at == number:
                    self._look_into()
                self._monitor.at = number

        return handle

    def _pane_mouse(self, line: str, height: int) -> Callable[[MouseEvent], None]:
        def handle(event: MouseEvent) -> None:
            if event.event_type == MouseEventType.SCROLL_UP:
                self._scroll(3)
            elif event.event_type == MouseEventType.SCROLL_DOWN:
                self._scroll(-3)
            elif event.event_type == MouseEventType.MOUSE_UP and self._pane is not None:
                self._go_to_pane()
                command = self._pane.command_at(line)
                if command:
                    self._give(self._pane, command)

        return handle

    def _scroll(self, by: int) -> None:
        if self._pane is not None:
            self._pane.scroll(by, self._size_of(self._pane_window, 80)[1])
