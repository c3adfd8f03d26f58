"""The functions that an image is given when it is opened: from modules, files, or one by one.

Read by: perdure.image.api.image.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from perdure.image.conversion.foreign import attempt, repr_of
from perdure.image.effects.provided import MARK, Provided
from perdure.image.errors import CannotProvide


def collect(
    provides: Iterable[Any] | os.PathLike[str],
    brings_more: Callable[[ModuleType], bool] = lambda module: False,
) -> dict[str, dict[str, Provided]]:
    """The functions of each library, from modules, files and decorated functions.

    A module's or file's library has its last name (`app.shop` and `shop.py` give
    `(python shop)`); a lone function goes to the library of the module it is from. One without
    a function is refused, unless it `brings_more`: something that knows itself once imported.
    """
    libraries: dict[str, dict[str, Provided]] = {}
    if isinstance(provides, str | os.PathLike):
        provides = [provides]  # one file or module
    for item in provides:
        provided = find_mark(item)
        if provided is not None:
            library = str(item.__module__).rpartition(".")[2].strip("_")
            libraries.setdefault(library, {})[provided.name] = provided
            continue
        module = item if issubclass(type(item), ModuleType) else import_provided(item)
        library = module.__name__.rpartition(".")[2]
        found = {mark.name: mark for mark in map(find_mark, vars(module).values()) if mark}
        if found:
            libraries.setdefault(library, {}).update(found)
        elif not brings_more(module):
            raise CannotProvide(
                f"{item} has no function marked with @effect or @builtin from perdure.image, "
                "no kind of wait and no primitive"
            )
    return libraries


def find_mark(value: object) -> Provided | None:
    """The mark that the decorator left; other things in a module may raise when they are asked."""
    _, mark = attempt(getattr, value, MARK, None)
    return mark if callable(value) and type(mark) is Provided else None


def import_provided(item: Any) -> ModuleType:
    """The module for a file's path or a module's name."""
    if not issubclass(type(item), str | Path):
        raise CannotProvide(
            f"{repr_of(item)} cannot be provided; give a module, a file, or a function marked "
            "with @effect or @builtin from perdure.image"
        )
    path = Path(item)
    if path.suffix == ".py" or path.is_file():
        return _import_file(path)
    try:
        return importlib.import_module(str(item))
    except ModuleNotFoundError as error:
        if error.name is not None and str(item).startswith(error.name):
            raise CannotProvide(f"no module or file {str(item)!r} to provide") from None
        raise


def _import_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise CannotProvide(f"no file {str(path)!r} to provide")
    name = path.stem.replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CannotProvide(f"{str(path)!r} is no Python file")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses and pickles of the file look it up; a module that is there stays.
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module
