"""Kinds of conditions, and classes of exceptions, that are known: for breakpoints on them.

The kinds of conditions are the system's, but for those by which an application tells of its own
exceptions. Classes of exceptions are a language's to know, with the texts of the image's programs.

Read by: perdure.image.api.browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from perdure.image.browsing.modules import is_file, is_own, module_names
from perdure.image.discovery import known_languages
from perdure.image.processes.breakpoints import ANY, is_condition
from perdure.image.processes.changes import newest_of
from perdure.image.schema.root import ImageRoot

#: What `condition-kind` gives of conditions that the system makes.
KINDS: Final = (
    *("arity", "cancelled", "child", "closed", "completed", "continuation", "damaged"),
    *("deadlock", "debug", "effect-crashed", "effect-interrupted", "ended", "error", "file"),
    *("generator", "host", "internal", "isolation", "json", "module", "native", "python"),
    *("range", "read", "refused", "registered", "several", "syntax", "timeout", "transactional"),
    *("type", "unbound"),
)


def why_not_raised(root: ImageRoot, kind: str) -> str | None:
    """Why nothing is known to be raised that a breakpoint of that kind would stop; None: it is."""
    if kind == ANY:
        return None
    if is_condition(kind):
        return (
            None if kind in KINDS else f"no kind of conditions is called {kind} so far{near(kind)}"
        )
    texts = list(texts_of(root))
    reasons: list[str] = []
    for language in known_languages():
        own = [text for name, text in texts if name == language.name]
        reason = language.why_not_raised(kind, own)
        if reason == "":
            return None
        reasons += [reason] if reason else []
    return reasons[0] if reasons else f"no language here has exceptions such as {kind}"


def near(kind: str) -> str:
    """The kinds that are spelled nearly so, as a question."""
    found = get_close_matches(kind, KINDS, 1)
    return f"; did you mean {found[0]}?" if found else ""


def texts_of(root: ImageRoot) -> Iterator[tuple[str, str]]:
    """The texts of the image's programs, each with the name of its language."""
    for module in filter(is_own, module_names(root)):
        whole = newest_of(root, module, "") if is_file(root, module) else None
        if whole is not None:
            yield whole.language, whole.text
