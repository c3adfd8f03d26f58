"""Dataclasses as the standard library's, made in a sixth of the time.

`dataclasses.dataclass` writes, compiles and runs half a dozen functions for each class, 0.6 ms
altogether; Perdure has a hundred of them, and a command that takes 300 ms made most. Here one
function is written for a class, its `__init__`; the others are the same for all. What is made can
be given to `dataclasses.replace`, `fields` and `asdict`, and a dataclass of either kind can be
derived from it.

Left out is what Perdure does not use: `order`, `kw_only`, `init=False` and `InitVar`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from inspect import get_annotations
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type | None = None, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> Any:
        """Decorator; see `dataclasses.dataclass`."""
        if cls is None:
            return lambda cls: _make(cls, frozen, slots, eq)
        return _make(cls, frozen, slots, eq)


__all__ = ["dataclass"]


class Params(NamedTuple):
    """Options, against which the standard library checks a class that is derived from one."""

    frozen: bool
    eq: bool
    init: bool = True
    repr: bool = True
    order: bool = False
    unsafe_hash: bool = False


def _make(cls: Any, frozen: bool, slots: bool, eq: bool) -> Any:
    fields: dict[str, Field[Any]] = {}
    for base in cls.__mro__[-1:0:-1]:
        fields.update(getattr(base, "__dataclass_fields__", {}))
    own = _own_fields(cls)
    fields.update(own)
    for name in own:
        default = fields[name].default
        if default is not MISSING:
            setattr(cls, name, default)
        elif name in cls.__dict__:
            delattr(cls, name)
    cls.__dataclass_fields__ = fields
    cls.__dataclass_params__ = Params(frozen, eq)
    for name, made in _methods(cls, fields, frozen, eq).items():
        if name not in cls.__dict__ or (name == "__hash__" and cls.__dict__[name] is None):
            setattr(cls, name, made)
    if "__match_args__" not in cls.__dict__:
        cls.__match_args__ = tuple(fields)  # type: ignore[misc]
    return _with_slots(cls, fields, frozen) if slots else cls


def _own_fields(cls: Any) -> dict[str, Field[Any]]:
    found: dict[str, Field[Any]] = {}
    for name, annotation in get_annotations(cls).items():
        if "ClassVar" in str(annotation):
            continue
        default = cls.__dict__.get(name, MISSING)
        is_told = isinstance(default, Field)
        field: Field[Any] = default if is_told else dataclasses.field(default=default)
        if isinstance(field.default, (list, dict, set)):
            raise ValueError(f"{cls.__qualname__}.{name}: all would have one {field.default!r}")
        field.name, field.type, field.kw_only = name, annotation, False
        field._field_type = dataclasses._FIELD  # type: ignore[attr-defined]  # `fields` looks at it
        found[name] = field
    return found


def _methods(cls: Any, fields: dict[str, Field[Any]], frozen: bool, eq: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"__init__": _init(cls, fields, frozen), "__repr__": _repr}
    compared = [field.name for field in fields.values() if field.compare]
    if eq:
        values = attrgetter(*compared) if compared else _nothing

        def equal(self: Any, other: object) -> Any:
            if other.__class__ is not self.__class__:
                return NotImplemented
            return values(self) == values(other)

        made["__eq__"] = equal
        made["__hash__"] = (lambda self: hash(values(self))) if frozen else None
    if frozen:
        made["__setattr__"], made["__delattr__"] = _refuse_to_set, _refuse_to_delete
    return made


def _init(cls: Any, fields: dict[str, Field[Any]], frozen: bool) -> Callable[..., None]:
    """`__init__`, written as Python would have it."""
    names: dict[str, Any] = {"MISSING": MISSING, "put": object.__setattr__}
    parameters, body = [], []
    for name, field in fields.items():
        value = name
        if field.default is not MISSING:
            names[f"_{name}"] = field.default
            parameters.append(f"{name}=_{name}")
        elif field.default_factory is not MISSING:
            names[f"_{name}"] = field.default_factory
            parameters.append(f"{name}=MISSING")
            value = f"_{name}() if {name} is MISSING else {name}"
        else:
            parameters.append(name)
        body.append(f"put(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    exec(f"def __init__(self, {', '.join(parameters)}):\n {'; '.join(body) or 'pass'}", names)
    made: Callable[..., None] = names["__init__"]
    made.__qualname__, made.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    made.__annotations__ = {name: field.type for name, field in fields.items()} | {"return": "None"}
    return made


def _with_slots(cls: Any, fields: dict[str, Field[Any]], frozen: bool) -> Any:
    """The class made anew, as slots cannot be added to one that is there."""
    inherited = {name for base in cls.__mro__[1:-1] for name in base.__dict__.get("__slots__", ())}
    content = dict(cls.__dict__)
    for name in (*fields, "__dict__", "__weakref__"):
        content.pop(name, None)
    content["__slots__"] = tuple([name for name in fields if name not in inherited])
    if frozen:
        content.setdefault("__getstate__", _values)
        content.setdefault("__setstate__", _set_values)
    made = type(cls)(cls.__name__, cls.__bases__, content)
    made.__qualname__ = cls.__qualname__
    return made


# The same for all


def _nothing(_self: object) -> tuple[()]:
    return ()


@recursive_repr()
def _repr(self: Any) -> str:
    shown = [
        f"{name}={getattr(self, name)!r}"
        for name, field in self.__dataclass_fields__.items()
        if field.repr
    ]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _values(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _set_values(self: Any, values: list[Any]) -> None:
    for name, value in zip(self.__dataclass_fields__, values, strict=True):
        object.__setattr__(self, name, value)


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
