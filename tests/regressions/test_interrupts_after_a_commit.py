"""An exception between a commit and the next transaction, Ctrl-C say, came out as "NoTransaction";
what was to follow the commit was never done, and what was asked for might be done twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, effect

CALLS: list[str] = []


@effect
def ring(name: str) -> str:
    CALLS.append(name)
    return name


def once_committed(monkeypatch: pytest.MonkeyPatch, image: Image, error: BaseException) -> None:
    """Let it be raised after the next commit, before anything has followed."""
    committed: Callable[[], Any] = image.ledger.committed
    left = [error]

    def interrupted() -> None:
        if left:
            raise left.pop()
        committed()

    monkeypatch.setattr(image.ledger, "committed", interrupted)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()], ids=["ctrl-c", "memory"])
def test_it_is_raised_and_what_was_committed_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    CALLS.clear()
    with Image.open(tmp_path / "image", [ring]) as image:
        image.eval("(import (perdure process) (python test_interrupts_after_a_commit))")
        before = len(image.processes())

        once_committed(monkeypatch, image, error)
        with pytest.raises(type(error)):
            image.retry_all(name="nobody")

        # What many ask for at once has been done, and that is what is said.
        once_committed(monkeypatch, image, error)
        with suppress(KeyboardInterrupt):
            image.spawn("(receive)")

        pid = image.spawn("(ring 'bell) (sleep 1/100) (ring 'gong)")
        once_committed(monkeypatch, image, error)
        with pytest.raises(type(error)):
            image.run_slice()  # the intent is committed, and the effect not started
        image.run_until_idle()
        assert image.result(pid) == "gong"
        assert CALLS == ["bell", "gong"]
        assert len(image.processes()) == before + 2
