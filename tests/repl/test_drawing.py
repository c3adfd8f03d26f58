"""Output above the line that is typed, for as long as it is typed."""

from __future__ import annotations

import asyncio
from typing import Any

from perdure.repl.interaction.terminal import draw_below


class Busy:
    """An application, its renderer and the screen: more is printed all the time."""

    def __init__(self, drawings: int) -> None:
        self.renderer = self
        self.is_done = False
        self.asked = 0  #: how many times the terminal was asked where the cursor is
        self._drawings = drawings  #: before the line has been entered

    def request_absolute_cursor_position(self) -> None:
        assert not self.is_done, "the next line would get the answer"
        self.asked += 1
        self.is_done = self.asked == self._drawings

    def has_queue(self) -> bool:
        return True

    def show_queue(self) -> None: ...
    def erase(self) -> None: ...
    def invalidate(self) -> None: ...


def test_nothing_is_drawn_once_the_line_has_been_entered() -> None:
    """Else a terminal that answers late was read by a line whose event loop was another one."""
    busy: Any = Busy(3)
    asyncio.run(asyncio.wait_for(draw_below(busy, busy), 5))
    assert busy.asked == 3
