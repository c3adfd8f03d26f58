"""Modules: a program's is made of its namespace, another is imported again by name."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from perdure.languages.python.heap.dumping import Call, Reducing
from perdure.languages.python.heap.kinds import (
    maker,
    maker_with_load,
    register_family,
)
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.program import CannotLoad


def reduce_module(dumper: Reducing, module: ModuleType) -> Any:
    program = dumper.program
    if vars(module) is program.builtins:
        return own_builtins, ()
    for unit in program.units():
        if program.module(unit) is module:
            return program_module, (unit,)
    name = module.__name__
    if sys.modules.get(name) is module and program.put_modules().get(name) is not module:
        return foreign_module, (name,)
    # One that the program made by calling the type.
    return type(module), (name,), {k: v for k, v in vars(module).items() if k != "__builtins__"}


register_family(ModuleType, reduce_module)

#: Names that the dict of each module has from its beginning.
MODULES_OWN = ("__spec__", "__loader__", "__package__")


def namespace_in(dumper: Reducing, space: Any) -> Any:
    """A namespace as it is to be stored: that of a module which the program has made is the
    module's own, also where code has it that was run in it."""
    if type(space) is not dict or not all(name in space for name in MODULES_OWN):
        return space
    program = dumper.program
    if any(program.namespace(unit) is space for unit in program.units()):
        return space
    for owner in gc.get_referrers(space):
        if issubclass(type(owner), ModuleType) and vars(owner) is space:
            return Call(namespace_of_module, owner)
    return space


@maker
def namespace_of_module(module: ModuleType) -> dict[str, Any]:
    return vars(module)


@maker_with_load
def program_module(load: Load, unit: str) -> ModuleType:
    return load.program.module(unit)


@maker_with_load
def own_builtins(load: Load) -> ModuleType:
    """The program's own module `builtins`."""
    found: ModuleType = load.program.builtins[".builtins"]
    return found


@maker
def foreign_module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise CannotLoad(f"the module {name} is missing here: {error}") from error
