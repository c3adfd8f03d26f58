"""Recipes: by what a class of the program was made, so that it can be made again.

`build_class` does what a `class` statement does, and keeps what it was given: so pydantic, Enum,
ABC, NamedTuple and whatever else a metaclass makes comes out of its own metaclass when the class is
loaded. What was done to the class since is seen by comparing it with how it was then.

Read by: `classes`, and the runtime, whose `class` statements call `build_class`.
"""

from __future__ import annotations

import builtins
import copy
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import resolve_bases
from typing import Any, NamedTuple

__all__ = ["ClassRecipe", "ClassTable", "Decorator", "build_class", "has_hooks", "make_class_again"]


class Decorator(NamedTuple):
    """A library's decorator that was applied to a class: `function(*arguments, **keywords)(cls)`,
    or `function(cls)` where `arguments` is None."""

    function: Any
    arguments: tuple[Any, ...] | None
    keywords: dict[str, Any]

    def apply(self, cls: type) -> Any:
        if self.arguments is None:
            return self.function(cls)
        return self.function(*self.arguments, **self.keywords)(cls)


class ClassRecipe:
    """All that a `class` statement gave, and what the class had when it was made."""

    __slots__ = (
        "bases",
        "decorators",
        "first",
        "first_bases",
        "keywords",
        "metaclass",
        "name",
        "namespace",
    )

    def __init__(
        self,
        metaclass: Any,
        name: str,
        bases: tuple[Any, ...],
        keywords: dict[str, Any],
        namespace: dict[str, Any],
        decorators: tuple[Decorator, ...] = (),
    ) -> None:
        self.metaclass = metaclass  #: as in the statement; None where it has none
        self.name = name
        self.bases = bases  #: as in the statement, before `__mro_entries__`
        self.keywords = keywords  #: without `metaclass`
        self.namespace = namespace  #: as the body left it, before the metaclass had it
        self.decorators = decorators  #: of libraries, the innermost first
        self.first: dict[str, Any] = {}  #: what the class's `__dict__` was when made
        self.first_bases: tuple[type, ...] = ()  #: and its `__bases__`

    def came_out(self, cls: type) -> None:
        """Keep how the class is when it has been made."""
        self.first = dict(vars(cls))
        self.first_bases = cls.__bases__

    def decorated(self, decorator: Decorator, cls: type) -> ClassRecipe:
        """The recipe of what a library's decorator gave."""
        recipe = ClassRecipe(
            self.metaclass,
            self.name,
            self.bases,
            self.keywords,
            self.namespace,
            (*self.decorators, decorator),
        )
        recipe.came_out(cls)
        return recipe


class ClassTable:
    """The recipes of a program's classes; a class that is gone is forgotten."""

    def __init__(self) -> None:
        self.recipes: dict[int, tuple[weakref.ref[type], ClassRecipe]] = {}

    def keep(self, cls: type, recipe: ClassRecipe) -> None:
        key = id(cls)
        recipes = self.recipes

        def forget(_: object) -> None:
            recipes.pop(key, None)

        recipes[key] = (weakref.ref(cls, forget), recipe)

    def find(self, cls: type) -> ClassRecipe | None:
        found = self.recipes.get(id(cls))
        return found[1] if found is not None else None

    def classes(self) -> list[type]:
        """All of them that there still are."""
        found = [reference() for reference, _ in list(self.recipes.values())]
        return [cls for cls in found if cls is not None]

    def decorated(self, cls: type, result: object, decorator: Decorator) -> None:
        """Note that a library's decorator made `result` of a class, often the class itself."""
        recipe = self.find(cls)
        if recipe is not None and isinstance(result, type):
            self.keep(result, recipe.decorated(decorator, result))


class Noting:
    """A metaclass's stand-in, which sees the namespace as the body has left it."""

    def __init__(self, keep: Callable[[type, ClassRecipe], None], metaclass: Any, bases: Any):
        self.keep = keep
        self.given = metaclass
        self.bases = bases
        self.metaclass: Any = type

    def __prepare__(self, name: str, bases: tuple[Any, ...], **keywords: Any) -> Any:
        self.metaclass = metaclass_of(self.given, bases)
        prepare = getattr(self.metaclass, "__prepare__", None)
        return {} if prepare is None else prepare(name, bases, **keywords)

    def __call__(self, name: str, bases: tuple[Any, ...], namespace: Any, **keywords: Any) -> Any:
        before = {k: unchanged(value) for k, value in namespace.items() if k != "__orig_bases__"}
        cls = self.metaclass(name, bases, namespace, **keywords)
        if isinstance(cls, type):
            recipe = ClassRecipe(self.given, name, self.bases, keywords, before)
            recipe.came_out(cls)
            self.keep(cls, recipe)
        return cls


