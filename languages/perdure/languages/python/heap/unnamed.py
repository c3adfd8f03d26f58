"""Python's own types that no module has under their own names: `function`, `dict_keys`,
`list_iterator`.

Read by: `classes`.
"""

from __future__ import annotations

import builtins
import types
import weakref
from typing import Any

__all__ = ["NAME_OF_TYPE", "TYPE_OF_NAME"]


def examples() -> list[Any]:
    """An object of each type that nothing names."""
    return [
        {}.keys(),
        {}.values(),
        {}.items(),
        *map(iter, ([], (), {}, set(), "", "é", b"", bytearray(), range(0), range(2**70))),
        iter({}.values()),
        iter({}.items()),
        *map(reversed, ([], {}, {}.values(), {}.items())),  # type: ignore[arg-type]
        iter(int, 0),
        iter(memoryview(b"")),
        weakref.proxy(int),
        object.__init__,
        [].__len__,
    ]


def named_types() -> dict[str, type]:
    found: dict[str, type] = {}
    for value in [*vars(types).values(), *map(type, examples())]:
        if (
            isinstance(value, type)
            and value.__module__ == "builtins"
            and getattr(builtins, value.__name__, None) is not value
        ):
            found.setdefault(value.__name__, value)
    return found


TYPE_OF_NAME = named_types()
NAME_OF_TYPE = {kind: name for name, kind in TYPE_OF_NAME.items()}
