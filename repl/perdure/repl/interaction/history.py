"""The history of what was entered, which is kept in the image.

Reads: perdure.repl.interaction.memory. Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit.history import History

from perdure.repl.interaction import memory
from perdure.repl.interaction.worker import Worker


class ImageHistory(History):
    """Entries are stored by the image's thread, so that no key waits for it."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self.found: list[str] = []  #: on opening, the oldest first

    def load_history_strings(self) -> Iterable[str]:
        """The newest first."""
        return reversed(self.found)

    def store_string(self, string: str) -> None:
        self._worker.ask(lambda image: memory.add_to_history(image, string), again=True)
