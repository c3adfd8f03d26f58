"""The actions of keys besides those that prompt_toolkit has for emacs and vi.

Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

import select
from collections.abc import Callable

from prompt_toolkit.application.current import get_app
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus, vi_insert_mode
from prompt_toolkit.filters.app import emacs_insert_mode
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from perdure.repl.interaction.forms import may_be_entered
from perdure.repl.interaction.indenting import indentation

ANSWERS = (Keys.CPRResponse, Keys.Ignore)  #: keys that stand for what the terminal sends


class LineLeft(Exception):
    """A line is not wanted any more; the argument is the event that made it so."""

    def __init__(self, event: str) -> None:
        super().__init__(event)
        self.event = event


@Condition
def is_at_indentation() -> bool:
    """Whether only blanks stand before the cursor, on a line that is not the first."""
    document = get_app().current_buffer.document
    return document.cursor_position_row > 0 and not document.current_line_before_cursor.strip()


@Condition
def is_pasting() -> bool:
    """Whether more is typed already: a paste, where the terminal does not say so.

    What the terminal itself answers, such as where its cursor is, is not typed.
    """
    app = get_app()
    queue = app.key_processor
    if select.select([app.input.fileno()], [], [], 0)[0]:
        queue.feed_multiple(app.input.read_keys())
    return any(press.key not in ANSWERS for press in queue.input_queue)


def form_keys(is_whole: Callable[[str], bool] = may_be_entered) -> KeyBindings:
    """For typing forms; Enter enters what `is_whole`."""
    keys = KeyBindings()
    is_typing = has_focus(DEFAULT_BUFFER) & (emacs_insert_mode | vi_insert_mode)

    @keys.add("enter", filter=has_focus(DEFAULT_BUFFER))
    def enter(event: KeyPressEvent) -> None:
        """Enter what is complete; else begin a line, indented."""
        buffer = event.current_buffer
        if is_whole(buffer.text):
            buffer.validate_and_handle()
        else:
            new_line(event)

    # Not for vi, where Escape would have to wait for what follows it.
    @keys.add("escape", "enter", filter=has_focus(DEFAULT_BUFFER) & emacs_insert_mode)
    def new_line(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        indent = indentation(buffer.document.text_before_cursor)
        after = buffer.document.current_line_after_cursor
        if after.strip() == "":
            buffer.delete(len(after))
        buffer.insert_text("\n" + " " * indent)

    @keys.add("c-z", filter=has_focus(DEFAULT_BUFFER))
    def stay(event: KeyPressEvent) -> None:
        """There is no form that could go to the background."""

    @keys.add("tab", filter=is_typing & is_at_indentation)
    def indent(event: KeyPressEvent) -> None:
        """Indent the line as Scheme is written."""
        buffer = event.current_buffer
        document = buffer.document
        buffer.delete_before_cursor(len(document.current_line_before_cursor))
        blanks = len(buffer.document.current_line) - len(buffer.document.current_line.lstrip(" "))
        buffer.delete(blanks)
        buffer.insert_text(" " * indentation(buffer.document.text_before_cursor[:-1]))

    keys.add("tab", filter=is_typing & is_pasting)(insert_tab)
    return keys


def insert_tab(event: KeyPressEvent) -> None:
    """A tab stands for itself."""
    event.current_buffer.insert_text("\t")


def line_keys() -> KeyBindings:
    """For typing a line that a process wants."""
    keys = KeyBindings()
    keys.add("tab")(insert_tab)

    @keys.add("c-z")
    def background(event: KeyPressEvent) -> None:
        event.app.exit(exception=LineLeft("background"))

    return keys
