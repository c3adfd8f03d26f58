"""A request that is to be made again when the image's server is back is not made before.

It is put into the driver's inbox again and raises; the driver waits for the server. It was
taken out again first, and so often that a REPL gave up at once, with a traceback.
"""

from __future__ import annotations

import pytest

from perdure.image import Image, ServerGone


def test_what_puts_itself_into_the_inbox_again_is_called_once_a_step() -> None:
    calls: list[int] = []

    def ask_again() -> None:
        calls.append(len(calls))
        if len(calls) < 5:
            image.call_soon(ask_again)
            raise ServerGone("it went away")

    with Image.open(":memory:") as image:
        image.call_soon(ask_again)
        for count in range(1, 5):
            with pytest.raises(ServerGone):
                image.run_slice()
            assert len(calls) == count
        image.run_slice()
        assert len(calls) == 5
