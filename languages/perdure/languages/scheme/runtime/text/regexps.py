"""Regular expressions with the names of SRFI 115.

The procedures that call a procedure given (`regexp-fold`) are in bootstrap's srfi-115.scm.

Neighbours: sre.py, perdure.vm.objects.regexps.
"""

from __future__ import annotations

import re
from typing import Final

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.languages.scheme.runtime.text.char_sets import char_set_of
from perdure.languages.scheme.runtime.text.sre import Pattern, pattern_of
from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.char_sets import ranges_of
from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.printer import describers, write_text
from perdure.vm.objects.regexps import Regexp, RegexpMatch
from perdure.vm.objects.singletons import DEFAULT, FALSE, boolean
from perdure.vm.primitives.checks import bounds_of, list_from, text_of

describers[Regexp] = lambda x: "#<regexp>"
describers[RegexpMatch] = lambda x: "#<regexp-match>"

Names = tuple[tuple[str, int], ...]


def _compiled(pattern: Pattern) -> re.Pattern[str]:
    try:
        return re.compile(pattern.text)
    except (re.error, OverflowError) as error:
        raise fault("regexp", f"this cannot be matched here: {error}") from None
    except RecursionError:
        raise fault("regexp", "this SRE is nested too deeply") from None


#: Compiled forms of SREs that were used as they are, by what `write` prints of them.
_recent: dict[str, tuple[re.Pattern[str], Names]] = {}
_MOST_RECENT: Final = 200


def _ready(x: Value) -> tuple[re.Pattern[str], Names]:
    """The compiled form of a regexp or an SRE, with the names of its submatches."""
    if type(x) is not Regexp:
        return _ready_sre(x)
    if x._v_compiled is None:
        pattern = pattern_of(x.sre)
        x._v_compiled = _compiled(pattern), pattern.names
    found: tuple[re.Pattern[str], Names] = x._v_compiled
    return found


def _ready_sre(sre: Value) -> tuple[re.Pattern[str], Names]:
    text = write_text(sre)
    found = _recent.get(text)
    if found is None:
        pattern = pattern_of(sre)
        found = _compiled(pattern), pattern.names
        if "#<" not in text:  # a set of characters does not print what is in it
            if len(_recent) >= _MOST_RECENT:
                _recent.clear()
            _recent[text] = found
    return found


@pure("regexp")
def regexp(x: Value) -> Value:
    if type(x) is Regexp:
        return x
    made = Regexp(x)
    _ready(made)
    return made


@predicate("regexp?", may_fail=False, folds=True)
def is_regexp(x: Value) -> bool:
    return type(x) is Regexp


@predicate("valid-sre?")
def is_valid_sre(x: Value) -> bool:
    try:
        _ready(x)
    except Fault:
        return False
    return True


@pure("regexp->sre")
def regexp_to_sre(x: Value) -> Value:
    if type(x) is not Regexp:
        raise wrong_type("regexp->sre", "a regexp", x)
    return x.sre


@pure("char-set->sre")
def char_set_to_sre(x: Value) -> Value:
    """`(/ "AZ" "az")`."""
    ranges = ranges_of(char_set_of("char-set->sre", x).bounds)
    parts = [new_string(chr(first) + chr(end - 1)) for first, end in ranges]
    return list_from([symbol("/"), *parts])


# Matching ------------------------------------------------------------------


def _part(who: str, s: Value, start: Value, end: Value) -> tuple[str, str, int]:
    """(the whole text, the part to search, where it begins).

    The part is cut out, for its ends count as those of the text.
    """
    text = text_of(who, s)
    first, last = bounds_of(who, len(text), start, DEFAULT if end is FALSE else end)
    return text, text[first:last], first


def _match(found: re.Match[str], text: str, offset: int, names: Names) -> RegexpMatch:
    spans = tuple(
        (start + offset, end + offset) if start >= 0 else (-1, -1) for start, end in found.regs
    )
    return RegexpMatch(text, spans, names)


@pure("regexp-matches")
def regexp_matches(x: Value, s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    compiled, names = _ready(x)
    text, part, offset = _part("regexp-matches", s, start, end)
    found = compiled.fullmatch(part)
    return FALSE if found is None else _match(found, text, offset, names)


@pure("regexp-matches?")
def regexp_does_match(x: Value, s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    compiled, _ = _ready(x)
    _, part, _ = _part("regexp-matches?", s, start, end)
    return boolean(compiled.fullmatch(part) is not None)


@pure("regexp-search")
def regexp_search(x: Value, s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    compiled, names = _ready(x)
    text, part, offset = _part("regexp-search", s, start, end)
    found = compiled.search(part)
    return FALSE if found is None else _match(found, text, offset, names)


@pure("%regexp-search-all")
def search_all(x: Value, s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    """The list of all matches, each beginning where the one before it ended, or later."""
    compiled, names = _ready(x)
    text, part, offset = _part("regexp-fold", s, start, end)
    return list_from([_match(found, text, offset, names) for found in compiled.finditer(part)])


# Matches -------------------------------------------------------------------


def _found(who: str, x: Value) -> RegexpMatch:
    if type(x) is not RegexpMatch:
        raise wrong_type(who, "a regexp-match", x)
    return x


def _span(who: str, x: Value, which: Value) -> tuple[int, int]:
    """Where a submatch is: of several with one name, the first that matched."""
    match = _found(who, x)
    if type(which) is Symbol:
        numbers = [number for name, number in match.names if name == which.name]
    else:
        numbers = [which] if type(which) is int and 0 <= which < len(match.spans) else []
    if not numbers:
        raise fault(who, "the regexp has no submatch", which, kind="range")
    spans = [match.spans[number] for number in numbers]
    return next((span for span in spans if span[0] >= 0), spans[0])


@predicate("regexp-match?", may_fail=False, folds=True)
def is_match(x: Value) -> bool:
    return type(x) is RegexpMatch


@pure("regexp-match-count")
def match_count(x: Value) -> Value:
    return len(_found("regexp-match-count", x).spans) - 1


def _text_at(match: RegexpMatch, span: tuple[int, int]) -> Value:
    start, end = span
    return FALSE if start < 0 else new_string(match.text[start:end])


@pure("regexp-match-submatch")
def submatch(x: Value, which: Value = 0) -> Value:
    return _text_at(x, _span("regexp-match-submatch", x, which))


@pure("regexp-match-submatch-start")
def submatch_start(x: Value, which: Value = 0) -> Value:
    start, _ = _span("regexp-match-submatch-start", x, which)
    return FALSE if start < 0 else start


@pure("regexp-match-submatch-end")
def submatch_end(x: Value, which: Value = 0) -> Value:
    _, end = _span("regexp-match-submatch-end", x, which)
    return FALSE if end < 0 else end


@pure("regexp-match->list")
def match_to_list(x: Value) -> Value:
    match = _found("regexp-match->list", x)
    return list_from([_text_at(match, span) for span in match.spans])
