"""The primitives that are Scheme's own; importing this registers them all."""

from perdure.languages.scheme.runtime import (
    front_end,
    json,
    numbers,
    reading,
    sequences,
    text,
)

__all__ = [
    "front_end",
    "json",
    "numbers",
    "reading",
    "sequences",
    "text",
]
