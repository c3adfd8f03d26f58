"""A program in each of its forms: a function of no arguments that gives the program's answer.

Nothing is stopped here, so dotted names have plain meanings (tests.python.plain). The classes of
the program are among the types whose methods can be called as they are, as in a process.

Reads: benchmarks.python.coroutines, tests.python.plain. Read by: benchmarks.python.__main__.
"""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.python.coroutines import COROUTINES, awaited
from perdure.languages.python.code import LoweredModule
from perdure.languages.python.lowering import Options, lower_module
from tests.python.plain import run_as

PROGRAMS = Path(__file__).parent / "programs"

#: The forms beside the native one, and how each is lowered.
FORMS = {"sites": Options(), "checks": Options(checks=True, ticks=True)}

#: Builtin types whose methods run no code of a program or of a library.
SAFE = (list, dict, set, frozenset, tuple, str, bytes, int, float, bool, type(None))

Run = Callable[[], object]


def program_names() -> list[str]:
    return sorted(path.stem for path in PROGRAMS.glob("*.py") if path.stem != "__init__")


def native_module(name: str) -> Any:
    return importlib.import_module(f"benchmarks.python.programs.{name}")


def is_async(name: str) -> bool:
    return inspect.iscoroutinefunction(native_module(name).main)


def natively(name: str) -> Run:
    module = native_module(name)
    if is_async(name):
        return lambda: asyncio.run(module.main(module.SIZE))
    return lambda: module.main(module.SIZE)


def lowered(name: str, form: str) -> LoweredModule:
    path = PROGRAMS / f"{name}.py"
    return lower_module(path.read_text(encoding="utf-8"), str(path), name, FORMS[form])


def run_of(name: str, form: str) -> Run:
    """The lowered program, whose body has run."""
    module = types.ModuleType(f"{name}_{form}")
    sys.modules[module.__name__] = module  # dataclasses look there
    safe: set[type] = set(SAFE)
    run_as(lowered(name, form), module, **{".SAFE": safe, **COROUTINES})
    space = vars(module)
    safe.update(
        each
        for each in space.values()
        if isinstance(each, type) and each.__module__ == module.__name__
    )
    main, size = space["main"], space["SIZE"]
    if is_async(name):
        return lambda: awaited(main(size))
    return lambda: main(size)


def text_of(name: str, form: str) -> str:
    """The lowered text, each function below its name."""
    return "\n\n".join(
        f"# {function.qualname}\n{ast.unparse(ast.Module(list(function.body), []))}"
        for function in lowered(name, form).functions
    )
