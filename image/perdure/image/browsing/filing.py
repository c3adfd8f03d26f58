"""A module as a text that git can hold: its definitions in a stable order, comments kept.

A library is the text that it was loaded from, with each definition in it that was changed since as
it is by now. The interaction environment has no text of its own: its definitions come in the order
in which their names were first defined, after the imports, but behind what they need.

Read by: perdure.image.api.browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perdure.image.browsing.modules import (
    Definition,
    defined_in,
    definitions_in,
    environment_named,
    language_of,
    sources_of,
)
from perdure.image.browsing.ordering import Part, in_order
from perdure.image.discovery import find_language
from perdure.image.errors import CannotBrowse
from perdure.image.processes.changes import Change, change_of, names_noted, newest_of, numbers_of
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Filed:
    """A module as a text."""

    text: str
    missing: tuple[str, ...]  #: names whose definitions' texts are not known, and not in it


def filed_out(root: ImageRoot, module: str) -> Filed:
    """The text of a module; CannotBrowse where none is known."""
    environment = environment_named(root, module)
    if environment is root.interaction:
        return _interaction(root, module)
    whole = library_text(root, module)
    if whole is None and environment is None:
        raise CannotBrowse(f"the image has no module {module}; `perdure browse` lists them")
    if whole is None:
        raise CannotBrowse(f"the text of {module} is not known: its code alone is in the image")
    if environment is None:
        return Filed(_ended(whole), ())
    changed = list(changes_since(root, module))
    return Filed(_ended(with_changes(whole, module, changed, language_of(root, module))), ())


def library_text(root: ImageRoot, module: str) -> str | None:
    """The text that a library, or another module, was loaded from; None where it is not known."""
    newest = newest_of(root, module, "")
    if newest is not None:
        return newest.text
    environment = environment_named(root, module)
    language = find_language(language_of(root, module))
    for source in [] if environment is None else sources_of(environment):
        for each in defined_in(language.name, source.text):
            if each.home == module:
                around = language.definition_around(source.text, each.begin)
                if around is not None:
                    return source.text[: around[1]].lstrip("\n")
    return None


def changes_since(root: ImageRoot, module: str) -> Iterator[Change]:
    """The newest entries of what was defined in a library after it was loaded, in their order."""
    noted = dict(names_noted(root, module))
    since = noted.pop("", -1)
    for number in sorted({number for number in noted.values() if number > since}):
        change = change_of(root, number)
        if change is not None:
            yield change


def with_changes(whole: str, module: str, changes: Iterable[Change], language: str) -> str:
    """A library's text with these definitions in the places of those that they have replaced."""
    for change in changes:
        found = find_language(language).definitions_in(whole)
        own = [each for each in found if each.home in ("", module)]
        at = next((each for each in own if set(each.names) & set(change.names)), None)
        if at is not None:
            start, end, lead = at.start, at.end, ""
        elif own:
            start = end = own[-1].end
            lead = "\n\n" + _margin(whole, own[-1].start)
        else:
            raise CannotBrowse(f"the text of {module} has no place for {change.title}")
        margin = _margin(whole, at.start if at is not None else own[-1].start)
        text = change.text.replace("\n", "\n" + margin)
        whole = whole[:start] + lead + text + whole[end:]
    return whole


def _margin(text: str, place: int) -> str:
    margin = text[text.rfind("\n", 0, place) + 1 : place]
    return margin if not margin.strip() else ""


def _interaction(root: ImageRoot, module: str) -> Filed:
    defined: dict[str, list[Definition]] = {}
    missing = []
    for each in definitions_in(root, module):
        if each.text:
            defined.setdefault(each.text, []).append(each)
        else:
            missing.append(each.name)
    parts = in_order(_part(root, module, text, own) for text, own in defined.items())
    texts = [part.text for part in parts]
    return Filed(_ended("\n\n".join([*_imports(root), *texts])), tuple(missing))


def _part(root: ImageRoot, module: str, text: str, definitions: list[Definition]) -> Part:
    """A text with what it takes to find its place."""
    language = find_language(definitions[0].language)
    return Part(
        text,
        min(_first(root, module, each) for each in definitions),
        frozenset(each.name for each in definitions),
        language.names_in(text),
        any(each.kind == "define-syntax" for each in definitions),
        language.runs_at_once(text),
    )


def _first(root: ImageRoot, module: str, definition: Definition) -> int:
    numbers = numbers_of(root, module, definition.name)
    return numbers[0] if numbers else -1


def _imports(root: ImageRoot) -> list[str]:
    """An import of the libraries that were imported besides the usual ones."""
    usual = set(find_language().interaction_environment(root.libraries).imported.values())
    names = sorted(set(root.interaction.imported.values()) - usual)
    return [f"(import {' '.join(names)})"] if names else []


def _ended(text: str) -> str:
    return text.rstrip("\n") + "\n" if text.strip() else ""
