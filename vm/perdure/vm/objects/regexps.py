"""Regular expressions and their matches (SRFI 115).

What is stored is the SRE, the regular expression as the program wrote it; Python's
compiled form is made from it when it is first needed, and never stored.

Read by: the primitives of a language that has them.
"""

from __future__ import annotations

import re
from typing import Any

from persistent import Persistent

from perdure.vm.objects.data import Value


class Regexp(Persistent):
    """A regular expression. Immutable."""

    __module__ = "perdure.vm"
    __slots__ = ("_v_compiled", "sre")

    sre: Value
    #: the compiled form and the names of the submatches; see builtins.regexps
    _v_compiled: tuple[re.Pattern[str], tuple[tuple[str, int], ...]] | None

    def __init__(self, sre: Value) -> None:
        self.sre = sre
        self._v_compiled = None

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.sre)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.sre = state[1]
        self._v_compiled = None


class RegexpMatch(Persistent):
    """Where a regular expression matched, with its submatches. Immutable."""

    __module__ = "perdure.vm"
    __slots__ = ("names", "spans", "text")

    text: str  #: all of the text that was searched
    spans: tuple[tuple[int, int], ...]  #: (start, end) of the match and each submatch; -1: none
    names: tuple[tuple[str, int], ...]  #: (name, number) of the named submatches

    def __init__(
        self,
        text: str,
        spans: tuple[tuple[int, int], ...],
        names: tuple[tuple[str, int], ...],
    ) -> None:
        self.text = text
        self.spans = spans
        self.names = names

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.text, self.spans, self.names)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.text, self.spans, self.names = state[:4]
