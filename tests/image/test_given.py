"""The arguments of effects are stored once, as they were when the effect was called."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from BTrees.LOBTree import LOBTree
from ZODB.utils import get_pickle_metadata

from perdure.image import Given, Image, effect
from perdure.image.processes.waits import Effect
from perdure.image.schema.encoded import Encoded
from perdure.image.schema.given import stored
from perdure.image.schema.processes import Process
from tests.programs import program

TEXT = "what was said, at length. " * 40


def again(arguments: tuple[Any, ...], last: Any = None) -> Any:
    """The stored form of the arguments, having looked that they come back as they were."""
    made = stored(arguments, last)
    back = Effect("shop", "pay", made).call_arguments()
    assert repr(back) == repr(arguments)
    return made


def new_pieces(made: Given, last: Given) -> int:
    known = {id(piece) for piece in last.pieces().values()}
    return sum(id(piece) not in known for piece in made.pieces().values())


def test_small_arguments_are_stored_as_they_are() -> None:
    for arguments in ((), (1, "a", None, True), ([1, 2, (3, {"a": 4.5})], b"bytes")):
        assert again(arguments) is arguments


def any_value(pick: random.Random, depth: int) -> Any:
    kinds = 8 if depth == 0 else 12
    match pick.randrange(kinds):
        case 0:
            return pick.choice([0, 1, -1, 2**70, -(10**4000)])
        case 1:
            return pick.choice([1.0, -0.0, float("inf"), 1j, Fraction(1, 3), None, True, False])
        case 2 | 3:
            return pick.choice("ab") * pick.choice([0, 1, 200, 300, 5000])
        case 4 | 5:
            return bytes([pick.randrange(256)]) * pick.choice([0, 1, 300])
        case 6 | 7:
            return pick.randrange(1000)
        case 8:
            return tuple(any_value(pick, depth - 1) for _ in range(pick.choice([0, 1, 3, 40])))
        case 9:
            count = pick.choice([0, 1, 3, 40])
            return {(n, "key"): any_value(pick, depth - 1) for n in range(count)}
        case 10:
            return Encoded("thing", any_value(pick, depth - 1))
    return [any_value(pick, depth - 1) for _ in range(pick.choice([0, 1, 3, 40]))]


def test_any_arguments_come_back_whatever_was_there_before() -> None:
    pick = random.Random(7)
    last = None
    for _ in range(60):
        made = again(tuple(any_value(pick, 3) for _ in range(pick.randrange(4))), last)
        last = made if isinstance(made, Given) else None


@pytest.mark.parametrize("where", ["at the end", "at the beginning", "in the midst"])
def test_what_grows_refers_to_what_was_there(where: str) -> None:
    said = [{"role": "user", "content": f"{n} {TEXT}"} for n in range(400)]
    last = again((said, 1))
    place = {"at the end": 400, "at the beginning": 0, "in the midst": 200}[where]
    said.insert(place, {"role": "model", "content": f"new {TEXT}"})
    made = again((said, 2), last)
    assert new_pieces(made, last) <= 5
    assert len(made.pieces()) > 400


def test_many_small_items_and_entries_are_shared_too() -> None:
    numbers = [str(n) for n in range(5000)]
    table = {f"key {n}": n for n in range(5000)}
    last = again((numbers, table))
    numbers.append("one more")
    table["key 2500"] = -1
    made = again((numbers, table), last)
    assert new_pieces(made, last) <= 6


def piece_records(path: Path) -> int:
    with Image.open(path, read_only=True) as image:
        storage = image.root._p_jar.db().storage
        records = [record.data for each in storage.iterator() for record in each]
    return sum(get_pickle_metadata(data) == ("perdure.image", "Piece") for data in records)


CONVERSE = program(__file__, "conversation")


def test_a_conversation_is_stored_once(image_path: Path) -> None:
    heard: list[int] = []

    @effect
    def talk(said: list[str]) -> str:
        heard.append(len(said))
        return f"{len(said)} {TEXT}"

    with Image.open(image_path, [talk]) as image:
        image.eval(CONVERSE)
        assert image.call("converse", 20) == 20
    assert heard == list(range(1, 21))
    assert piece_records(image_path) < 60  # 210 texts were passed, of which 20 differ


def test_an_effect_done_again_gets_what_it_was_given_then(image_path: Path) -> None:
    given: list[Any] = []

    @effect
    def keep(texts: list[str], key: str) -> int:
        given.append(texts)
        return len(texts)

    with Image.open(image_path, [keep]) as image:
        image.eval("(import (python test_given))")
        image.eval("(define texts (list (make-string 1000 #\\a) (make-string 1000 #\\b)))")
    with Image.open(image_path) as image:  # which was not given it: the effect has to wait
        pid = image.spawn("(keep texts)")
        image.run_until_idle()
        image.eval("(string-set! (car texts) 0 #\\X) (set-car! (cdr texts) 5)")
        process = image.root.process(pid)
        assert process.waits is not None
        assert type(process.waits[3]) is Given
    with Image.open(image_path, [keep]) as image:
        assert image.result(pid) == 2
        assert given == [["a" * 1000, "b" * 1000]]
        assert image.root.process(pid).given is None  # nothing is kept of what has ended


def test_a_failed_effect_is_retried_with_what_it_was_given(image_path: Path) -> None:
    given: list[Any] = []

    @effect
    def fall(text: str) -> str:
        given.append(text)
        if len(given) == 1:
            raise OSError("not now")
        return text

    with Image.open(image_path, [fall]) as image:
        image.eval("(import (python test_given)) (define text (make-string 2000 #\\a))")
        pid = image.spawn("(fall text)")
        image.run_until_idle()
        image.eval("(string-fill! text #\\b)")
        image.retry(pid)
        assert image.result(pid) == "a" * 2000
    assert given == ["a" * 2000] * 2


def test_pieces_that_were_not_in_memory_are_found_again(image_path: Path) -> None:
    @effect
    def talk(said: list[str]) -> str:
        return f"{len(said)} {TEXT}"

    with Image.open(image_path, [talk]) as image:
        image.eval(CONVERSE + "(import (perdure process))")
        image.eval("(define (two a b) (receive) (talk (list a)) (receive) (talk (list a b)))")
        pid = image.spawn("two", TEXT, TEXT + "more")
        image.send(pid, 1)
        image.run_until_idle()
    with Image.open(image_path, [talk]) as image:
        image.send(pid, 2)
        assert image.result(pid).startswith("2 what")
    assert piece_records(image_path) == 2


def test_processes_of_former_versions_are_read(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval("(import (perdure process)) (define (f x) (receive) x)")
        first = image.spawn("f", 1)
        image.run_until_idle()

        def make_old() -> None:
            root = image.root
            root.processes = LOBTree(root.processes)  # as it was, with leaves of 60

        image.driver.change(make_old)
        state = image.root.process(first).__getstate__()
        assert len(state) == 9
        old = Process.__new__(Process)
        old.__setstate__(state)
        assert (old.shard, old.given) == (0, None)
    with Image.open(image_path) as image:
        second = image.spawn("f", 2)
        assert second > first
        assert [each.pid for each in image.processes()][-2:] == [first, second]
        for pid in (first, second):
            image.send(pid, "go")
        assert (image.result(first), image.result(second)) == (1, 2)
