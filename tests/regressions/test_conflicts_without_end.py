"""A transaction that met a conflict in each of nine votes, all resolved, was finished by ZEO's
client without a vote: "finished called wo lock" came from the server, and ended its caller."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image
from tests.sharing.crowd import crowd


def ring(image: Image) -> None:
    assert image.root.sharing is not None
    image.root.sharing.shards[0].bell.change(1)


@pytest.mark.parametrize("times", [3, 8, 20])
def test_they_are_a_conflict_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    with crowd(tmp_path) as here:
        here.start_server()
        with here.open() as one, here.open() as other:
            one.refresh()
            other.refresh()
            storage = one.root._p_jar.db().storage
            call = storage._call
            left = times

            def voted_late(method: str, *arguments: Any, **options: Any) -> Any:
                nonlocal left
                if method == "vote" and left:
                    left -= 1
                    other.scheduler.change(lambda: ring(other))
                return call(method, *arguments, **options)

            monkeypatch.setattr(storage, "_call", voted_late)
            one.scheduler.change(lambda: ring(one))
            one.refresh()
            assert left == 0
            assert one.root.sharing is not None
            assert one.root.sharing.shards[0].bell() >= times + 1
