"""The one place where values and builtins reach for the machine that runs them.

The machine knows all of them, so it cannot be imported while they are being
defined.

Read by: perdure.vm.builtins.ports, perdure.vm.values.hash_tables.
"""

from __future__ import annotations

from typing import Any


def machine() -> Any:
    """The machine running in this thread."""
    from perdure.vm import current

    return current()
