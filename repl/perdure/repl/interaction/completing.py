"""Completion of what is typed: commands, files, libraries and names, with what they are.

Reads: perdure.repl.interaction.contexts, candidates. Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterable
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from perdure.repl.interaction import candidates
from perdure.repl.interaction.commands import COMMANDS
from perdure.repl.interaction.contexts import Command, Export, File, Library, Name, context_of
from perdure.repl.interaction.worker import Worker

_WORDS = re.compile(r"[^\s()\"';`,|\[\]{}]+")


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
        for each in await self._found(document):
            yield each

    async def _found(self, document: Document) -> list[Completion]:
        match context_of(document.text, document.cursor_position):
            case Command(before):
                names = [name for name in COMMANDS if name.startswith(before)]
                return _completions(before, [(name, COMMANDS[name].help) for name in names])
            case File(before, endings):
                files = await asyncio.to_thread(candidates.files_like, before, endings)
                return [
                    Completion(path, -len(before), display=shown_path(path), display_meta=kind)
                    for path, kind in files
                ]
            case Library(before):
                known = await asyncio.wrap_future(self._worker.ask(candidates.libraries))
                known += await asyncio.to_thread(candidates.library_files, Path.cwd())
                found = candidates.libraries_like(known, before)
                is_closed = document.text_after_cursor[:1] == ")" and before[:1] == "("
                return [
                    Completion(name[:-1] if is_closed else name, -len(before), display=name)
                    for name, _ in found
                ]
            case Export(library, before):
                asked = self._worker.ask(
                    lambda image: candidates.exports_like(image, library, before)
                )
                exports = await asyncio.wrap_future(asked)
                return _completions(before, exports)
            case Name(before, after) if before:
                return await self._names(document, before, after)
        return []

    async def _names(self, document: Document, before: str, after: str) -> list[Completion]:
        future = self._worker.ask(lambda image: candidates.names_like(image, before, after))
        known = await asyncio.wrap_future(future)
        if len(known) == 1 and known[0][1].startswith("("):
            self._tell(known[0][1])
        found = _completions(before, known, after)
        start = document.cursor_position - len(before)
        end = document.cursor_position + len(after)
        words = set(_WORDS.findall(f"{document.text[:start]} {document.text[end:]}"))
        words = {word for word in words if word[0] not in "#0123456789"}
        words -= {name for name, _ in known}
        fitting = sorted(
            word for word in words if word.startswith(before) and word != before + after
        )
        return found + _completions(before, [(word, "in this text") for word in fitting], after)


def _completions(
    before: str, found: Iterable[candidates.Candidate], after: str = ""
) -> list[Completion]:
    """To stand before the cursor, and so without what stands after it."""
    return [
        Completion(
            name[: len(name) - len(after)] if name.endswith(after) else name,
            -len(before),
            display=name,
            display_meta=meaning,
        )
        for name, meaning in found
    ]


def shown_path(path: str) -> str:
    """The last part of a path."""
    return path[path.rstrip("/").rfind("/") + 1 :]
