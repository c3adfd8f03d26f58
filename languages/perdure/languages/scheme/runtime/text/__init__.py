"""Text: sets of characters, parts of strings, immutable texts, regular expressions, `format`."""

from perdure.languages.scheme.runtime.text import (
    char_sets,
    formatting,
    regexps,
    scanning,
    strings,
    substrings,
    textuals,
)

__all__ = [
    "char_sets",
    "formatting",
    "regexps",
    "scanning",
    "strings",
    "substrings",
    "textuals",
]
