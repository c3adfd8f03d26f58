"""The one place where builtins reach for the machine that runs them.

The machine knows all builtins, so it cannot be imported while they are being
defined.

Read by: ports.py, hashing of identities.
"""

from __future__ import annotations

from typing import Any


def machine() -> Any:
    """The machine running in this thread."""
    from perdure.vm import current

    return current()
