"""Functions, cells and methods.

A function of the program is its unit and its number there, with its cells by name: which code
object that is, and the order of its free variables, is each interpreter's own. A function of a
library is its name, if the module has it; one that a library's function made (what `contextmanager`
gives) is found by the code inside that function, `contextlib.contextmanager.<locals>.helper`, and
its cells.

Reads: kinds. Read by: `storing`.
"""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from types import CellType, CodeType, FunctionType, GenericAlias, MethodType, UnionType
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import NAMES, kind_reducers, maker, maker_with_load
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.modules import namespace_in
from perdure.languages.python.heap.program import CannotLoad
from perdure.languages.python.heap.texts import Text, code_in_text, text_of

__all__ = ["codes_named", "name_of"]

#: Attributes of a function that may differ from what its code gives it.
NAMED = ("__name__", "__qualname__", "__module__", "__doc__")


@kind_reducers(FunctionType)
def reduce_function(dumper: Reducing, function: FunctionType) -> Any:
    if function.__module__ == NAMES:
        return NotImplemented
    program = dumper.program
    found = None
    if function.__globals__.get("__builtins__") is program.builtins:
        found = program.function_of(function.__code__)
    if found is None:
        return reduce_foreign_function(dumper, function)
    unit, index = found
    names, cells = function.__code__.co_freevars, function.__closure__ or ()
    early = parted_state(dumper, function, program.namespace(unit))
    if early is not None:
        return program_function, (unit, index, names, cells, early)
    if cells:
        return program_function, (unit, index, names, cells)
    return program_function, (unit, index)


def parted_state(
    dumper: Reducing, function: FunctionType, space: dict[str, Any]
) -> dict[str, Any] | None:
    """State that a function gets when it is made, if anything; the rest, which may lead to it,
    comes later.

    A metaclass looks at the functions of its class: at `__isabstractmethod__`, at their defaults
    and annotations.
    """
    state = state_of(function, space)
    if not state:
        return None
    attributes = state.get("__dict__", {})
    state["__dict__"] = {k: v for k, v in attributes.items() if not is_atomic(v)}
    now = {k: v for k, v in state.items() if k != "__dict__" and is_atomic(v)}
    late = {k: v for k, v in state.items() if k not in now and v != {}}
    annotations = state.get("__annotations__", {})
    plain = {k: v for k, v in annotations.items() if is_plain(dumper, v)}
    if plain:
        now["__annotations__"] = plain
    if len(plain) == len(annotations):
        late.pop("__annotations__", None)
    if late:
        dumper.later(set_function, function, late)
    if len(attributes) > len(state["__dict__"]):
        now["__dict__"] = {k: v for k, v in attributes.items() if is_atomic(v)}
    return now or None


def is_atomic(value: Any) -> bool:
    if type(value) is tuple:
        return all(map(is_atomic, value))
    return value is None or type(value) in ATOMS


def is_plain(dumper: Reducing, annotation: Any) -> bool:
    """Whether an annotation leads to nothing of the program's."""
    kind = type(annotation)
    if kind is GenericAlias or kind is UnionType:
        parts = (getattr(annotation, "__origin__", None), *annotation.__args__)
        return all(is_plain(dumper, part) for part in parts)
    if kind is type:
        return not dumper.is_programs(annotation)
    return is_atomic(annotation)


def state_of(function: FunctionType, space: dict[str, Any]) -> dict[str, Any]:
    """All that was given to a function besides its code and cells."""
    state: dict[str, Any] = {}
    code = function.__code__
    if function.__defaults__ is not None:
        state["__defaults__"] = function.__defaults__
    if function.__kwdefaults__:
        state["__kwdefaults__"] = function.__kwdefaults__
    if function.__annotations__:
        state["__annotations__"] = function.__annotations__
    if function.__dict__:
        state["__dict__"] = function.__dict__
    parameters = getattr(function, "__type_params__", ())  # from 3.12 on
    if parameters:
        state["__type_params__"] = parameters
    usual = (code.co_name, code.co_qualname, space.get("__name__"), doc_of(code))
    for name, value in zip(NAMED, usual, strict=True):
        now = getattr(function, name)
        if now is not value and now != value:
            state[name] = now
    return state


def doc_of(code: CodeType) -> str | None:
    """The `__doc__` that a new function with this code has."""
    first = code.co_consts[0] if code.co_consts else None
    return first if isinstance(first, str) else None


@maker_with_load
def program_function(
    load: Load,
    unit: str,
    index: int,
    names: tuple[str, ...] = (),
    cells: tuple[CellType, ...] = (),
    state: dict[str, Any] | None = None,
) -> FunctionType:
    program = load.program
    code = program.code_for(unit, index, names)
    function = FunctionType(code, program.namespace(unit), closure=closure_of(code, names, cells))
    if state:
        set_function(function, state)
    return function


def closure_of(
    code: CodeType, names: tuple[str, ...], cells: tuple[CellType, ...]
) -> tuple[CellType, ...] | None:
    """The cells in the order that this code has them."""
    if not code.co_freevars:
        return None
    by_name = dict(zip(names, cells, strict=True))
    return tuple(by_name.get(name) or CellType() for name in code.co_freevars)


@maker
def set_function(function: FunctionType, state: dict[str, Any]) -> None:
    for name, value in state.items():
        if name == "__dict__":
            function.__dict__.update(value)
        else:
            setattr(function, name, value)


