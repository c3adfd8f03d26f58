"""The terminal, through prompt_toolkit: reading forms, lines and keys.

While a form runs there is no line to type on. Keys that are pressed then are kept for
the next one, but for those that concern the process.

Reads: prompt_toolkit. Read by: perdure.repl.interaction.loop.
"""

from __future__ import annotations

import asyncio
import os
import resource
import select
import termios
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.input import Input
from prompt_toolkit.input.posix_utils import PosixStdinReader
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.shortcuts import CompleteStyle, PromptSession
from prompt_toolkit.styles import Style

from perdure.repl.interaction.brackets import MatchingBrackets, ShownTabs
from perdure.repl.interaction.completing import ImageCompleter
from perdure.repl.interaction.forms import may_be_entered
from perdure.repl.interaction.history import ImageHistory
from perdure.repl.interaction.keys import LineLeft, form_keys, line_keys
from perdure.repl.interaction.lexer import STYLES, SchemeLexer
from perdure.repl.interaction.names import keywords
from perdure.repl.interaction.screen import DIM, Screen
from perdure.repl.interaction.suggesting import HistorySuggest
from perdure.repl.interaction.worker import Worker
from perdure.repl.interaction.wrapping import WordWrap
from perdure.vm.dataclass import dataclass

PROMPT = "> "
LOCAL_MODES, CHARACTERS = 3, 6  #: places in what termios.tcgetattr gives
MENU = 8  #: lines for the list of completions, where there are as many
REDRAW = 0.02  #: seconds between two drawings of the line below new output
FOREGROUND_KEYS: dict[str, str] = {Keys.ControlC: "park", Keys.ControlZ: "background"}


def show_wrong_bytes(source: Input) -> None:
    """Have each byte that is no text become a character that one sees, U+FFFD."""
    if isinstance(source, Vt100Input):
        encoding = source.stdin.encoding
        source.stdin_reader = PosixStdinReader(source.fileno(), "replace", encoding)


@dataclass(frozen=True, slots=True)
class Line:
    """The outcome of asking for a line."""

    text: str | None = None  #: None: the input has ended
    event: str = ""  #: "park", "background", or "gone on" where nobody wants it any more


