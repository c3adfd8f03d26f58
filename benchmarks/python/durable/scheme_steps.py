"""The same function, as an effect of Scheme's."""

from __future__ import annotations

from perdure.image import effect


@effect
def step(number: int) -> int:
    """A trivial effect."""
    return number + 1
