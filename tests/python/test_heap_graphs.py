"""Random graphs of objects: what is loaded is isomorphic to what was stored.

A graph is made by a row of steps, each of which makes an object of a kind with some of those before
it, or lets one refer to another; so there are cycles of all kinds.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from types import CellType, FunctionType, MethodType, SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from perdure.languages.python.heap import dump_parts, load_parts
from tests.python.stub_program import StubProgram

TEXT = """
class Plain: pass
class Slots:
    __slots__ = "a", "b"
class Items(list): pass
class Mapping(dict): pass
class Failed(Exception): pass
class Key:
    def __init__(self, name): self.name = name
    def __hash__(self): return hash(self.name)
    def __eq__(self, other): return type(other) is Key and self.name == other.name
def closure(x):
    def inner(): return x
    def set(y):
        nonlocal x
        x = y
    return inner, set
def method(self): return self
"""
PROGRAM = StubProgram({"flow": TEXT}).run()
SPACE = PROGRAM.namespace("flow")

ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary()
)
KINDS = [
    *("list", "tuple", "dict", "set", "deque", "ordered", "plain", "slots", "items", "mapping"),
    *("error", "namespace", "closure", "method", "key"),
]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("atom"), ATOMS),
        st.tuples(st.sampled_from(KINDS), st.lists(st.integers(0, 30), max_size=4)),
        st.tuples(st.just("refer"), st.tuples(st.integers(0, 30), st.integers(0, 30))),
    ),
    max_size=30,
)


def built(steps: list[tuple[str, Any]]) -> list[Any]:
    """The objects of a row of steps."""
    made: list[Any] = [None]
    for number, (kind, operand) in enumerate(steps):
        if kind == "atom":
            made.append(operand)
        elif kind == "refer":
            refer(made[operand[0] % len(made)], made[operand[1] % len(made)])
        else:
            made.append(new(kind, [made[index % len(made)] for index in operand], number))
    return made


def new(kind: str, parts: list[Any], number: int) -> Any:
    first = parts[0] if parts else None
    match kind:
        case "list" | "tuple" | "deque":
            return {"list": list, "tuple": tuple, "deque": deque}[kind](parts)
        case "dict":
            return {f"k{i}": part for i, part in enumerate(parts)}
        case "set":
            return {part for part in parts if is_hashable(part)}
        case "ordered":
            return OrderedDict(enumerate(parts))
        case "items":
            return SPACE["Items"](parts)
        case "mapping":
            return SPACE["Mapping"](enumerate(parts))
        case "plain" | "slots":
            thing = SPACE[kind.capitalize()]()
            thing.a = first
            return thing
        case "error":
            return SPACE["Failed"](*parts)
        case "namespace":
            return SimpleNamespace(a=first, b=parts)
        case "closure":
            return SPACE["closure"](first)[len(parts) % 2]
        case "method":
            return MethodType(SPACE["method"], parts)
    thing = SPACE["Key"](number)
    thing.others = {thing: parts}
    return thing


def is_hashable(thing: Any) -> bool:
    return type(thing) in {int, str, bytes, bool, float, type(None), SPACE["Key"], SPACE["Plain"]}


def refer(thing: Any, other: Any) -> None:
    """Let an object that can change refer to another."""
    match thing:
        case list() | deque():
            thing.append(other)
        case dict():
            thing[len(thing)] = other
        case set():
            if is_hashable(other):
                thing.add(other)
        case FunctionType() if thing.__closure__:
            thing.__closure__[0].cell_contents = other
        case SimpleNamespace():
            thing.c = other
        case BaseException() if isinstance(other, BaseException) and other is not thing:
            thing.__cause__ = other
        case _ if type(thing) in (SPACE["Plain"], SPACE["Slots"]):
            thing.b = other


def assert_isomorphic(one: Any, other: Any) -> None:
    """Hold that two graphs have the same shape: each object of one is one object of the other."""
    there: dict[int, int] = {}
    back: dict[int, int] = {}
    kept = []
    todo = [(one, other)]
    while todo:
        a, b = todo.pop()
        assert type(a).__qualname__ == type(b).__qualname__
        if isinstance(a, int | float | str | bytes | type(None)):
            assert a == b
            continue
        if isinstance(a, type):
            continue
        if id(a) in there:
            assert there[id(a)] == id(b)
            continue
        if not (isinstance(a, tuple) and not a):  # the empty tuple is one for all
            assert id(b) not in back
            there[id(a)], back[id(b)] = id(b), id(a)
        kept += [a, b]
        inside_a, inside_b = inside(a), inside(b)
        assert len(inside_a) == len(inside_b)
        todo += zip(inside_a, inside_b, strict=True)


def inside(thing: Any) -> list[Any]:
    """All that an object refers to, in an order that does not depend on its identity."""
    found: list[Any] = []
    match thing:
        case dict():
            found += [part for pair in thing.items() for part in pair]
        case set():
            keys = [one for one in thing if type(one).__name__ == "Key"]
            found += sorted(keys, key=lambda key: key.name)
            plain = [one for one in thing if type(one).__name__ == "Plain"]
            found += [len(plain)]
            found += sorted(
                (one for one in thing if not hasattr(one, "__dict__")),
                key=lambda one: (type(one).__name__, repr(one)),
            )
            return found
        case list() | tuple() | deque():
            found += thing
        case FunctionType():
            return [thing.__name__, *(cell.cell_contents for cell in thing.__closure__ or ())]
        case CellType():
            return [thing.cell_contents]
        case MethodType():
            return [thing.__func__, thing.__self__]
        case BaseException():
            found += [*thing.args, thing.__cause__]
    for name in ("a", "b", "c", "name", "others"):
        if hasattr(thing, name):
            found += [name, getattr(thing, name)]
    return found


@settings(max_examples=150, deadline=None)
@given(STEPS, st.integers(0, 30))
def test_what_is_loaded_is_isomorphic(steps: list[tuple[str, Any]], cut: int) -> None:
    made = built(steps)
    parts = [made[:cut], made[cut:]]

    dumped = dump_parts(PROGRAM, parts)
    again = PROGRAM.again()
    loaded = load_parts(again, dumped.parts, dumped.refs)

    assert_isomorphic(made, [thing for part in loaded for thing in part])
    assert dump_parts(PROGRAM, parts).parts == dumped.parts
