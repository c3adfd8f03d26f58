"""Generating: from lowered modules to code objects of the interpreter that runs them."""

from perdure.languages.python.generating.entry import (
    code_of,
    entry_code,
    functions_of,
    known_names,
    nothing_known,
)
from perdure.languages.python.generating.rests import (
    EVERYTHING,
    Origin,
    handled_at,
    mentioned,
    origin_of,
    part_code,
    rest_code,
)

__all__ = [
    "EVERYTHING",
    "Origin",
    "code_of",
    "entry_code",
    "functions_of",
    "handled_at",
    "known_names",
    "mentioned",
    "nothing_known",
    "origin_of",
    "part_code",
    "rest_code",
]
