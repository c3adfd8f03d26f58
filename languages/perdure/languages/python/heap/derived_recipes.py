"""Recipes of classes that were made without a `class` statement of the program, and of dataclasses.

`collections.namedtuple`, the functional form of enums, `type(name, bases, dict)`, and
`dataclass(slots=True)`, which makes a second class, leave nothing but the class. Its recipe is what
it has.

Reads: recipes, kinds. Read by: `classes`.
"""

from __future__ import annotations

import dataclasses
import inspect
import reprlib
import sys
from collections import namedtuple
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType
from typing import Any

from perdure.languages.python.heap.functions import codes_named
from perdure.languages.python.heap.kinds import maker
from perdure.languages.python.heap.recipes import ClassRecipe, Decorator

__all__ = [
    "DESCRIPTORS",
    "PYTHONS",
    "arguments_of_enum",
    "arguments_of_named_tuple",
    "changes_of_named_tuple",
    "dataclass_decorator",
    "functional_enum",
    "is_made_by_dataclass",
    "is_named_tuple",
    "named_tuple",
    "of_new",
    "recipe_from",
    "set_named_tuple",
    "with_options",
]

#: What Python itself keeps in a class.
PYTHONS = {
    "__dict__",
    "__weakref__",
    "__abstractmethods__",
    "_abc_impl",
    "__subclasshook__",
    "__dataclass_params__",
    "__orig_bases__",
    "__classcell__",
    "__slotnames__",
    "__qualname__",
}
#: What it makes for `__slots__`, and for `__dict__` and `__weakref__`.
DESCRIPTORS = (MemberDescriptorType, GetSetDescriptorType)
#: What a program's classes are decorated with; nothing here is.
DATACLASS = getattr(dataclasses, "dataclass")  # noqa: B009
#: The files that the functions say they are in that `dataclass` puts into a class.
DATACLASS_FILES = {"<string>", dataclasses.__file__, reprlib.__file__}
#: The function that `dataclass(...)` gives.
DATACLASS_WRAPS = codes_named("dataclasses", "dataclass.<locals>.wrap")
DATACLASS_OPTIONS = {
    "init": True,
    "repr": True,
    "eq": True,
    "order": False,
    "unsafe_hash": False,
    "frozen": False,
}
#: What a named tuple has for each of its fields.
Field: Any = type(vars(namedtuple("Example", "field"))["field"])
FIELD_OPTIONS = ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")


def recipe_from(cls: type) -> ClassRecipe:
    """A recipe of what a class has now."""
    if type(cls).__name__ == "_TypedDictMeta":
        return recipe_of_typed_dict(cls)
    namespace = {
        name: value
        for name, value in vars(cls).items()
        if name not in PYTHONS and not isinstance(value, DESCRIPTORS)
    }
    namespace["__qualname__"] = cls.__qualname__
    decorators: tuple[Decorator, ...] = ()
    if "__dataclass_params__" in vars(cls):
        slots = "__slots__" in namespace
        decorators = (dataclass_decorator(cls, slots=slots),)
        undo_dataclass(cls, namespace, slots)
    bases = getattr(cls, "__orig_bases__", cls.__bases__)
    if "__orig_bases__" not in vars(cls):
        bases = cls.__bases__
    return ClassRecipe(type(cls), cls.__name__, bases, {}, namespace, decorators)


def recipe_of_typed_dict(cls: Any) -> ClassRecipe:
    """A recipe of what `TypedDict(name, keys)` has given, which knows no more of its making.

    Its class is that of a class statement, but its bases are not those that one may have.
    """
    base = vars(sys.modules[type(cls).__module__])["TypedDict"]
    kept = ("__annotations__", "__doc__", "__module__", "__qualname__")
    namespace = {name: getattr(cls, name) for name in kept}
    keywords = {} if cls.__total__ else {"total": False}
    return ClassRecipe(None, cls.__name__, (base,), keywords, namespace)


def undo_dataclass(cls: type, namespace: dict[str, Any], slots: bool) -> None:
    """Give a namespace what it had before `dataclass` was applied."""
    fields = vars(cls)["__dataclass_fields__"]
    for name, value in list(namespace.items()):
        if is_made_by_dataclass(cls, name, value):
            del namespace[name]
    if slots:
        del namespace["__slots__"]
    for name, field in fields.items():
        if name in namespace.get("__annotations__", {}):
            options = {option: getattr(field, option) for option in FIELD_OPTIONS}
            namespace[name] = dataclasses.field(**options, metadata=field.metadata or None)


