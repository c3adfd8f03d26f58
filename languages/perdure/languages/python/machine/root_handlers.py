"""The handlers that `logging.basicConfig` has made, as a program has changed them since.

Such a handler is the interpreter's, and another makes it by the same call. Its level, formatter and
filters are kept with that call.

Read by: perdure.languages.python.machine.setting_up.
"""

from __future__ import annotations

import logging
from typing import Any

from perdure.languages.python.heap import maker

#: Of a handler, by its place among the root logger's: level, formatter, filters.
Row = tuple[int, int, Any, list[Any]]


def rows_of_handlers() -> list[Row]:
    return [
        (place, handler.level, handler.formatter, list(handler.filters))
        for place, handler in enumerate(logging.getLogger().handlers)
    ]


@maker
def set_root_handlers(rows: list[Row]) -> None:
    handlers = logging.getLogger().handlers
    for place, level, formatter, filters in rows:
        if place < len(handlers):
            handlers[place].level = level
            handlers[place].formatter = formatter
            handlers[place].filters[:] = filters
