"""Classes: those of the program are made again by their recipes; then they get what differs.

Reads: recipes, kinds. Read by: `storing`.
"""

from __future__ import annotations

import abc
import gc
from enum import Enum, EnumType
from types import CellType, FunctionType, ModuleType
from typing import Any

from perdure.languages.python.heap.derived_recipes import (
    DESCRIPTORS,
    PYTHONS,
    arguments_of_enum,
    arguments_of_named_tuple,
    changes_of_named_tuple,
    dataclass_decorator,
    functional_enum,
    is_made_by_dataclass,
    is_named_tuple,
    is_whole_dataclass,
    named_tuple,
    of_new,
    recipe_from,
    set_named_tuple,
    with_options,
)
from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.functions import name_of
from perdure.languages.python.heap.kinds import maker, maker_with_load, register_family
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.recipes import (
    ClassRecipe,
    Decorator,
    has_hooks,
    make_class_again,
)
from perdure.languages.python.heap.registrations import registered_in, registered_with
from perdure.languages.python.heap.unnamed import NAME_OF_TYPE, TYPE_OF_NAME


def reduce_class(dumper: Reducing, cls: type) -> Any:
    program = dumper.program
    if not program.is_program_class(cls):
        return reduce_unrecorded_class(dumper, cls)
    recipe = program.class_made_by(cls)
    assert recipe is not None
    hooked = has_hooks(cls, program.is_program_class)
    early, late = parted(dumper, cls, recipe)
    decorators = decorators_of(cls, recipe)
    first = before_hooks(dumper, recipe) if hooked else recipe.first
    changed, deleted = differences(cls, recipe, first, decorators)
    changed.update(late)
    registered = tuple(registered_in(cls)) if isinstance(cls, abc.ABCMeta) else ()
    if changed or deleted or registered:
        dumper.later(set_class, cls, changed, deleted, registered)
    if cls.__bases__ != recipe.first_bases:
        dumper.later(set_bases, cls, cls.__bases__)
    told = registered_with(cls)
    if told:
        dumper.later(register_with, cls, told)
    members = members_with_attributes(cls) if isinstance(cls, EnumType) else None
    if members:
        dumper.later(set_members, cls, members)
    return program_class, arguments_of(recipe, early, decorators)


def arguments_of(
    recipe: ClassRecipe, namespace: dict[str, Any], decorators: tuple[Decorator, ...]
) -> tuple[Any, ...]:
    return (
        recipe.metaclass,
        recipe.name,
        recipe.bases,
        recipe.keywords or None,
        namespace,
        tuple(tuple(decorator) for decorator in decorators),
    )


register_family(type, reduce_class)


def reduce_unrecorded_class(dumper: Reducing, cls: type) -> Any:
    """A class that no `class` statement of the program made."""
    name = NAME_OF_TYPE.get(cls)
    if name is not None:
        return unnamed_type, (name,)
    if cls.__module__ not in dumper.module_names and name_of(cls) is not None:
        return NotImplemented
    if is_named_tuple(cls):
        dumper.later(set_class, cls, changes_of_named_tuple(cls), (), ())
        dumper.later(set_named_tuple, cls, *of_new(cls))
        return named_tuple, arguments_of_named_tuple(cls)
    if isinstance(cls, EnumType):
        arguments = arguments_of_enum(cls)
        fresh = vars(functional_enum(*arguments))
        changed = {k: v for k, v in vars(cls).items() if k not in fresh and k not in PYTHONS}
        if changed:
            dumper.later(set_class, cls, changed, (), ())
        return functional_enum, arguments
    recipe = recipe_from(cls)
    early, late = parted(dumper, cls, recipe)
    if late:
        dumper.later(set_class, cls, late, (), ())
    return program_class, arguments_of(recipe, early, recipe.decorators)


@maker
def unnamed_type(name: str) -> type:
    return TYPE_OF_NAME[name]


