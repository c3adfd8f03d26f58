"""How an image finds a language and the genesis without importing them.

Installed, they are entry points: group `perdure.languages` (one name a language)
and `perdure.genesis`. Run from source with no installed distribution, they are
found by their usual module names.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from perdure.image.errors import NoLanguage

LANGUAGES = "perdure.languages"
GENESIS = "perdure.genesis"
GENESIS_MODULE = "perdure.bootstrap.genesis"
DEFAULT_LANGUAGE = "scheme"


def find_language(name: str = DEFAULT_LANGUAGE) -> Any:
    """The front end; importing it registers its builtins."""
    module_name = f"{LANGUAGES}.{name}"
    for entry in entry_points(group=LANGUAGES, name=name):
        return entry.load()
    if importlib.util.find_spec(module_name) is None:
        raise NoLanguage(f"no language {name!r} is installed: no module {module_name}")
    return importlib.import_module(module_name).language


def find_genesis() -> Callable[[Any], None]:
    """The function that fills a new image's root with libraries."""
    for entry in entry_points(group=GENESIS):
        found: Callable[[Any], None] = entry.load()
        return found
    module = importlib.import_module(GENESIS_MODULE)
    genesis: Callable[[Any], None] = module.genesis
    return genesis


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
