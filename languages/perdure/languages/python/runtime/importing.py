"""Imports: a program's own modules are lowered and run as part of the process.

They are looked for in the folders of the program; every other module is Python's affair. A
module's body runs as a frame of the process, so it may wait. Where it was left in the middle, the
`import` that wants it is done again when it has ended, and finds it there.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

from perdure.languages.python.runtime.captures import Capture, current
from perdure.languages.python.runtime.redirections import in_place_of
from perdure.languages.python.runtime.texts import compiled


def import_module(name: str, names: tuple[str, ...], level: int, namespace: dict[str, Any]) -> None:
    """Have the program's modules that an `import` names there, before Python's import asks."""
    space: Any = current()
    if space is None:  # an effect has called it: what is there is Python's affair
        return
    if level:
        name = absolute(name, level, namespace)
    wanted = [*parents(name), *(f"{name}.{each}" for each in names if each != "*")]
    for number, each in enumerate(wanted):
        if each in space.modules:
            continue
        found = space.find_module(each)
        if found is None:
            if number < name.count(".") + 1:
                note_foreign(space, name)
                return
            continue
        run_module(space, each, *found)


@in_place_of(importlib.import_module)
def import_by_name(name: str, package: str | None = None) -> Any:
    """A module by its name, which may be a program's or the program's own `builtins`."""
    space: Any = current()
    if space is not None:
        whole = importlib.util.resolve_name(name, package) if name.startswith(".") else name
        if whole == "builtins":
            return space.builtins[".builtins"]
        import_module(whole, (), 0, {})
    return importlib.import_module(name, package)


@in_place_of(builtins.__import__)
def import_by_function(
    name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
) -> Any:
    """The same by `__import__`, which gives the outermost package where it is asked for no name."""
    space: Any = current()
    if space is not None:
        if name == "builtins" and not level:
            return space.builtins[".builtins"]
        import_module(name, tuple(fromlist or ()), level, globals or {})
    return builtins.__import__(name, globals, locals, fromlist, level)


@in_place_of(importlib.reload)
def reload_module(module: Any) -> Any:
    """A module whose body runs again, over what it has defined; a new text as one for `exec`.

    What suspended functions have of the old text goes on as it was, and so does what refers to its
    functions.
    """
    space: Any = current()
    name = getattr(module, "__name__", "")
    if space is None or space.modules.get(name) is not module:
        return importlib.reload(module)
    found = space.find_module(name)
    if found is None:
        raise ModuleNotFoundError(f"spec not found for the module {name!r}", name=name)
    path, text, _ = found
    code: Any = space.linked[name].entry
    if space.linked[name].text != text:
        code = compiled(text, "exec", module.__dict__, path=path)
        if type(code) is str:
            code = compile(code, path, "exec", dont_inherit=True)
    exec(code, module.__dict__)
    return module


def run_module(space: Any, name: str, path: str, text: str, is_package: bool) -> None:
    """Run a module's body for the first time."""
    module = space.begin_module(name, path, text, is_package)
    space.show(name, module)
    try:
        exec(space.linked[name].entry, module.__dict__)
    except Capture:
        raise
    except BaseException:
        space.drop_module(name)
        raise
    space.bind_to_parent(name)


def note_foreign(space: Any, name: str) -> None:
    """Remember what the program imports that is not its own: it is imported again at a load."""
    space.imported[name] = None


def parents(name: str) -> Iterator[str]:
    """`a.b.c` gives a, a.b, a.b.c."""
    parts = name.split(".") if name else []
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])


def absolute(name: str, level: int, namespace: dict[str, Any]) -> str:
    """The whole name of a relative import."""
    package = namespace.get("__package__")
    if package is None:
        package = namespace["__name__"]
        if "__path__" not in namespace:
            package = package.rpartition(".")[0]
    base = package.rsplit(".", level - 1)[0] if level > 1 else package
    return f"{base}.{name}" if name else base
