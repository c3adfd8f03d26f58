"""Classes that functions of `typing`, `abc`, `enum` and `types` make, without a `class` statement."""

import typing, types, abc, collections, enum
from typing import (
    NamedTuple,
    TypedDict,
    NotRequired,
    NewType,
    Protocol,
    Generic,
    TypeVar,
    Literal,
    Annotated,
)
from stopping import stop

TD = TypedDict("TD", {"k": int, "in": "NotRequired[str]"})
TO = TypedDict("TO", {"a": "TD"}, total=False)


class Sub(TD, total=False):
    more: list[int]


N = NamedTuple("N", [("a", int), ("b", "str")])


class M(N):
    def both(self):
        return stop((self.a, self.b))


Id = NewType("Id", int)
T = TypeVar("T", bound=TD)
C = types.new_class("C", (Generic[T],), {}, lambda ns: ns.update(x=1))
A = abc.ABCMeta("A", (), {"f": abc.abstractmethod(lambda self: 1)})
P = type("P", (Protocol,), {"m": lambda self: 1, "__annotations__": {}})
E = enum.IntEnum("E", "a b c")
F = enum.Flag("F", ["x", "y"])
Opt = Annotated[Literal["a", "b"], "note"]


def show():
    print(
        TD.__name__,
        TD.__annotations__["k"],
        TD.__total__,
        sorted(TD.__required_keys__),
        TD(k=1),
        TD.__module__,
        type(TD).__name__,
    )
    print(
        TO.__annotations__,
        TO.__total__,
        sorted(Sub.__annotations__),
        sorted(Sub.__required_keys__),
        Sub.__optional_keys__,
    )
    print(
        N(1, "x"),
        N.__annotations__["a"],
        M(1, "y").both(),
        Id(3),
        Id.__name__,
        T.__bound__ is TD,
        C.x,
        C.__name__,
        C.__orig_bases__,
        C[TD].__args__ == (TD,),
    )
    try:
        A()
    except TypeError as e:
        print(str(e)[:30])
    print(E.b, E(3).name, F.x | F.y, Opt, P.__name__, typing.get_type_hints(TO)["a"] is TD)


show()
stop()
show()
