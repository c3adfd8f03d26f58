"""The primitives that are Scheme's own; importing this registers them all."""

from perdure.languages.scheme.runtime import (
    clock,
    front_end,
    json,
    numbers,
    ports,
    promises,
    sequences,
    system,
    tables,
    text,
    tracing,
)

__all__ = [
    "clock",
    "front_end",
    "json",
    "numbers",
    "ports",
    "promises",
    "sequences",
    "system",
    "tables",
    "text",
    "tracing",
]
