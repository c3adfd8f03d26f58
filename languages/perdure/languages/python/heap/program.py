"""The face of a program, as the heap needs it, and the errors of storing and loading.

Read by: all of this folder; the machine has a class with the face of `Program`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import CodeType, FrameType, MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from perdure.languages.python.heap.recipes import ClassRecipe

__all__ = ["CannotLoad", "CannotStore", "Handle", "Program"]


class Handle(NamedTuple):
    """The making of a foreign object, by which it is made again where it cannot be stored.

    `then` are the methods called on it since that belong to its making (a hash is fed again);
    `first` is what its `__dict__` was when it had been made, by which attributes set since are
    seen; `contents` has those of its public attributes that were dicts, lists and sets, each with
    what it held then.
    """

    function: Any
    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = MappingProxyType({})
    then: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    first: Mapping[str, Any] | None = None
    contents: Mapping[str, tuple[Any, Any]] | None = None

    def of_made(self, thing: object) -> Handle:
        """The same with what the object is like now that it has been made."""
        first = dict(getattr(thing, "__dict__", {}))
        contents = {
            name: (value, value.copy())
            for name, value in first.items()
            if type(value) in (dict, list, set) and not name.startswith("_")
        }
        return self._replace(first=first, contents=contents)


class Program(Protocol):
    """A program in memory: its modules' namespaces, and the code that its functions run.

    A *unit* is a module of the program; its key names it in what is stored. When a heap is loaded,
    the program has its units with empty namespaces, which the load fills.
    """

    #: What all its namespaces have as `__builtins__`; it marks a function as the program's.
    builtins: dict[str, Any]
    #: By identity, foreign objects whose making touched nothing outside, and how they were made.
    handles: dict[int, tuple[Any, Handle]]
    #: Those of them that no other form can be stored of, as earlier dumps have found.
    remade: set[int]
    #: The `definitions.Definitions` that the last dump has begun with; None before the first.
    definitions: Any
    #: Whether the last dump has found builtin data only, and what a module has by its name.
    is_common: bool

    def units(self) -> Iterable[str]:
        """The keys of the modules that the process has imported, in the order of their import."""

    def namespace(self, unit: str) -> dict[str, Any]:
        """The dict of the module; the same one each time."""

    def module(self, unit: str) -> ModuleType:
        """The module whose `__dict__` is that namespace."""

    def put_modules(self) -> Mapping[str, Any]:
        """By name, what the program has put into `sys.modules` itself."""

    def function_of(self, code: CodeType) -> tuple[str, int] | None:
        """The unit and the function's index in it, if the program's functions have this code."""

    def text_function(self, code: CodeType) -> tuple[tuple[Any, ...], int] | None:
        """The stored form of a lowered text for `exec` that has this code, and its number there."""

    def text_code(self, state: tuple[Any, ...], index: int) -> CodeType:
        """The code of that function of such a text."""

    def code_for(self, unit: str, index: int, free: tuple[str, ...]) -> CodeType:
        """The code of that function; its free variables are those in `free`, in any order."""

    def is_program_class(self, cls: type) -> bool:
        """Whether a `class` statement of the program made it."""

    def class_made_by(self, cls: type) -> ClassRecipe | None:
        """All that the `class` statement gave, if there was one."""

    def class_made(self, cls: type, recipe: ClassRecipe) -> None:
        """Keep what a class was made by, as a load has made it again."""

    def left_in(self, frame: FrameType) -> tuple[Any, ...]:
        """The variables that a traceback's frame has whose end runs code of the program."""

    def note_open(self, file: Any) -> None:
        """Keep a file that a load has opened, to be dropped with the program."""

    def note_made(self, thing: object, handle: Handle) -> None:
        """Keep the making of a foreign object, which a load has made again."""


class CannotStore(Exception):
    """An object that is reached cannot be stored.

    Attributes:
        thing: the outermost foreign object on the way to what fails; it is what to make again, or
            to close before the process waits.
        path: how that is reached, as an expression of Python: `session.adapters['https://']`.
        kind: the name of its type, with its module's.
        reason: why what fails does.
        inner: what fails, as an expression that goes on from `thing`; "" where it is itself.
    """

    def __init__(self, thing: object, path: str, reason: str, inner: str = "") -> None:
        self.thing = thing
        self.path = path
        self.kind = kind_of(thing)
        self.reason = reason
        self.inner = inner
        where = f" (its {inner.lstrip('.')})" if inner else ""
        super().__init__(f"cannot store `{path}`, a {self.kind}{where}: {reason}")


class CannotLoad(Exception):
    """Stored bytes do not become objects here: a class or a module is missing or has changed."""


def kind_of(thing: object) -> str:
    kind = type(thing)
    if kind.__module__ == "builtins":
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"
