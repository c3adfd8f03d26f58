"""A heap's parts, identity across them, Persistent objects, handles, and kinds that are added."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Container
from typing import Any

import pytest
from persistent import Persistent
from persistent.mapping import PersistentMapping

from perdure.languages.python.heap import (
    CannotLoad,
    CannotStore,
    Handle,
    dump,
    dump_parts,
    load,
    load_parts,
    maker,
    register,
    singletons,
)
from tests.python.stub_program import StubProgram

TEXT = """
import threading
shared = []
class C: pass
c = C()
def f(): return shared, c, C, m
m = [c]
"""


@pytest.fixture
def program() -> StubProgram:
    return StubProgram({"flow": TEXT}).run()


def loaded(program: StubProgram, parts: list[bytes], refs: Any = ()) -> tuple[StubProgram, Any]:
    again = program.again()
    return again, load_parts(again, parts, refs)


def test_what_frames_share_with_namespaces_is_one_after_the_load(program: StubProgram) -> None:
    space = program.namespace("flow")
    frame = [space["shared"], space["c"], space["C"], space["f"], space]
    own: list[Any] = []

    dumped = dump_parts(program, [[own], [frame, (own, own)]])
    again, ((own_there,), (frame_there, pair)) = loaded(program, dumped.parts)

    there = again.namespace("flow")
    assert all(
        one is other
        for one, other in zip(
            frame_there, [there[n] for n in ("shared", "c", "C", "f")] + [there], strict=True
        )
    )
    assert pair[0] is pair[1] is own_there
    assert there["f"]() == (there["shared"], there["c"], there["C"], there["m"])
    assert type(there["m"][0]) is there["C"]


def test_the_first_part_is_the_same_while_only_frames_change(program: StubProgram) -> None:
    first = dump_parts(program, [[], [1, program.namespace("flow")["c"]]]).parts
    second = dump_parts(program, [[], ["another", {}]]).parts
    program.namespace("flow")["shared"].append(1)
    third = dump_parts(program, [[], ["another", {}]]).parts

    assert first[0] == second[0] != third[0]
    assert first[1] != second[1]


def test_a_first_part_goes_with_a_later_second(program: StubProgram) -> None:
    first = dump_parts(program, [[], [program.namespace("flow")["c"]]]).parts
    second = dump_parts(program, [[], [program.namespace("flow")["f"]]]).parts

    again, (_, (function,)) = loaded(program, [first[0], second[1]])

    assert function is again.namespace("flow")["f"]


def test_persistent_objects_are_stored_by_their_place_among_refs(program: StubProgram) -> None:
    one, other = PersistentMapping(a=1), Persistent()

    stored, refs = dump(program, [[one, other, one], {"other": other}])
    ((first, second, third), by_name) = load(program.again(), stored, refs)

    assert [id(ref) for ref in refs] == [id(one), id(other)]
    assert first is third is one
    assert second is by_name["other"] is other


def test_a_foreign_object_is_made_again_by_its_handle(program: StubProgram) -> None:
    lock = threading.Lock()
    holder = program.namespace("flow")["c"]
    holder.lock = [lock, lock]
    program.handles[id(lock)] = (lock, Handle(threading.Lock))

    stored, refs = dump(program, [lock])
    again = program.again()
    (there,) = load(again, stored, refs)

    assert type(there) is type(lock)
    assert there is not lock
    assert again.namespace("flow")["c"].lock == [there, there]


class Client:
    """A library's object that does not pickle."""

    def __init__(self, url: str, *, timeout: int = 5) -> None:
        self.url = url
        self.timeout = timeout
        self.fed: list[str] = []
        self._lock = threading.Lock()

    def feed(self, text: str) -> None:
        self.fed.append(text)


def test_a_handle_has_calls_since_and_attributes_since(program: StubProgram) -> None:
    client = Client("a", timeout=1)
    handle = Handle(Client, ("a",), {"timeout": 1}, (("feed", ("x",)),), dict(vars(client)))
    client.feed("x")
    client.timeout = 9
    program.handles[id(client)] = (client, handle)

    stored, refs = dump(program, [client])
    (there,) = load(program.again(), stored, refs)

    assert (there.url, there.timeout, there.fed) == ("a", 9, ["x"])


def test_the_error_names_the_outermost_foreign_object(program: StubProgram) -> None:
    client = Client("a")
    client.feed("x")
    program.namespace("flow")["c"].client = {"mail": client}

    with pytest.raises(CannotStore) as raised:
        dump(program, [])

    assert raised.value.thing is client
    assert raised.value.path == "c.client['mail']"
    assert raised.value.inner == "._lock"
    assert raised.value.kind.endswith("test_heap.Client")
    assert str(raised.value).startswith("cannot store `c.client['mail']`, a ")
    assert "cannot pickle '_thread.lock' object" in raised.value.reason


def test_the_error_names_variables_of_frames(program: StubProgram) -> None:
    frame = (1, {"k": threading.Lock()})

    with pytest.raises(CannotStore) as raised:
        dump_parts(program, [[], ["f", frame]], names=[[], ["code", ("n", "locks")]])

    assert raised.value.path == "locks['k']"


class Suspended:
    """A kind that the heap does not know."""

    def __init__(self) -> None:
        self.values: Any = None


@maker
def suspended_for_test() -> Suspended:
    return Suspended()


@maker
def fill_suspended_for_test(thing: Suspended, values: Any) -> None:
    thing.values = values


def test_a_kind_may_be_added_with_contents_that_come_later(program: StubProgram) -> None:
    def reduce(dumper: Any, thing: Suspended) -> Any:
        dumper.later(fill_suspended_for_test, thing, thing.values)
        return suspended_for_test, ()

    register(Suspended, reduce)
    thing = Suspended()
    thing.values = [thing, program.namespace("flow")["c"]]

    stored, refs = dump(program, [thing])
    again = program.again()
    (there,) = load(again, stored, refs)

    assert there.values == [there, again.namespace("flow")["c"]]


def test_a_module_that_is_missing_is_named(program: StubProgram) -> None:
    stored, refs = dump(program, [threading.Thread])

    with pytest.raises(CannotLoad, match="threadinX"):
        load(program.again(), stored.replace(b"threading", b"threadinX"), refs)


def test_modules_are_looked_through_once_for_all_bare_objects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[int] = []

    def counted(but: Container[str]) -> dict[int, tuple[str, str]]:
        looks.append(1)
        return bare_names(but)

    bare_names = singletons.bare_names
    monkeypatch.setattr(singletons, "bare_names", counted)
    text = "import dataclasses\nkept = [object() for _ in range(9)]\nown = dataclasses.MISSING\n"
    program = StubProgram({"flow": text}).run()
    for _ in range(5):
        stored, refs = dump(program, [])
    again = program.again()
    load(again, stored, refs)
    assert again.namespace("flow")["own"] is dataclasses.MISSING
    assert len({id(each) for each in again.namespace("flow")["kept"]}) == 9
    assert len(looks) == 1
