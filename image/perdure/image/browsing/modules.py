"""The modules of an image, and their definitions with the text that each was written as.

A module is an environment, the interaction environment `user` or a library, or a file of another
language. The text of a definition is the newest that the change log has; where it has none, as in
the libraries that come with an image, it is found in the text that the procedures came from.

Read by: perdure.image.browsing, perdure.image.api.browser.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from perdure.image.discovery import find_language
from perdure.image.errors import CannotBrowse
from perdure.image.processes.changes import (
    Change,
    change_of,
    homes_noted,
    names_noted,
    newest_of,
)
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import LIBRARY_PREFIX, Builtin, Cell, Closure, Source
from perdure.vm.protocols import Defined

SCHEME: Final = "scheme"
TRACED: Final = "%traced-call"  #: the code of a procedure that tells of its calls


@dataclass(frozen=True, slots=True)
class Module:
    """A module of an image."""

    name: str  #: "user", "(shop prices)", a file of another language
    language: str
    is_own: bool  #: whether it is a program's, and did not come with the image
    count: int  #: how many definitions it has


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition of a module."""

    name: str
    module: str
    kind: str  #: "define", "define-syntax", "function", ...; "" where no text is known
    is_exported: bool
    text: str  #: as it was written, with the comments above it; "" where it is not known
    place: str  #: "shop.scm:12", of its beginning; ""
    documentation: str  #: what its comments say, and the string it documents itself by
    change: int | None  #: the number of its newest entry in the change log
    language: str = SCHEME


@lru_cache(maxsize=256)
def defined_in(language: str, text: str) -> tuple[Defined, ...]:
    """The definitions in a text, by its language."""
    return tuple(find_language(language).definitions_in(text))


def environment_named(root: ImageRoot, name: str) -> Environment | None:
    """The environment of a module; None where it is none."""
    found: Environment | None = root.libraries.get(name)
    return root.interaction if name == root.interaction.name else found


def is_file(root: ImageRoot, name: str) -> bool:
    """Whether a module is a file that processes are begun with, and no environment."""
    return environment_named(root, name) is None and newest_of(root, name, "") is not None


def is_own(name: str) -> bool:
    """Whether a module is a program's, by its name."""
    return not name.startswith(("(scheme ", "(srfi ", "(perdure ", "(rnrs "))


def is_public(name: str) -> bool:
    """Whether a library is for programs to import, or the program's."""
    return not name.startswith("(perdure ")


def module_names(root: ImageRoot) -> list[str]:
    """The names of all modules: the program's, those that are for programs, the rest."""
    names = {root.interaction.name, *root.libraries.keys(), *homes_noted(root)}
    user = root.interaction.name
    return sorted(
        names, key=lambda name: (name != user, not is_own(name), not is_public(name), name)
    )


def module_named(root: ImageRoot, name: str) -> Module:
    """A module; CannotBrowse where there is none of that name."""
    language = language_of(root, name)
    count = len(names_in(root, name))
    if not count and environment_named(root, name) is None:
        raise CannotBrowse(f"the image has no module {name}; browse without a name lists them")
    return Module(name, language, is_own(name), count)


def language_of(root: ImageRoot, name: str) -> str:
    """The name of the language that a module is written in."""
    whole = None if environment_named(root, name) else newest_of(root, name, "")
    return SCHEME if whole is None else whole.language


def names_in(root: ImageRoot, module: str) -> list[str]:
    """The names that a module defines, in order."""
    environment = environment_named(root, module)
    if environment is None:
        whole = newest_of(root, module, "")
        found = () if whole is None else defined_in(whole.language, whole.text)
        return [name for each in found for name in each.names]
    own = {name for name, binding in environment.bindings.items() if _is_own(environment, name)}
    noted = {name for name, _ in names_noted(root, module) if name}
    own |= {name for name in noted if name in environment.bindings} - set(environment.imported)
    return sorted(name for name in own if not is_inner_name(name))


def _is_own(environment: Environment, name: str) -> bool:
    """Whether an environment has defined what a name means there."""
    if name in environment.imported:
        return False
    binding = environment.bindings[name]
    if isinstance(binding, Cell):
        return binding.home == environment.name and binding.is_bound
    return not isinstance(binding, Builtin) and name not in environment.imported


def is_inner_name(name: str) -> bool:
    """Whether a name is of libraries' inner works, or one of the REPL's `$1`."""
    return name.startswith("%") or name == "$" or (name[:1] == "$" and name[1:2].isdigit())


def value_in(root: ImageRoot, module: str, name: str) -> Value | None:
    """The value of a name in a module; None where it has none."""
    environment = environment_named(root, module)
    binding = None if environment is None else find_binding(environment, name)
    if isinstance(binding, Cell):
        return original(binding.value) if binding.is_bound else None
    return binding


def find_binding(environment: Environment, name: str) -> Any:
    """The binding of a name in a module, or of one that it passes on; None."""
    found = environment.find(name)
    return environment.exports.get(name) if found is None else found


def original(value: Value) -> Value:
    """The procedure itself, where a traced one stands in its place."""
    if isinstance(value, Closure) and value.code.name == TRACED:
        return next((each for each in value.values if isinstance(each, Closure)), value)
    return value


