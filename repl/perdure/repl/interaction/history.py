"""The history of what was entered, which is kept in the image.

Reads: perdure.repl.interaction.memory. Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit.history import History, ThreadedHistory

from perdure.repl.interaction import memory
from perdure.repl.interaction.worker import Worker


class _InImage(History):
    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker

    def load_history_strings(self) -> Iterable[str]:
        """The newest first."""
        entries = self._worker.ask(lambda image: list(memory.history(image))).result()
        return reversed(entries)

    def store_string(self, string: str) -> None:
        self._worker.ask(lambda image: memory.add_to_history(image, string))


class ImageHistory(ThreadedHistory):
    """Loaded in a thread of its own, so that no key waits for it."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(_InImage(worker))
