"""`runpy` of a program's own files: they run as frames of the process, as texts for `exec` do.

A file elsewhere is one effect, as a library's function is.
"""

from __future__ import annotations

import importlib.util
import os
import runpy
import tokenize
from pathlib import Path
from typing import Any

from perdure.languages.python.heap.texts import Text, code_of_text
from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.importing import import_module
from perdure.languages.python.runtime.outside import Effect
from perdure.languages.python.runtime.redirections import in_place_of
from perdure.languages.python.runtime.twins import guest


@in_place_of(runpy.run_path)
def run_path(path_name: Any, init_globals: Any = None, run_name: str | None = None) -> Any:
    """The names that a file of the program's has defined at its end."""
    space: Any = current()
    if space is None or not is_own(space, path_name):
        return Effect(runpy.run_path)(path_name, init_globals, run_name)
    name = "<run_path>" if run_name is None else run_name
    path = os.fsdecode(path_name)
    names: dict[str, Any] = dict.fromkeys(("__name__", "__doc__", "__package__"))
    names.update(__loader__=None, __spec__=None, **(init_globals or {}))
    names.update(__name__=name, __file__=path, __cached__=None, __doc__=None)
    names["__package__"] = name.rpartition(".")[0]
    with tokenize.open(path) as file:
        code = code_of_text(Text(file.read(), path, "exec", 0))
    return guest("ran_file")(code, names, True)


@in_place_of(runpy.run_module)
def run_module(
    mod_name: str, init_globals: Any = None, run_name: str | None = None, alter_sys: bool = False
) -> Any:
    """The same of a module, by its name; of a package its `__main__`."""
    space: Any = current()
    found = None if space is None else space.find_module(mod_name)
    name = mod_name
    if found is not None and found[2]:
        name = f"{mod_name}.__main__"
        found = space.find_module(name)
    if found is None:
        return Effect(runpy.run_module)(mod_name, init_globals, run_name, alter_sys)
    parent = name.rpartition(".")[0]
    if parent:
        import_module(parent, (), 0, {})
    path, text, _ = found
    spec: Any = importlib.util.spec_from_file_location(name, path)
    names: dict[str, Any] = dict(init_globals or {})
    names.update(__name__=name if run_name is None else run_name, __file__=path)
    names.update(__cached__=spec.cached, __doc__=None, __loader__=spec.loader)
    names.update(__package__=parent, __spec__=spec)
    return guest("ran_file")(code_of_text(Text(text, path, "exec", 0)), names, alter_sys)


def is_own(space: Any, path: Any) -> bool:
    """Whether a path is that of a file in the folders of the program."""
    try:
        file = Path(os.fsdecode(path)).resolve()
    except TypeError:
        return False
    if file.suffix != ".py" or not file.is_file():
        return False
    return any(file.is_relative_to(Path(folder).resolve()) for folder in space.folders)