def definition_in(root: ImageRoot, module: str, name: str) -> Definition:
    """The definition of a name; CannotBrowse where the module has none."""
    found = next(iter(definitions_in(root, module, [name])), None)
    if found is None or (not found.text and value_in(root, module, name) is None):
        module_named(root, module)
        raise CannotBrowse(f"{module} defines no {name}")
    return found


def definitions_in(
    root: ImageRoot, module: str, names: Iterable[str] | None = None
) -> Iterator[Definition]:
    """The definitions of a module, those of `names` alone where these are given."""
    language = language_of(root, module)
    environment = environment_named(root, module)
    texts = dict(_texts_of(root, module, environment, language))
    newest = dict(names_noted(root, module))
    for name in names_in(root, module) if names is None else names:
        exported = environment is None or _exports(environment, name)
        number = newest.get(name)
        change = None if number is None else change_of(root, number)
        found = texts.get(name)
        if change is not None and (found is None or change.number > newest.get("", -1)):
            yield _changed(module, name, change, exported)
        elif found is not None:
            source, defined = found
            line = source.line + source.text.count("\n", 0, defined.begin)
            text = source.text[defined.start : defined.end]
            place = f"{source.name}:{line}"
            said = defined.documentation
            shown = (dedented(source.text, defined.start, text), place, said)
            yield Definition(name, module, defined.kind, exported, *shown, newest.get(""), language)
        else:
            value = value_in(root, module, name)
            said, kind = "", ""
            if isinstance(value, Builtin):
                said, kind = inspect.getdoc(value.function) or "", "built in"
            yield Definition(name, module, kind, exported, "", "", said, None, language)


def _exports(environment: Environment, name: str) -> bool:
    """Whether a library exports what a name means in it; all of what is no library is seen."""
    if not environment.exports:
        return True
    if name in environment.exports:
        return True
    meant = environment.bindings.get(name)
    return any(each is meant for each in environment.exports.values())


def _changed(module: str, name: str, change: Change, exported: bool) -> Definition:
    said = [
        each.documentation
        for each in defined_in(change.language, change.text)
        if name in each.names
    ]
    place = f"{change.source}:{change.line + begins_below(change)}"
    kind = change.kind or "define"
    shown = (change.text, place, said[0] if said else "")
    return Definition(name, module, kind, exported, *shown, change.number, change.language)


def begins_below(change: Change) -> int:
    """How many lines below the beginning of an entry's text its definition begins."""
    found = defined_in(change.language, change.text)
    return change.text.count("\n", 0, found[0].begin) if found else 0


def _texts_of(
    root: ImageRoot, module: str, environment: Environment | None, language: str
) -> Iterator[tuple[str, tuple[Source, Defined]]]:
    """By name, the text that it was defined in, and where in it."""
    whole = newest_of(root, module, "")
    sources = [] if whole is None else [Source(whole.source, whole.text, whole.line)]
    if environment is not None:
        sources += sources_of(environment)
    seen: set[str] = set()
    for source in sources:
        for each in defined_in(language, source.text):
            if each.home and each.home != module:
                continue
            for name in each.names:
                if name not in seen:
                    seen.add(name)
                    yield name, (source, each)


def sources_of(environment: Environment) -> list[Source]:
    """The texts that the procedures of an environment came from, each once."""
    found: dict[int, Source] = {}
    for name, binding in environment.bindings.items():
        if name in environment.imported or not isinstance(binding, Cell):
            continue
        if binding.home != environment.name or not binding.is_bound:
            continue
        value = original(binding.value)
        if isinstance(value, Closure) and value.code.source is not None:
            found[id(value.code.source)] = value.code.source
    return list(found.values())


def dedented(whole: str, start: int, text: str) -> str:
    """A part of a text as if it began in the first column."""
    margin = whole[whole.rfind("\n", 0, start) + 1 : start]
    if margin.strip() or not margin:
        return text
    return text.replace("\n" + margin, "\n")


def modules_defining(root: ImageRoot, name: str) -> list[str]:
    """The modules that define a name, the program's first."""
    return [module for module in module_names(root) if is_defined(root, module, name)]


def home_of(root: ImageRoot, module: str, name: str) -> tuple[str, str]:
    """The module and the name by which a name was defined that a module may only pass on."""
    environment = environment_named(root, module)
    if environment is not None and not is_defined(root, module, name):
        binding = environment.exports.get(name) or environment.find(name)
        if isinstance(binding, Cell) and binding.home in root.libraries:
            return binding.home, binding.name
    return module, name


def is_defined(root: ImageRoot, module: str, name: str) -> bool:
    environment = environment_named(root, module)
    if environment is None:
        return name in names_in(root, module)
    return name in environment.bindings and (
        _is_own(environment, name) or newest_of(root, module, name) is not None
    )


def is_from_image(source: Source) -> bool:
    """Whether a text is one of an image's own libraries."""
    return source.name.startswith(LIBRARY_PREFIX)


def meaning(root: ImageRoot, module: str, name: str) -> str:
    """The value of a name, in short; "syntax"."""
    value = value_in(root, module, name)
    if value is None:
        return ""
    environment = environment_named(root, module)
    binding = None if environment is None else find_binding(environment, name)
    return short_text(value) if isinstance(binding, Cell | Builtin) else "syntax"
