"""Annotations and generic classes at run time: hints, forward references, overloads, casts, aliases."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    Optional,
    TypeVar,
    Union,
    cast,
    get_type_hints,
    overload,
)

from stopping import stop

T = TypeVar("T")
K = TypeVar("K", bound="Base")
Number = Union[int, float]
LIMIT: Final = stop(3)


class Base:
    registry: ClassVar[dict[str, type[Base]]] = {}


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> Stack[T]:
        self.items.append(stop(item))
        return self

    def map(self, f: typing.Callable[[T], Any]) -> Stack[Any]:
        result: Stack[Any] = Stack()
        for item in self.items:
            result.push(f(item))
        return result


class IntStack(Stack[int]):
    pass


@dataclass
class Tree(Generic[T]):
    value: T
    left: Optional[Tree[T]] = None
    right: Tree[T] | None = None

    def total(self) -> T:
        return (
            stop(self.value)
            + (self.left.total() if self.left else 0)
            + (self.right.total() if self.right else 0)
        )


@overload
def double(x: int) -> int: ...
@overload
def double(x: str) -> str: ...
def double(x):
    return stop(x) * 2


def function(
    a: int, b: Annotated[str, "note"] = "x", *args: Number, mode: Literal["r", "w"] = "r"
) -> Later:
    return a, b, mode


Later = tuple
stack = Stack[int]().push(1).push(2)
print(
    stack.items,
    stack.map(lambda x: stop(x) + 1).items,
    Stack[int],
    IntStack().push(5).items,
    IntStack.__orig_bases__,
)
print(Tree(1, Tree(2), Tree(3, Tree(4))).total(), double(2), double("ab"), cast(str, stop(5)))
hints = get_type_hints(function)
print(
    hints["a"], hints["return"] is tuple, hints["mode"], typing.get_args(hints["mode"]), function(1)
)
print(
    get_type_hints(function, include_extras=True)["b"].__metadata__, function.__annotations__["a"]
)
print(
    typing.get_origin(dict[str, int]) is dict,
    typing.get_args(Optional[int]),
    isinstance(1, int | str),
)
print(Tree.__annotations__["left"], sorted(get_type_hints(Base)), T.__name__, K.__bound__)
local: int
later: list[Undefined] = [stop(1)]
print(later, "local" in globals(), sorted(__annotations__))


def annotated():
    x: int = stop(5)
    y: Undefined
    z: Undefined = [x]
    return x, z


print(annotated(), typing.NewType("Id", int)(stop(7)), list[int]([1, 2]), dict[str, int](a=1))


@typing.no_type_check
def unchecked(x: "nonsense (") -> None:
    return stop(x)


print(unchecked(1), typing.get_type_hints(IntStack.push)["return"])
