"""How an image finds a language and the genesis without importing them.

Perdure's own are found by their module names, which works from an installed
distribution and from source alike. Others are entry points: group
`perdure.languages` (one name a language), looked at only when no module of our own
has the name, because reading the metadata of all that is installed takes 30 ms.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

from perdure.image.errors import NoLanguage

LANGUAGES = "perdure.languages"
GENESIS_MODULE = "perdure.bootstrap.genesis"
METADATA_MODULE = "importlib.metadata"  #: imported only where it is needed
DEFAULT_LANGUAGE = "scheme"


def find_language(name: str = DEFAULT_LANGUAGE) -> Any:
    """The front end; importing it registers its builtins."""
    module_name = f"{LANGUAGES}.{name}"
    if importlib.util.find_spec(module_name) is not None:
        return importlib.import_module(module_name).language
    metadata = importlib.import_module(METADATA_MODULE)
    for entry in metadata.entry_points(group=LANGUAGES, name=name):
        return entry.load()
    raise NoLanguage(f"no language {name!r} is installed: no module {module_name}")


def find_genesis() -> Callable[[Any], None]:
    """The function that fills a new image's root with libraries."""
    genesis: Callable[[Any], None] = importlib.import_module(GENESIS_MODULE).genesis
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