def dataclass_decorator(cls: type, slots: bool = False) -> Decorator:
    params = vars(cls)["__dataclass_params__"]
    options = {name: getattr(params, name) for name in DATACLASS_OPTIONS}
    keywords = {k: v for k, v in options.items() if v != DATACLASS_OPTIONS[k]}
    if slots:
        keywords["slots"] = True
        if "__weakref__" in vars(cls)["__slots__"]:
            keywords["weakref_slot"] = True
    fields = vars(cls)["__dataclass_fields__"]
    own = [fields[name] for name in vars(cls).get("__annotations__", {}) if name in fields]
    if own and all(field.kw_only for field in own):
        keywords["kw_only"] = True
    if "__match_args__" not in vars(cls):
        keywords["match_args"] = False
    return Decorator(DATACLASS, (), keywords)


def with_options(decorator: Decorator) -> Decorator:
    """`dataclass(...)` by its options, where it is noted as what that call gives."""
    function = decorator.function
    if not isinstance(function, FunctionType) or function.__code__ not in DATACLASS_WRAPS:
        return decorator
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    usual = inspect.signature(DATACLASS).parameters
    options = {name: cell.cell_contents for name, cell in cells if name in usual}
    changed = {name: value for name, value in options.items() if value != usual[name].default}
    return Decorator(DATACLASS, (), changed)


def is_whole_dataclass(cls: type) -> bool:
    """Whether `dataclass` has come to its end with a class, and did not raise midway."""
    names = vars(cls)
    is_initialized = not names["__dataclass_params__"].init or "__init__" in names
    return "__dataclass_fields__" in names and is_initialized and bool(cls.__doc__)


def is_made_by_dataclass(cls: type, name: str, value: Any) -> bool:
    fields = vars(cls).get("__dataclass_fields__", {})
    if name in fields or name in {"__dataclass_fields__", "__match_args__", "__hash__", "__doc__"}:
        return True
    return isinstance(value, FunctionType) and value.__code__.co_filename in DATACLASS_FILES


def is_named_tuple(cls: type) -> bool:
    return cls.__bases__ == (tuple,) and "_field_defaults" in vars(cls)


def arguments_of_named_tuple(cls: Any) -> tuple[Any, ...]:
    defaults = tuple(cls._field_defaults.values())
    return cls.__name__, cls._fields, defaults, cls.__module__, cls.__qualname__


@maker
def named_tuple(
    name: str, fields: tuple[str, ...], defaults: tuple[Any, ...], module: str, qualified: str
) -> Any:
    make: Any = namedtuple
    made = make(sys.intern(name), fields, defaults=defaults, module=module)
    made.__qualname__ = qualified
    return made


def changes_of_named_tuple(cls: Any) -> dict[str, Any]:
    """Attributes that the program has set in such a class, as `set_class` takes it."""
    fresh = vars(named_tuple(*arguments_of_named_tuple(cls)))
    return {
        name: value
        for name, value in vars(cls).items()
        if name not in PYTHONS and not (name in fresh and is_alike(value, fresh[name]))
    }


def is_alike(value: Any, fresh: Any) -> bool:
    """Whether an attribute is what a new named tuple of those fields has there."""
    if type(value) is not type(fresh):
        return False
    if isinstance(value, classmethod | staticmethod):
        return is_alike(value.__func__, fresh.__func__)
    if isinstance(value, FunctionType):
        return bool(value.__code__ == fresh.__code__)
    return value == fresh or isinstance(value, Field)


def of_new(cls: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Defaults and annotations of its `__new__`, and texts of fields, that a program may set."""
    docs = {name: vars(cls)[name].__doc__ for name in cls._fields if is_field(cls, name)}
    return cls.__new__.__defaults__, cls.__new__.__annotations__, docs


def is_field(cls: Any, name: str) -> bool:
    return isinstance(vars(cls).get(name), Field)


@maker
def set_named_tuple(cls: Any, defaults: Any, annotations: Any, docs: dict[str, Any]) -> None:
    cls.__new__.__defaults__ = defaults
    cls.__new__.__annotations__ = annotations
    for name, text in docs.items():
        vars(cls)[name].__doc__ = text


def arguments_of_enum(cls: Any) -> tuple[Any, ...]:
    members = tuple((name, member._value_) for name, member in cls._member_map_.items())
    return cls.__bases__[-1], cls.__name__, members, cls.__module__, cls.__qualname__


@maker
def functional_enum(
    base: Any, name: str, members: tuple[tuple[str, Any], ...], module: str, qualified: str
) -> Any:
    return base(name, members, module=module, qualname=qualified)
