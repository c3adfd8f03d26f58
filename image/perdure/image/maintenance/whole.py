"""The indices of a whole image that nobody drives, as waits see them: to be checked, or mended.

Read by: perdure.image.maintenance.consistency, .mending.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.kinds import find_part, wait_of
from perdure.image.processes.waits.wait import Wait
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot


class Whole:
    """All shards of an image, by number."""

    def __init__(self, root: ImageRoot) -> None:
        self.root = root
        sharing = root.sharing
        self.shards: dict[int, Any] = {0: root} if sharing is None else dict(sharing.shards.items())

    def indices(self, process: Process) -> Any:
        """The shard that the process is in; None where that is not there."""
        return self.shards.get(process.shard)

    def claim(self, process: Process) -> None:
        """Nobody else changes it."""

    def is_waited_for(self, pid: int, wait: Wait) -> bool:
        """Whether there is such a process, and waits for that."""
        process = self.root.find_process(pid)
        if process is None:
            return False
        return find_part(wait_of(process), type(wait), wait.key()) is not None