def parted(
    dumper: Reducing, cls: type, recipe: ClassRecipe
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The namespace that the class is made with, and what is set when it is there.

    Late is what leads to the class itself, as a list does to which the class was added since; and
    what the program's own `__set_name__` has been told its name already.
    """
    early, late = {}, {}
    is_plain = not recipe.decorators and "__dataclass_params__" not in vars(cls)
    for name, value in recipe.namespace.items():
        if name == "__static_attributes__":
            early[name] = tuple(sorted(value))
        elif (is_plain and is_told_name(dumper, value)) or leads_to(value, cls):
            late[name] = vars(cls).get(name, value)
        else:
            early[name] = value
    return early, late


def is_told_name(dumper: Reducing, value: Any) -> bool:
    return dumper.is_programs(type(value)) and hasattr(type(value), "__set_name__")


SIMPLE = (str, int, float, bytes, bool, type(None), FunctionType, CellType, ModuleType)


def leads_to(thing: object, target: type) -> bool:
    """Whether a class is reached from an object, not by way of functions, modules and classes."""
    if type(thing) in SIMPLE:
        return False
    seen = {id(thing)}
    todo = [thing]
    while todo:
        one = todo.pop()
        if one is target:
            return True
        if isinstance(one, type | ModuleType | FunctionType):
            continue
        for other in gc.get_referents(one):
            if id(other) not in seen and (gc.is_tracked(other) or other is target):
                seen.add(id(other))
                todo.append(other)
    return False


def differences(
    cls: type,
    recipe: ClassRecipe,
    first: dict[str, Any],
    decorators: tuple[Decorator, ...],
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """All that was set in the class since it was made, and what was deleted."""
    now = vars(cls)
    was_decorated = len(decorators) > len(recipe.decorators)
    foreign_metaclass = type(cls) is not type
    changed = {}
    for name, value in now.items():
        if name in PYTHONS or (name in first and first[name] is value):
            continue
        if isinstance(value, DESCRIPTORS) or (foreign_metaclass and is_metaclass_own(name, recipe)):
            continue
        if was_decorated and is_made_by_dataclass(cls, name, value):
            continue
        changed[name] = value
    deleted = tuple(
        name for name in first if name not in now and name not in PYTHONS and not was_decorated
    )
    return changed, deleted


def before_hooks(dumper: Reducing, recipe: ClassRecipe) -> dict[str, Any]:
    """All that a class has when it is made again without the program's own hooks."""
    made_again = {
        name: value
        for name, value in recipe.first.items()
        if recipe.decorators
        and name not in recipe.namespace
        and (name.startswith("__") or is_foreign_function(dumper, value))
    }
    return {**recipe.namespace, **made_again}


def is_foreign_function(dumper: Reducing, value: Any) -> bool:
    return isinstance(value, FunctionType) and dumper.program.function_of(value.__code__) is None


def is_metaclass_own(name: str, recipe: ClassRecipe) -> bool:
    """Whether a metaclass keeps something of its own there, as pydantic keeps a validator."""
    return name.startswith("__") and name.endswith("__") and name not in recipe.namespace


def decorators_of(cls: type, recipe: ClassRecipe) -> tuple[Decorator, ...]:
    """The library's decorators that were applied, with `dataclass` where nobody noted it."""
    if recipe.decorators or "__dataclass_params__" not in vars(cls):
        return tuple(map(with_options, recipe.decorators))
    if "__dataclass_params__" in recipe.first or not is_whole_dataclass(cls):
        return ()
    return (dataclass_decorator(cls),)


@maker_with_load
def program_class(
    load: Load,
    metaclass: Any,
    name: str,
    bases: tuple[Any, ...],
    keywords: dict[str, Any] | None,
    namespace: dict[str, Any],
    decorators: tuple[tuple[Any, Any, Any], ...],
) -> Any:
    recipe = ClassRecipe(
        metaclass,
        name,
        bases,
        keywords or {},
        namespace,
        tuple(Decorator(*decorator) for decorator in decorators),
    )
    cls = make_class_again(recipe, load.program.is_program_class)
    load.program.class_made(cls, recipe)
    return cls


@maker
def set_class(
    cls: type, changed: dict[str, Any], deleted: tuple[str, ...], registered: tuple[type, ...]
) -> None:
    for name in deleted:
        if name in vars(cls):
            type.__delattr__(cls, name)
    for name, value in changed.items():
        type.__setattr__(cls, name, value)
    for other in registered:
        cls.register(other)  # type: ignore[attr-defined]


@maker
def set_bases(cls: type, bases: tuple[type, ...]) -> None:
    cls.__bases__ = bases


@maker
def register_with(cls: type, abstract: tuple[Any, ...]) -> None:
    for one in abstract:
        one.register(cls)


#: What Python itself keeps in the members of an enumeration.
OF_MEMBERS = {"_value_", "_name_", "__objclass__", "_sort_order_", "_hashable_values_"}


def members_with_attributes(cls: Any) -> dict[str, dict[str, Any]]:
    """By name, the attributes that the program has given to members."""
    found = {}
    for name, member in cls._member_map_.items():
        own = {k: v for k, v in vars(member).items() if k not in OF_MEMBERS}
        if own:
            found[name] = own
    return found


@maker
def set_members(cls: Any, members: dict[str, dict[str, Any]]) -> None:
    for name, attributes in members.items():
        vars(cls._member_map_[name]).update(attributes)


def reduce_member(dumper: Reducing, member: Enum) -> Any:
    cls = type(member)
    name: str | None = member._name_  # None is that of a composite flag
    if cls._member_map_.get(name or "") is member:
        return enum_member, (cls, name)
    return cls, (member._value_,)


register_family(Enum, reduce_member)


@maker
def enum_member(cls: type[Enum], name: str) -> Enum:
    return cls._member_map_[name]
