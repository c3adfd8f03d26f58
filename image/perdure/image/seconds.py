"""Numbers of seconds that callers give: how long to wait, and whether that is a number at all.

Read by: perdure.image.api, perdure.image.engine.connection_owner, perdure.image.clock.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from perdure.image.errors import ImageError


def checked_seconds(what: str, value: Any) -> float:
    """The number of seconds; ImageError where it is none from 0: `cancel: grace`, say."""
    if type(value) not in (int, float) or not value >= 0:
        raise ImageError(f"{what} is a number of seconds from 0, not {value!r}")
    return float(value)


def until_of(timeout: float | None) -> float | None:
    """When a timeout that begins now ends, by `monotonic`; None where there is none.

    ImageError where it is no number. One that is less than 0 has ended.
    """
    if timeout is None:
        return None
    until = monotonic() + timeout
    if until != until:
        raise ImageError("a timeout is a number of seconds, not nan")
    return until
