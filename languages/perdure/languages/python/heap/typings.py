"""Type variables and new types, which `pickle` knows by their names in a module only.

Reads: kinds. Read by: `storing`.
"""

from __future__ import annotations

import sys
from typing import Any, ForwardRef, NewType, ParamSpec, TypeVar, TypeVarTuple

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import kind_reducers, maker

KINDS: dict[str, Any] = {
    "TypeVar": TypeVar,
    "ParamSpec": ParamSpec,
    "TypeVarTuple": TypeVarTuple,
}


def is_found_by_name(dumper: Reducing, thing: Any) -> bool:
    module = thing.__module__
    if module in dumper.module_names:
        return False
    return getattr(sys.modules.get(module), thing.__name__, None) is thing


@kind_reducers(TypeVar, ParamSpec, TypeVarTuple)
def reduce_variable(dumper: Reducing, variable: Any) -> Any:
    if is_found_by_name(dumper, variable):
        return NotImplemented
    constraints = getattr(variable, "__constraints__", ())
    keywords: dict[str, Any] = {}
    if getattr(variable, "__bound__", None) is not None:
        keywords["bound"] = variable.__bound__
    for name in ("covariant", "contravariant", "infer_variance"):
        if getattr(variable, f"__{name}__", False):
            keywords[name] = True
    if sys.version_info >= (3, 13) and variable.has_default():
        keywords["default"] = variable.__default__
    return type_variable, (
        type(variable).__name__,
        variable.__name__,
        constraints,
        keywords or None,
        variable.__module__,
    )


@maker
def type_variable(
    kind: str, name: str, constraints: tuple[Any, ...], keywords: dict[str, Any] | None, module: str
) -> Any:
    given = keywords or {}
    if sys.version_info < (3, 12):
        given.pop("infer_variance", None)
    if sys.version_info < (3, 13):
        given.pop("default", None)
    made = KINDS[kind](name, *constraints, **given)
    made.__module__ = module
    return made


@kind_reducers(NewType)
def reduce_new_type(dumper: Reducing, made: Any) -> Any:
    if is_found_by_name(dumper, made):
        return NotImplemented
    return new_type, (made.__name__, made.__qualname__, made.__supertype__, made.__module__)


@maker
def new_type(name: str, qualified_name: str, base: Any, module: str) -> Any:
    made = NewType(name, base)  # type: ignore[misc]
    made.__qualname__ = qualified_name
    made.__module__ = module
    return made


@kind_reducers(ForwardRef)
def reduce_forward(dumper: Reducing, reference: Any) -> Any:
    """A name that is looked up later, without the code that it was compiled to."""
    keywords: dict[str, Any] = {}
    if not getattr(reference, "__forward_is_argument__", True):
        keywords["is_argument"] = False
    if reference.__forward_is_class__:
        keywords["is_class"] = True
    if reference.__forward_module__ is not None:
        keywords["module"] = reference.__forward_module__
    return forward, (reference.__forward_arg__, keywords or None)


@maker
def forward(name: str, keywords: dict[str, Any] | None) -> Any:
    return ForwardRef(name, **(keywords or {}))