class Terminal:
    """One person's terminal. Only `leave_line` and `expect_line` are for other threads."""

    def __init__(self, screen: Screen, worker: Worker, *, vi: bool) -> None:
        self._screen = screen
        self._worker = worker
        self.prompt = PROMPT  #: what stands before what is typed
        self._wrap = WordWrap(len(PROMPT))
        self.takes_forms = True  #: else each line that is typed is a command of its own
        self._keywords: frozenset[str] = frozenset()
        self.history = ImageHistory(worker)
        tabs = ShownTabs(tabstop=8, char1=" ", char2=" ")
        mode = EditingMode.VI if vi else EditingMode.EMACS
        style = Style.from_dict({f"scheme.{name}": value for name, value in STYLES.items()})
        self._lexer = SchemeLexer(lambda name: name in self._keywords)
        self._forms: PromptSession[str] = PromptSession(
            PROMPT,
            multiline=True,
            prompt_continuation=lambda width, *_: " " * width,
            lexer=self._lexer,
            style=style,
            history=self.history,
            completer=ImageCompleter(worker, lambda text: screen.lines([text], DIM)),
            complete_while_typing=False,
            auto_suggest=HistorySuggest() if screen.has_colours else None,
            complete_style=CompleteStyle.COLUMN,
            key_bindings=form_keys(lambda text: not self.takes_forms or may_be_entered(text)),
            input_processors=[MatchingBrackets(), tabs, self._wrap],
            editing_mode=mode,
            reserve_space_for_menu=MENU,
        )
        self._lines: PromptSession[str] = PromptSession(
            key_bindings=line_keys(),
            editing_mode=mode,
            input=self._forms.input,
            input_processors=[tabs],
        )
        show_wrong_bytes(self._forms.input)
        self._typing: PromptSession[str] | None = None
        self._is_line_left = False  #: nobody wants the line for a process any more
        self._before: list[Any] | None = None
        with suppress(termios.error):
            self._before = termios.tcgetattr(self._forms.input.fileno())

    def raw(self) -> AbstractContextManager[None]:
        """While inside, keys come one by one and are not echoed, also between prompts."""
        return self._forms.input.raw_mode()

    @contextmanager
    def lent(self) -> Iterator[Input]:
        """While inside, the whole screen is lent; what is printed is shown afterwards."""
        self._screen.typing_begins(lambda: None)
        try:
            yield self._forms.input
        finally:
            self._screen.typing_ends()

    def cooked(self) -> AbstractContextManager[None]:
        """While inside, the terminal is as another program expects it."""
        return self._forms.input.cooked_mode()

    def restore(self) -> None:
        """As it was before, for a command that leaves in a hurry."""
        if self._before is not None:
            with suppress(termios.error):  # it may be gone
                termios.tcsetattr(self._forms.input.fileno(), termios.TCSANOW, self._before)

    @contextmanager
    def quit_key(self) -> Iterator[None]:
        """While inside, Ctrl-\\ ends this process at once.

        The kernel does that, so it does even where a builtin lets nothing else of Python run,
        neither keys nor signals.
        """
        number = self._forms.input.fileno()
        try:
            before = termios.tcgetattr(number)
            inside = termios.tcgetattr(number)
        except termios.error:
            yield
            return
        none = bytes([os.fpathconf(number, "PC_VDISABLE")])
        inside[LOCAL_MODES] |= termios.ISIG
        inside[CHARACTERS][termios.VINTR] = inside[CHARACTERS][termios.VSUSP] = none
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        termios.tcsetattr(number, termios.TCSANOW, inside)
        try:
            yield
        finally:
            with suppress(termios.error):
                termios.tcsetattr(number, termios.TCSANOW, before)

    def edit_as(self, *, vi: bool) -> None:
        for session in (self._forms, self._lines):
            session.editing_mode = EditingMode.VI if vi else EditingMode.EMACS

    # Typing

    def read_form(self) -> str | None:
        """The text that was entered, maybe of several forms; None at the end."""
        learning = self._worker.ask(keywords)
        learning.add_done_callback(lambda done: self._learn(done.result()))
        self._wrap.prompt = len(self.prompt)
        while True:
            try:
                text = self._typed(self._forms, self.prompt)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return None
            if text.strip() or self.prompt != PROMPT:  # a blank line may be a command's
                return text

    def read_line(self) -> Line:
        """A line for a process, typed after what stands on the cursor's line."""
        message = self._screen.last_line
        self._screen.foreground("\r")
        try:
            return Line(self._typed(self._lines, ANSI(message)) + "\n")
        except KeyboardInterrupt:
            return Line(event="park")
        except EOFError:
            return Line()
        except LineLeft as left:
            return Line(event=left.event)

    def expect_line(self) -> None:
        """`read_line` is going to be called. From the thread that calls `leave_line`."""
        self._is_line_left = False

    def leave_line(self) -> None:
        """Nobody wants the line any more that is, or was to be, typed for a process."""
        self._is_line_left = True
        session = self._typing
        if session is not self._lines or session is None:
            return
        app = session.app

        def leave() -> None:
            if app.is_running and not app.is_done:
                app.exit(exception=LineLeft("gone on"))

        if app.loop is not None:
            app.loop.call_soon_threadsafe(leave)

    def _typed(self, session: PromptSession[str], message: Any) -> str:
        app = session.app
        drawing: list[asyncio.Task[None]] = []

        def begin() -> None:
            if app.is_running and not app.is_done and not (drawing and not drawing[-1].done()):
                drawing[:] = [app.create_background_task(draw_below(app, self._screen))]

        def ask() -> None:
            """From any thread."""
            if app.loop is not None:
                app.loop.call_soon_threadsafe(begin)

        def started() -> None:
            if session is self._lines and self._is_line_left:
                app.exit(exception=LineLeft("gone on"))
            elif self._screen.has_queue():
                begin()

        self._typing = session
        rows = app.output.get_size().rows
        session.reserve_space_for_menu = max(0, min(MENU, rows - MENU // 2))
        self._screen.typing_begins(ask)
        try:
            return session.prompt(message, pre_run=started)
        finally:
            self._typing = None
            self._screen.typing_ends()

    def _learn(self, names: frozenset[str]) -> None:
        if names != self._keywords:
            self._keywords = names
            self._lexer.forget()

    # While a form runs

    def wait_key(self, awake: int, timeout: float | None) -> str | None:
        """Wait for a byte on `awake`, or a key that concerns the process that runs.

        Gives the key's event, "" when the time is up, None for the byte.
        """
        source = self._forms.input
        event = self._sorted(get_typeahead(source))  # what was pressed after Enter, in haste
        if event is not None:
            return event
        ready, _, _ = select.select([awake, source.fileno()], [], [], timeout)
        if awake in ready:
            os.read(awake, 1)
            return None
        if not ready:
            return ""
        event = self._sorted(source.read_keys())
        if source.closed:
            raise EOFError
        return event

    def _sorted(self, keys: list[KeyPress]) -> str | None:
        """The event of the last key that concerns the process; those after it are kept."""
        kept: list[KeyPress] = []
        event: str | None = None
        for key in keys:
            event_of_key = FOREGROUND_KEYS.get(key.key)
            if event_of_key is None:
                kept.append(key)
            else:
                event = event_of_key
                kept.clear()
        if kept:
            store_typeahead(self._forms.input, kept)
        return event


async def draw_below(app: Application[str], screen: Screen) -> None:
    """Show what has been printed above the line that is typed, which is drawn anew below.

    Not by prompt_toolkit's run_in_terminal: that has the terminal echo meanwhile. It ends with the
    line: an answer to where the cursor is that comes then would be one to the next line's question.
    """
    while screen.has_queue() and not app.is_done:
        app.renderer.erase()
        screen.show_queue()
        app.renderer.request_absolute_cursor_position()
        app.invalidate()
        await asyncio.sleep(REDRAW)
