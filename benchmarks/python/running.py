"""A program in each of its forms: a function of no arguments that gives the program's answer.

It runs in a space as that of a process, but nothing is stopped.

Read by: benchmarks.python.__main__.
"""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from perdure.languages.python.generating import entry_code
from perdure.languages.python.lowering import Options, lower_module
from perdure.languages.python.machine.linking import link
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import set_current

PROGRAMS = Path(__file__).parent / "programs"

#: The forms beside the native one, and how each is lowered.
FORMS = {"sites": Options(), "checks": Options(checks=True, ticks=True)}

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


def run_of(name: str, form: str) -> Run:
    """The lowered program, whose body has run."""
    space = Space()
    space.link = partial(link, options=FORMS[form])
    text = path_of(name).read_text(encoding="utf-8")
    module = space.begin_module(f"{name}_{form}", str(path_of(name)), text, False)
    sys.modules[module.__name__] = module  # dataclasses look there
    names = vars(module)
    with current_space(space):
        exec(entry_code(space.linked[module.__name__].module), names)
    main, size = names["main"], names["SIZE"]

    def run() -> object:
        with current_space(space):
            result = main(size)
            return space.builtins[".await"](result) if is_async(name) else result

    return run


@contextmanager
def current_space(space: Space) -> Iterator[None]:
    previous = set_current(space)
    try:
        yield
    finally:
        set_current(previous)


def path_of(name: str) -> Path:
    return PROGRAMS / f"{name}.py"


def text_of(name: str, form: str) -> str:
    """The lowered text, each function below its name."""
    text = path_of(name).read_text(encoding="utf-8")
    return "\n\n".join(
        f"# {function.qualname}\n{ast.unparse(ast.Module(list(function.body), []))}"
        for function in lower_module(text, str(path_of(name)), name, FORMS[form]).functions
    )
