"""include, include-ci, cond-expand (R7RS 4.1.7, 4.2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perdure.languages.scheme.expander.definitions import Target
from perdure.languages.scheme.expander.expressions import NOTHING, begin, expand, shape
from perdure.languages.scheme.expander.features import FEATURES, SRFI_FEATURES
from perdure.languages.scheme.expander.keywords import definition, expression
from perdure.languages.scheme.expander.library_names import is_library
from perdure.languages.scheme.expander.scopes import Scope, Unit
from perdure.languages.scheme.reader import Reader
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import Identifier, List, Syntax, syntax_text, text_of
from perdure.vm import core
from perdure.vm.objects.procedures import Source

_LEVEL = 5  #: Python frames from one requirement to the next within it, at most


def read_included(form: List, unit: Unit, fold: bool = False) -> list[tuple[Unit, list[Syntax]]]:
    """The forms of each file that an include form names, beside the file it stands in."""
    who = "include-ci" if fold else "include"
    made = []
    for part in shape(form, who, f'({who} "file" ...)', 1):
        name = text_of(part)
        if name is None:
            raise syntax_fault(who, f"expected a file name, got {syntax_text(part)}", part)
        here = unit.name if part.at is None else part.at[2]
        path = str(Path(here).parent / name)
        try:
            text = unit.session.world.read_file(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
            raise syntax_fault(who, f"cannot read {path!r}: {reason}", part) from None
        unit.included.append((path, text))
        unit.session.world.note_text(path, text)
        included = Unit(Source(path, text), unit.session)
        included.included = unit.included
        included.imported = unit.imported
        made.append((included, list(Reader(text, path, fold=fold))))
    return made


@definition("include")
def splice_include(form: List, scope: Scope, target: Target) -> None:
    for unit, forms in reversed(read_included(form, scope.unit)):
        target.splice(forms, unit)


@definition("include-ci")
def splice_include_ci(form: List, scope: Scope, target: Target) -> None:
    for unit, forms in reversed(read_included(form, scope.unit, fold=True)):
        target.splice(forms, unit)


@expression("include")
def expand_include(form: List, scope: Scope) -> core.Expr:
    return _expand_included(form, scope, fold=False)


@expression("include-ci")
def expand_include_ci(form: List, scope: Scope) -> core.Expr:
    return _expand_included(form, scope, fold=True)


def _expand_included(form: List, scope: Scope, fold: bool) -> core.Expr:
    forms = [stx for _, part in read_included(form, scope.unit, fold) for stx in part]
    return begin([expand(stx, scope) for stx in forms]) if forms else NOTHING


# --- cond-expand ----------------------------------------------------------------


def chosen(form: List, unit: Unit) -> Sequence[Syntax]:
    """The forms of the first clause whose requirement holds; none if there is none."""
    for clause in shape(form, "cond-expand", "(cond-expand (requirement form ...) ...)", 1):
        if not (isinstance(clause, List) and clause.items and clause.tail is None):
            raise syntax_fault(
                "cond-expand",
                f"expected (requirement form ...), got {syntax_text(clause)}",
                clause,
            )
        if _holds(clause.items[0], unit):
            return clause.items[1:]
    return ()


def _holds(requirement: Syntax, unit: Unit) -> bool:
    # Requirements are compared by name: a library's declarations have no keywords yet.
    if isinstance(requirement, Identifier):
        return requirement.name in ("else", *FEATURES, *SRFI_FEATURES)
    descent = unit.session.descent
    if descent.left < _LEVEL:
        return descent.deeper(_holds, requirement, unit)
    descent.left -= _LEVEL
    holds = _compound_holds(requirement, unit)
    descent.left += _LEVEL
    return holds


def _compound_holds(requirement: Syntax, unit: Unit) -> bool:
    if isinstance(requirement, List) and requirement.items and requirement.tail is None:
        head, *rest = requirement.items
        name = head.name if isinstance(head, Identifier) else ""
        if name == "and":
            return all(_holds(part, unit) for part in rest)
        if name == "or":
            return any(_holds(part, unit) for part in rest)
        if name == "not" and len(rest) == 1:
            return not _holds(rest[0], unit)
        if name == "library" and len(rest) == 1:
            return is_library(rest[0], unit)
    raise syntax_fault(
        "cond-expand", f"unknown requirement {syntax_text(requirement)}", requirement
    )


@definition("cond-expand")
def splice_cond_expand(form: List, scope: Scope, target: Target) -> None:
    target.splice(chosen(form, scope.unit))


@expression("cond-expand")
def expand_cond_expand(form: List, scope: Scope) -> core.Expr:
    forms = chosen(form, scope.unit)
    return begin([expand(stx, scope) for stx in forms]) if forms else NOTHING


__all__ = ["chosen", "read_included"]
