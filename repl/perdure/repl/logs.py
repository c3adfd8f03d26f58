"""Log messages, as commands that stay say them on stderr: a line each.

Read by: perdure.repl.opening, perdure.repl.commands.work.
"""

from __future__ import annotations

import logging

from perdure.image.conversion.foreign import told
from perdure.vm.texts import visible


class OneLine(logging.Formatter):
    """`perdure: ` and the message, nothing in it unseen; what raised an error at its end."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"perdure: {record.getMessage()}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line += f": {told(error)}"
        return visible(" ".join(line.split()))


def tell(*names: str, level: int = logging.WARNING) -> None:
    """Say on stderr what these loggers are told from that level on."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    handler.setLevel(level)
    for name in names:
        logging.getLogger(name).addHandler(handler)
