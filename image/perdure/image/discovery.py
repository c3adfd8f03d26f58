"""How an image finds languages, their machines and the bootstrap without importing them.

Perdure's own are found by their module names, which works from an installed
distribution and from source alike. All that are not are entry points: group
`perdure.languages` (one name a language), looked at only when no module of our own
has the name, because reading the metadata of all that is installed takes 30 ms. An
application may also give some (`Image.open(languages=...)`). What was found once is known
to all images of this Python process, as builtins are.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any

from perdure.image.errors import NoLanguage
from perdure.vm import Execution
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import finders
from perdure.vm.protocols import Language, MakeMachine

LANGUAGES = "perdure.languages"
BOOTSTRAP_MODULE = "perdure.bootstrap.bootstrap"
METADATA_MODULE = "importlib.metadata"  #: imported only where it is needed
DEFAULT_LANGUAGE = "scheme"
OWN_ENDINGS = {".py": "python"}  #: of files in Perdure's other languages


#: Of a program's first line: `#!/usr/bin/env -S perdure run --language toy`.
HEADER = re.compile(r"#!.*--language[ =]([A-Za-z][A-Za-z0-9_-]*)")

_languages: dict[str, Language] = {}
_machines: dict[str, MakeMachine] = {}
_looking = RLock()  #: held while languages are imported that other distributions bring
_has_looked = False


def install(language: Language) -> None:
    """Know a language, and the machines that it brings, from now on."""
    _languages[language.name] = language
    _machines.update(language.machines())


def find_language(name: str = "") -> Language:
    """The language of that name; importing it registers its builtins. NoLanguage.

    Of an image that says nothing else it is Scheme.
    """
    name = name or DEFAULT_LANGUAGE
    found = _languages.get(name)
    if found is None:
        module_name = f"{LANGUAGES}.{name}"
        if name.isidentifier() and importlib.util.find_spec(module_name) is not None:
            install(importlib.import_module(module_name).language)
        else:
            _install_entries()
        found = _languages.get(name)
    if found is None:
        raise NoLanguage(
            f"no language {name!r} is installed: no module {LANGUAGES}.{name}, and no "
            f"distribution with an entry point {name!r} in the group {LANGUAGES!r}"
        )
    return found


def _find_builtin(name: str) -> None:
    """Import the language whose own builtin that is: stored code names it, and has no text."""
    language, colon, _ = name.partition(":")
    if colon and language and language not in _languages:
        _install_entries()


finders.append(_find_builtin)


class Unknown(Language):
    """In the place of one that is not installed here: values and errors read all the same."""

    name = ""

    def compile(self, text: str, name: str, environment: Environment) -> Value:
        raise NoLanguage(f"no language that could compile {name!r} is installed")


UNKNOWN = Unknown()


def known_languages() -> list[Language]:
    """All languages that are installed here."""
    for each in pkgutil.iter_modules(importlib.import_module(LANGUAGES).__path__):
        find_language(each.name)
    _install_entries()
    return list(_languages.values())


def known_language(name: str) -> Language:
    """The language of that name, or one that has what all languages have."""
    try:
        return find_language(name)
    except NoLanguage:
        return UNKNOWN


def is_installed(name: str) -> bool:
    """Whether there is a language of that name here; "" for Scheme."""
    return not name or known_language(name) is not UNKNOWN


def kept_name(language: Language) -> str:
    """The name that a process keeps for its language: "" for the first language."""
    return "" if language.name == DEFAULT_LANGUAGE else language.name


def language_of(name: str, text: str, chosen: str | None = None) -> Language:
    """That of a program, by what somebody chose, else its first line, else its file's name."""
    if chosen:
        return find_language(chosen)
    header = HEADER.match(text)
    if header is not None:
        return find_language(header[1])
    default = find_language()
    ending = Path(name).suffix
    if not ending or ending in default.endings:
        return default
    if ending in OWN_ENDINGS:
        return find_language(OWN_ENDINGS[ending])
    found = _with_ending(ending)
    if found is None:
        _install_entries()
        found = _with_ending(ending)
    return found or default


def languages_at(place: str) -> list[Language]:
    """Those that a text may be of that is for a place: a file's, or a procedure's of any."""
    ending = Path(place).suffix
    if ending in OWN_ENDINGS:
        return [known_language(OWN_ENDINGS[ending])]
    default = find_language()
    if ending in default.endings:
        return [default]
    found = (default, *map(known_language, OWN_ENDINGS.values()), *_languages.values())
    return list({each.name: each for each in found}.values())


def lacking(machine: str, language: str, execution: Execution | None) -> str:
    """The part that is not installed here of what runs a process, in words; "" if none is.

    `machine` and `language` are the names that the process keeps, and `execution` is its stack. A
    maker of machines may have a function `lacks`, which says what of a stack is not here.
    """
    if machine:
        make = find_machine(machine)
        if make is None:
            return f"the machine {machine}"
        lacks = getattr(make, "lacks", None)
        return "" if execution is None or lacks is None else str(lacks(execution))
    return "" if is_installed(language) else f"the language {language}"


def find_machine(name: str) -> MakeMachine | None:
    """The maker of the machine of that name; None where no language that is installed has it."""
    if name not in _machines:
        _install_entries()
    return _machines.get(name)


def _with_ending(ending: str) -> Language | None:
    return next((each for each in _languages.values() if ending in each.endings), None)


def _install_entries() -> None:
    """All languages that other distributions bring."""
    global _has_looked
    with _looking:
        if _has_looked:  # or is about to: one of them asks while it is imported
            return
        _has_looked = True
        try:
            metadata = importlib.import_module(METADATA_MODULE)
            for entry in metadata.entry_points(group=LANGUAGES):
                if entry.name not in _languages:
                    install(entry.load())
        except BaseException:
            _has_looked = False
            raise


def find_bootstrap() -> Callable[[Any], None]:
    """The function that fills a new image's root with libraries."""
    bootstrap: Callable[[Any], None] = importlib.import_module(BOOTSTRAP_MODULE).bootstrap
    return bootstrap


def source_files() -> list[str]:
    """Every file that a new image's contents depend on, for the cache of them."""
    found: list[str] = []
    for package in ("perdure.vm", "perdure.languages", "perdure.bootstrap", "perdure.image"):
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            found.extend(
                str(path)
                for path in Path(folder).rglob("*")
                if path.suffix in (".py", ".sld", ".scm")
            )
    return sorted(found)
