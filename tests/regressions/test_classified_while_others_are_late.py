"""Workers that shared nothing: the one that classifies processes met bursts of conflicts,
ten in a row: it took the late ones out of sets that the others added to at the same time. Where
that emptied a leaf, or the others split it, ZODB cannot resolve it; and it was tried again at once,
while they went on. Now each adds to a queue of its own; how far it was looked at stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, check
from perdure.image.processes.keeping import piece
from perdure.image.schema.history import TRIMMED, History
from tests.sharing.crowd import Crowd, crowd

MANY = 250  #: in several leaves


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Crowd]:
    with crowd(tmp_path) as found:
        found.start_server()
        yield found


def history_of(image: Image) -> History:
    image.refresh()
    found = image.root.history()
    assert found is not None
    return found


def note(image: Image, pids: range) -> None:
    def change() -> None:
        for pid in pids:
            history_of_this.note_late(image.ledger.number, pid)

    history_of_this = history_of(image)
    image.scheduler.change(change)


def test_processes_are_classified_while_another_member_notes_more(here: Crowd) -> None:
    with here.open() as keeper, here.open() as other:
        note(other, range(1, MANY))
        history = history_of(keeper)
        keeper.scheduler.begin()
        piece(keeper.ledger, 0.0)
        note(other, range(MANY, 2 * MANY))
        keeper.scheduler.transactions.commit()  # no conflict
        assert set(history_of(keeper).late_pids()) == set(range(MANY, 2 * MANY))

        keeper.scheduler.begin()
        while piece(keeper.ledger, 0.0):
            pass
        note(other, range(1, 2))
        keeper.scheduler.transactions.commit()
        assert [*history.late_pids()] == [1]


def test_what_was_looked_at_is_taken_out_as_more_is_noted(here: Crowd) -> None:
    with here.open() as keeper, here.open() as other:
        note(other, range(1, MANY))
        for _ in range(2 + MANY // TRIMMED):
            keeper.scheduler.change(lambda: piece(keeper.ledger, 0.0))
            note(other, range(MANY, MANY + 1))
        noted = history_of(other).noted[other.ledger.number]
        assert len(noted) <= TRIMMED
        assert noted.maxKey() > MANY  # no number is given twice
    here.kill_server()
    assert check(here.folder / "image").is_sound