def unchanged(value: Any) -> Any:
    """A value of a class's body, or what will be as it is now when a metaclass has had that.

    SQLAlchemy's metaclass gives the columns themselves to the table that it makes.
    """
    kind = type(value)
    if kind.__module__.partition(".")[0] != "sqlalchemy":
        return value
    copied = getattr(kind, "_copy", None)
    return copy.copy(value) if copied is None else copied(value)


def metaclass_of(given: Any, bases: Sequence[Any]) -> Any:
    """The metaclass that a `class` statement uses: the most derived of the given and the bases'."""
    if given is not None and not isinstance(given, type):
        return given
    winner: Any = given or (type(bases[0]) if bases else type)
    for base in bases:
        kind = type(base)
        if issubclass(winner, kind):
            continue
        if not issubclass(kind, winner):
            raise TypeError(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                "subclass of the metaclasses of all its bases"
            )
        winner = kind
    return winner


def build_class(
    keep: Callable[[type, ClassRecipe], None],
    body: Callable[..., Any],
    name: str,
    *bases: Any,
    metaclass: Any = None,
    **keywords: Any,
) -> Any:
    """`__build_class__`, which gives `keep` the recipe of the class."""
    noting = Noting(keep, metaclass, bases)
    return builtins.__build_class__(body, name, *bases, metaclass=noting, **keywords)


def make_class_again(recipe: ClassRecipe, is_program_class: Callable[[type], bool]) -> Any:
    """A class of the recipe, which then has how it came out.

    What libraries do when a class is made is done again. What the program's own metaclasses,
    `__init_subclass__` and `__set_name__` did is not: what they changed is stored, as part of the
    class or elsewhere.
    """
    bases = resolve_bases(recipe.bases)
    metaclass = metaclass_of(recipe.metaclass, bases)
    making = library_part(metaclass, is_program_class)
    keywords = recipe.keywords if making is metaclass else {}
    values = recipe.namespace.values()
    with without_hooks(bases, values, is_program_class) as hidden:
        if hidden and next_hook(bases, is_program_class) is object:
            keywords = {}
        prepare = getattr(making, "__prepare__", None)
        namespace = {} if prepare is None else prepare(recipe.name, bases, **keywords)
        for key, value in recipe.namespace.items():
            namespace[key] = unchanged(value)
        if bases is not recipe.bases:
            namespace["__orig_bases__"] = recipe.bases
        if making is metaclass:
            cls = metaclass(recipe.name, bases, namespace, **keywords)
        else:
            cls = making.__new__(metaclass, recipe.name, bases, namespace, **keywords)
        for decorator in recipe.decorators:
            cls = decorator.apply(cls)
    recipe.came_out(cls)
    return cls


def library_part(metaclass: Any, is_program_class: Callable[[type], bool]) -> Any:
    """The metaclass, or the nearest above it that is not the program's."""
    if not isinstance(metaclass, type):
        return metaclass
    return next(kind for kind in metaclass.__mro__ if not is_program_class(kind))


def has_hooks(cls: type, is_program_class: Callable[[type], bool]) -> bool:
    """Whether the program's own code ran when the class was made."""
    return is_program_class(type(cls)) or any(
        is_program_class(base) and HOOK in vars(base) for base in cls.__mro__[1:]
    )


HOOK, NAMING = "__init_subclass__", "__set_name__"


def bases_above(bases: Sequence[Any]) -> list[type]:
    return [kind for base in bases if isinstance(base, type) for kind in base.__mro__]


def next_hook(bases: Sequence[Any], is_program_class: Callable[[type], bool]) -> type:
    """The class whose `__init_subclass__` runs when those of the program do not."""
    for kind in bases_above(bases):
        if HOOK in vars(kind) and not is_program_class(kind):
            return kind
    return object


@contextmanager
def without_hooks(
    bases: Sequence[Any], values: Iterable[Any], is_program_class: Callable[[type], bool]
) -> Iterator[list[type]]:
    """Take `__init_subclass__` and the values' `__set_name__` from classes of the program's.

    Gives those that had an `__init_subclass__`.
    """
    hidden: list[tuple[type, str, Any]] = []

    def hide(kinds: Iterable[type], name: str) -> None:
        for kind in kinds:
            if name in vars(kind) and is_program_class(kind):
                hidden.append((kind, name, vars(kind)[name]))
                type.__delattr__(kind, name)

    hide(bases_above(bases), HOOK)
    found = [kind for kind, _, _ in hidden]
    for kind in {type(value) for value in values}:
        hide(kind.__mro__, NAMING)
    try:
        yield found
    finally:
        for kind, name, hook in hidden:
            type.__setattr__(kind, name, hook)
