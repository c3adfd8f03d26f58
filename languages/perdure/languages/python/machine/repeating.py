"""Slices that are run again from their last commit, answered from their journals.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import random
from typing import Any

from perdure.languages.python.machine.ends import Waits
from perdure.languages.python.machine.journal import Journal, rows_of
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.storing import journal_of
from perdure.vm import Execution


def is_left(end: Any) -> bool:
    """Whether a section was left for a wait, after which its slice is run again."""
    return isinstance(end, Waits) and end.kind == "journal"


def begin_again(space: Space, execution: Execution) -> None:
    """Have a section's slice run as it did, answered from its journal."""
    space.journal = Journal(space, rows_of(journal_of(execution)))


def repeated(space: Space, execution: Execution, is_raised: bool, value: Any) -> tuple[bool, Any]:
    """The same, where what it waited for has come; gives what it begins with."""
    begin_again(space, execution)
    space.journal.answer_last(is_raised, value)
    _, is_raised, value, chance = space.call
    random.setstate(chance)
    return is_raised, value
