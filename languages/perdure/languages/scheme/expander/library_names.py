"""The names of libraries, and which of them there are (R7RS 5.6.1).

Reads: perdure.languages.scheme.expander.scopes. Read by:
perdure.languages.scheme.compiler.libraries, and the `cond-expand` of
perdure.languages.scheme.expander.forms.inclusion.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from perdure.languages.scheme.expander.expressions import proper
from perdure.languages.scheme.expander.scopes import Unit, World
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import Atom, Identifier, Syntax, syntax_text
from perdure.vm.texts import NotText

NameParts: TypeAlias = "tuple[str | int, ...]"


def printed_name(parts: Iterable[str | int]) -> str:
    """`(scheme base)` for ("scheme", "base")."""
    return f"({' '.join(map(str, parts))})"


def parts_of(stx: Syntax, who: str) -> NameParts:
    """("scheme", "base") for `(scheme base)`; Fault where it is no name."""
    parts: list[str | int] = []
    for item in proper(stx, who, "a library name such as (scheme base)"):
        if isinstance(item, Identifier):
            parts.append(item.name)
        elif isinstance(item, Atom) and type(item.value) is int and item.value >= 0:
            parts.append(item.value)
        else:
            raise syntax_fault(
                who, f"a library name holds names and numbers, not {syntax_text(item)}", item
            )
    if not parts:
        raise syntax_fault(who, "a library name may not be empty", stx)
    return tuple(parts)


def source_of(parts: NameParts, world: World, stx: Syntax | None = None) -> tuple[str, str] | None:
    """The path and the text of a library's source, or None; Fault where it is no text."""
    try:
        return world.find_source(parts)
    except NotText as error:
        raise syntax_fault("import", f"{printed_name(parts)}: {error}", stx) from None


def is_library(stx: Syntax, unit: Unit) -> bool:
    """Whether a library can be imported: what cond-expand asks."""
    parts = parts_of(stx, "cond-expand")
    name = printed_name(parts)
    world = unit.session.world
    return (
        name in unit.session.loading
        or name in world.libraries
        or source_of(parts, world, stx) is not None
    )
