"""The identity of an object, as a number.

That of `id`, but for a turn of its bits. Where a process has an audit hook, and the machine's is
one (perdure.languages.python.machine.net), each `id` calls it, which takes ten times as long.

Read by: perdure.languages.python.machine, perdure.languages.python.runtime.redirections.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

identity: Callable[[Any], int] = object.__hash__
