"""The part of an open image for debuggers.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from typing import Any

from perdure.image.api.commands import Commands
from perdure.image.api.debugger import Debugger
from perdure.vm.protocols import Language, Start


class Debugging(Commands):
    """See `Image.debug`."""

    def debug(self, pid: int) -> Debugger:
        """A debugger of a process, to look at it where it stands, change it, and have it go on.

        NoSuchProcess. See docs/living.md.
        """
        image: Any = self
        return Debugger(image, pid)

    def begin_text(self, start: Start, language: Language, name: str) -> int:
        """The pid of a new process that begins so; for a debugger, in its turn."""
        pid: int = self._change(self._spawn_with(start, name, language))
        return pid

    @property
    def is_driven_elsewhere(self) -> bool:
        """Whether another thread than this drives the image now, that of `start`."""
        return self._background.is_running and not self.owner.is_mine()
