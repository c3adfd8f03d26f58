"""Forms that read and change objects of every kind, each tried on objects that are on disk.

Each form must give the same on objects in memory and on ghosts; what it changed must
be there after a commit, in this connection and in another.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs import forms, program
from tests.vm.session import Session

SETUP = program(__file__, "forms-on-disk-setup")
FORMS = forms(__file__, "forms-on-disk")
SHOWN = """(list l l2 v st al p strs (bytevector-u8-ref bv 1)
               (hash-table-ref/default big 77 'none) (hash-table-size big))"""


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    made = Session.fresh()
    yield made
    made.close()


@pytest.mark.parametrize("form", FORMS)
def test_a_form_finds_and_changes_what_is_on_disk(session: Session, form: str) -> None:
    session.eval(SETUP)
    session.manager.commit()
    in_memory = session.eval(form)
    session.manager.abort()
    session.machine.refresh()
    session.connection.cacheMinimize()

    assert session.eval(form) == in_memory
    assert "Error:" not in in_memory

    as_changed = session.eval(SHOWN)
    session.manager.commit()
    session.connection.cacheMinimize()
    assert session.eval(SHOWN) == as_changed
    elsewhere = Session(session.database)
    assert elsewhere.eval(SHOWN) == as_changed
    elsewhere.close()
