"""Completion: of names that are bound, with how they are called, and of commands.

Reads: perdure.repl.interaction.names. Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from perdure.repl.interaction.commands import COMMANDS
from perdure.repl.interaction.names import completions
from perdure.repl.interaction.worker import Worker

_NAME = r"[^\s()\"';`,|\[\]{}]"
_BEFORE = re.compile(rf"{_NAME}*\Z")
_COMMAND = re.compile(r"\s*,([a-z]*)\Z")
_WORDS = re.compile(rf"{_NAME}+")


class ImageCompleter(Completer):
    """Asks the image's thread, so that typing never waits for it.

    Of several names each is listed with how it is called. A single one is completed without
    a list; so that is told by `tell`.
    """

    def __init__(self, worker: Worker, tell: Callable[[str], None]) -> None:
        self._worker = worker
        self._tell = tell

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        return []  # prompt_toolkit takes those below

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        before = document.text_before_cursor
        command = _COMMAND.fullmatch(before)
        if command is not None:
            for name, each in COMMANDS.items():
                if name.startswith(command[1]):
                    yield Completion(name, -len(command[1]), display_meta=each.help)
            return
        found = _BEFORE.search(before)
        prefix = found[0] if found is not None else ""
        if not prefix:
            return
        future = self._worker.ask(lambda image: completions(image, prefix))
        known = await asyncio.wrap_future(future)
        for name, meaning in known:
            yield Completion(name, -len(prefix), display_meta=meaning)
        if len(known) == 1 and known[0][1].startswith("("):
            self._tell(known[0][1])
        bound = {name for name, _ in known}
        start = document.cursor_position - len(prefix)
        rest = document.text[:start] + " " + document.text[document.cursor_position :]
        for name in sorted(set(_WORDS.findall(rest)) - bound):
            if name.startswith(prefix) and name != prefix and name[0] not in "#0123456789":
                yield Completion(name, -len(prefix), display_meta="in this text")
