"""The part of an open image for its board, a transcript that all may write and follow.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Callable

from perdure.image.api.session import Session
from perdure.image.api.turns import gathered, in_turn
from perdure.image.processes.board import MOST, Said, said

AUTHOR = "someone"  #: where nobody says who


class Boarding(Session):
    """See `Image.say`."""

    @gathered
    def say(self, text: str, author: str = AUTHOR) -> Callable[[], None]:
        """Put a text on the board of the image, which its processes and members share.

        The last thousand are kept. Programs do so with `say!`, of `(perdure image)`.
        """
        return lambda: self.ledger.do("board:say", author, text)

    @in_turn
    def said(self, after: int | None = None, limit: int = MOST) -> list[Said]:
        """The last entries of the board, the oldest first; or the first behind that number."""
        self.refresh()
        return said(self.root, after, limit)