def reduce_foreign_function(dumper: Reducing, function: FunctionType) -> Any:
    if function.__module__ not in dumper.module_names and name_of(function) is not None:
        return NotImplemented
    code = function.__code__
    module = function.__globals__.get("__name__")
    number = number_in(module, code)
    if number is None:
        return reduce_function_of_text(dumper, function)
    early = parted_state(dumper, function, function.__globals__)
    dumper.filled_at_once.update(map(id, function.__closure__ or ()))
    return foreign_function, (
        module,
        code.co_qualname,
        number,
        code.co_freevars,
        function.__closure__ or (),
        early,
    )


def reduce_function_of_text(dumper: Reducing, function: FunctionType) -> Any:
    code, space = function.__code__, function.__globals__
    lowered, found = dumper.program.text_function(code), text_of(code)
    if lowered is None and found is None:
        return NotImplemented
    early = parted_state(dumper, function, space)
    cells = function.__closure__ or ()
    space = namespace_in(dumper, space)
    if lowered is not None:
        return function_of_lowered_text, (*lowered, space, code.co_freevars, cells, early)
    assert found is not None
    text, number = found
    return function_of_text, (tuple(text), number, space, code.co_freevars, cells, early)


@maker
def function_of_text(
    text: tuple[Any, ...],
    number: int,
    space: dict[str, Any],
    names: tuple[str, ...],
    cells: tuple[CellType, ...],
    state: dict[str, Any] | None,
) -> FunctionType:
    code = code_in_text(Text(*text), number)
    function = FunctionType(code, space, closure=closure_of(code, names, cells))
    if state:
        set_function(function, state)
    return function


@maker_with_load
def function_of_lowered_text(
    load: Load,
    text: tuple[Any, ...],
    index: int,
    space: dict[str, Any],
    names: tuple[str, ...],
    cells: tuple[CellType, ...],
    state: dict[str, Any] | None,
) -> FunctionType:
    code = load.program.text_code(text, index)
    space.setdefault("__builtins__", load.program.builtins)  # the rest of it may come later
    function = FunctionType(code, space, closure=closure_of(code, names, cells))
    if state:
        set_function(function, state)
    return function


def name_of(thing: Any) -> tuple[str, str] | None:
    """The module and the qualified name by which an object is found, if it is."""
    module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str):
        return None
    found: Any = sys.modules.get(module)
    for step in name.split("."):
        found = getattr(found, step, None)
    return (module, name) if found is thing else None


def codes_named(module: str | None, path: str) -> list[CodeType]:
    """The code objects inside a library's function that have this qualified name."""
    steps = path.split(".<locals>.")
    outer: Any = sys.modules.get(module) if module else None
    for step in steps[0].split("."):
        outer = getattr(outer, step, None)
    outer = getattr(outer, "__func__", outer)
    outer = getattr(outer, "__wrapped__", outer)
    if not isinstance(outer, FunctionType) or len(steps) < 2:
        return []
    found = [outer.__code__]
    for number in range(1, len(steps)):
        name = ".<locals>.".join(steps[: number + 1])
        found = [code for outer_code in found for code in inside(outer_code, name)]
    return found


def inside(code: CodeType, name: str) -> list[CodeType]:
    """Codes of this qualified name among the constants, also those of classes in them."""
    found = []
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_qualname == name:
                found.append(inner)
            elif name.startswith(inner.co_qualname + "."):
                found += inside(inner, name)
    return found


def number_in(module: str | None, code: CodeType) -> int | None:
    for number, other in enumerate(codes_named(module, code.co_qualname)):
        if other is code or other == code:
            return number
    return None


@maker
def foreign_function(
    module: str,
    path: str,
    number: int,
    names: tuple[str, ...],
    cells: tuple[CellType, ...],
    state: dict[str, Any] | None,
) -> FunctionType:
    space = import_module(module).__dict__
    codes = codes_named(module, path)
    if number >= len(codes) or set(codes[number].co_freevars) != set(names):
        raise CannotLoad(f"{module}.{path} is another function in this version of {module}")
    code = codes[number]
    function = FunctionType(code, space, closure=closure_of(code, names, cells))
    if state:
        set_function(function, state)
    return function


#: What leads to nothing else.
ATOMS = {int, float, bool, str, bytes}


@kind_reducers(CellType)
def reduce_cell(dumper: Reducing, cell: CellType) -> Any:
    try:
        contents = cell.cell_contents
    except ValueError:
        return new_cell, ()
    if contents is None or type(contents) in ATOMS:
        return new_cell, (contents,)
    if id(cell) in dumper.filled_at_once:
        return new_cell, (), contents, None, None, set_cell
    dumper.later(set_cell, cell, contents)
    return new_cell, ()


@maker
def new_cell(*contents: Any) -> CellType:
    return CellType(*contents)


@maker
def set_cell(cell: CellType, contents: Any) -> None:
    cell.cell_contents = contents


@kind_reducers(MethodType)
def reduce_method(dumper: Reducing, method: MethodType) -> Any:
    function, owner = method.__func__, method.__self__
    if isinstance(owner, type) and isinstance(function, FunctionType):
        found = inspect.getattr_static(owner, function.__name__, None)
        is_own = isinstance(found, classmethod) and found.__func__ is function
        if is_own and dumper.program.function_of(function.__code__) is None:
            return getattr, (owner, function.__name__)  # a library's: no name leads to the function
    return MethodType, (function, owner)


@kind_reducers(property)
def reduce_property(dumper: Reducing, made: property) -> Any:
    return property, (made.fget, made.fset, made.fdel, made.__doc__)


@kind_reducers(classmethod, staticmethod)
def reduce_wrapper(dumper: Reducing, made: Any) -> Any:
    return type(made), (made.__func__,)
