"""Names of the units that texts for `exec` and `eval` are.

They begin with `%text:`, and a digest of the text follows, or `eval:` and one where it is a text
for `eval`, whose body gives a value.
"""

from __future__ import annotations

TEXT = "%text:"
EVALUATED = f"{TEXT}eval:"

#: The variable that has the value of a text for `eval`.
VALUE = ".value"


def is_text(unit: str) -> bool:
    """Whether a unit of that name is a text for `exec` or `eval`."""
    return unit.startswith(TEXT)


def is_evaluated(unit: str) -> bool:
    """Whether its body gives a value."""
    return unit.startswith(EVALUATED)
