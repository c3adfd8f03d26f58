"""A conflict that is met beside all batches: the driver said that the image's server was gone."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from transaction.interfaces import TransientError
from ZODB.POSException import ReadConflictError

from perdure.image.engine.upkeep import Upkeep


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ReadConflictError(), []),
        (
            TransientError(),
            [
                "the image's server is gone (TransientError); waiting for it",
                "the image's server is back",
            ],
        ),
    ],
)
def test_it_says_that_the_server_is_gone_where_it_is(
    error: Exception, said: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    done: list[Any] = []
    upkeep: Any = object.__new__(Upkeep)
    upkeep.driver = SimpleNamespace(change=done.append)
    upkeep.members = SimpleNamespace(was_disconnected=lambda: done.append("looks anew"))
    with caplog.at_level(logging.INFO):
        upkeep.reconnect(error, lambda: False)
    assert done[0] == "looks anew"
    assert len(done) == 2
    assert caplog.messages == said
