"""Plain instances: taken apart as `object.__reduce_ex__` does it, where a class leaves it to."""

from __future__ import annotations

import copyreg
from typing import Any

import pytest

from perdure.languages.python.heap import dump, load
from perdure.languages.python.heap.instances import is_plain, reduce_plain
from tests.python.stub_program import StubProgram

PROGRAM = StubProgram(
    {
        "flow": """
import dataclasses

class Plain: pass
class Below(Plain): pass
@dataclasses.dataclass
class Data:
    one: int = 1
class Open:
    __slots__ = ("__dict__",)
""",
        "other": """
import copyreg

class Slots:
    __slots__ = ("one",)
class BelowSlots(Slots): pass
class Late(Slots):
    __slots__ = ("__dict__",)
class List(list): pass
class Own:
    def __getstate__(self): return {"own": 1}
class Set:
    def __setstate__(self, state): self.seen = state
class New:
    def __getnewargs__(self): return ()
class Reduced:
    def __reduce__(self): return Reduced, ()
class ReducedEx:
    def __reduce_ex__(self, protocol): return ReducedEx, ()
class Asked:
    def __getattribute__(self, name): return object.__getattribute__(self, name)
class Property:
    @property
    def __dict__(self): return {"other": 1}
class Error(Exception): pass
class Registered: pass
copyreg.pickle(Registered, lambda thing: (Registered, ()))
""",
    }
).run()
PLAIN = ("Plain", "Below", "Data")
OTHERS = (
    "Slots", "BelowSlots", "Late", "List", "Own", "Set", "New", "Reduced", "ReducedEx", "Asked",
    "Property", "Error", "Registered",
)  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("state", [{}, {"one": 1, "two": [2]}])
def test_a_plain_instance_is_taken_apart_as_pickle_does_it(name: str, state: Any) -> None:
    kind: Any = PROGRAM.namespace("flow")[name]
    assert is_plain(kind)
    thing = kind.__new__(kind)
    vars(thing).update(state)
    reduced = thing.__reduce_ex__(5)
    assert reduce_plain(PROGRAM, thing) == reduced[:3]  # type: ignore[arg-type]
    assert reduced[3:] == (None, None)


@pytest.mark.parametrize("name", OTHERS)
def test_no_class_is_plain_that_pickle_would_ask(name: str) -> None:
    try:
        assert not is_plain(PROGRAM.namespace("other")[name])
    finally:
        if name == "Registered":
            copyreg.dispatch_table.pop(PROGRAM.namespace("other")[name], None)


def test_what_has_changed_its_class_and_its_attributes_comes_back() -> None:
    space = PROGRAM.namespace("flow")
    thing = space["Plain"]()
    thing.self, thing.gone = thing, 1
    del thing.gone
    thing.__class__ = space["Below"]
    other = space["Open"]()
    other.thing = thing
    again = PROGRAM.again()
    found, opened = load(again, *dump(PROGRAM, [thing, other]))
    assert found.self is found is opened.thing
    assert type(found) is again.namespace("flow")["Below"]
    assert vars(found) == {"self": found}
