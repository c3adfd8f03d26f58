"""The board: a transcript that an image's processes, members and people share.

It is bounded: when there are more than MOST entries, the oldest go. Each has a number that grows
with time, so members that write at the same moment write different keys.

Read by: perdure.image.api.boarding, perdure.image.engine.image_builtins.
"""

from __future__ import annotations

import secrets
from itertools import islice
from typing import Any, Final

from BTrees.Length import Length

from perdure.image.processes.waits.deeds import deed
from perdure.image.schema.indices import Queue
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass

KEPT: Final = "board"  #: under which the image keeps the entries, by number
COUNT: Final = "board-count"  #: and how many there are
MOST: Final = 1_000  #: entries that are kept
PIECE: Final = 64  #: that are taken out at once
LONGEST: Final = 10_000  #: characters of one
MARKS: Final = 1_000  #: numbers of one microsecond


@dataclass(frozen=True, slots=True)
class Said:
    """An entry of the board."""

    number: int  #: greater than those before
    moment: float  #: seconds since 1970
    author: str  #: a process, "process 12, shop.scm", a member or a person
    text: str


@deed("board:say")
def say(ledger: Any, author: str, text: str) -> None:
    """Put an entry on the board."""
    root: ImageRoot = ledger.root
    board, count = root.keep(KEPT, Queue), root.keep(COUNT, Length)
    number = int(ledger.now() * 1_000_000) * MARKS + secrets.randbelow(MARKS)
    while number in board:
        number += 1
    board[number] = (author, text[:LONGEST])
    count.change(1)
    if count() >= MOST + PIECE:
        for each in list(islice(board.keys(), PIECE)):
            del board[each]
        count.change(-PIECE)


def said(root: ImageRoot, after: int | None, limit: int) -> list[Said]:
    """The first entries behind a number, or the last there are."""
    board = None if root.kept is None else root.kept.get(KEPT)
    if not board:
        return []
    if after is None:
        numbers = list(board.keys())[-limit:]
    else:
        numbers = list(islice(board.keys(after + 1), limit))
    return [Said(each, each // MARKS / 1_000_000, *board[each]) for each in numbers]
