"""The types whose iteration runs no code of a program."""

from __future__ import annotations

NATIVE = frozenset(
    [
        list, tuple, dict, set, frozenset, str, bytes, bytearray, range, memoryview,
        type({}.keys()), type({}.values()), type({}.items()),
        type(iter([])), type(iter(())), type(iter({})), type(iter(set())), type(iter("")),
        type(iter("é")), type(iter(b"")), type(iter(bytearray())), type(iter(range(1))),
        type(iter({}.values())), type(iter({}.items())), type(reversed([])),
    ]
)  # fmt: skip
