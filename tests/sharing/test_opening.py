"""A server that goes away while somebody opens its image."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from ZEO.asyncio.client import ClientIO
from ZEO.Exceptions import ClientDisconnected

from perdure.image import ImageError
from tests.sharing.crowd import Crowd
from tests.sharing.world import note

ASKED = ("await_operational_co", "call_sync_co", "load_before_co", "tpc_finish_co")


def test_a_server_that_goes_at_any_moment_of_opening_is_one_clear_error(
    zeo: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, last = 0, 1 << 30  # how often the server was asked, and may be

    def counted(ask: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(ask)
        def asks(*arguments: Any, **options: Any) -> Any:
            nonlocal asked
            asked += 1
            if asked > last:
                raise ClientDisconnected("gone")
            return ask(*arguments, **options)

        return asks

    for name in ASKED:
        monkeypatch.setattr(ClientIO, name, counted(getattr(ClientIO, name)))
    zeo.open(note).close()  # the first makes what is made once
    asked = 0
    with zeo.open(note):
        total = asked
    told = []
    for count in range(total):
        asked, last = 0, count
        try:
            image = zeo.open(note)
        except ImageError as error:
            told.append(str(error))
        else:  # it beat before, too
            last = total * 9
            image.close()
    assert len(told) > 5
    assert [text for text in told if not re.search("went away while|no server answers", text)] == []
