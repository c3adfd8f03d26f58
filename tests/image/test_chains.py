"""Lists that are gone along by their records lead where the objects do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image
from perdure.image.inspecting.data import ListView
from perdure.image.schema.clusters import Cluster, record_of
from perdure.image.storage.chains import COUNT_AT, Chain, whole_list
from perdure.image.storage.states import beginning_of
from perdure.vm.objects.data import Pair, cons

COUNT = 4321

#: How a list is made of COUNT elements, each another kind.
LISTS = {
    "numbers": "(iota {0})",
    "texts": "(map number->string (iota {0}))",
    "lists": "(map (lambda (n) (list n (vector n) (number->string n))) (iota {0}))",
    "characters": "(map (lambda (n) (integer->char (+ 300 n))) (iota {0}))",
    "mixed": "(map (lambda (n) (if (even? n) n (list n))) (iota {0}))",
    "piece by piece": "(let loop ((n {0}) (made '()))"
    " (if (= n 0) made (loop (- n 1) (cons (- n 1) made))))",
    "symbols and rationals": "(map (lambda (n) (if (odd? n) 'odd (/ 1 (+ 2 n)))) (iota {0}))",
}


@pytest.fixture(params=[False, True], ids=["records", "clusters"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "test.image"
    with Image.open(path, clusters=request.param):
        pass
    return path


def made(path: Path, *texts: str) -> None:
    with Image.open(path) as image:
        image.eval("(import (scheme base))")
        for text in texts:
            image.eval(text)


def by_objects(head: Any) -> list[Any]:
    """The pairs of a list, and what its last one has; one that comes again ends it."""
    found: list[Any] = []
    seen: set[int] = set()
    while isinstance(head, Pair) and id(head) not in seen:
        seen.add(id(head))
        found.append(head)
        head = head.cdr
    return found


def by_records(head: Any, most: int, end: bytes | None = None) -> list[tuple[int, Any]]:
    """The places that a chain comes to, with their numbers."""
    chain = Chain(head._p_jar)
    here, at = chain.place_of(head), 0
    found: list[tuple[int, Any]] = []
    while isinstance(here, bytes | Pair) and len(found) < 2 * COUNT:
        found.append((at, here))
        if isinstance(here, Pair):
            here, at = chain.place_of(here.cdr), at + 1
        else:
            steps, here = chain.along(here, most, end)
            at += steps
    return found


@pytest.mark.parametrize("kind", LISTS)
def test_each_place_is_the_pair_of_that_number(path: Path, kind: str) -> None:
    made(path, f"(define big {LISTS[kind].format(COUNT)})")
    for most in (1, 7, 100, 1000):
        with Image.open(path) as image:
            head = image.inspect("big").value
            places = by_records(head, most)
            pairs = by_objects(head)
            assert len(pairs) == COUNT
            assert places[-1][0] >= COUNT - 100
            for at, here in places:
                there = pairs[at]
                assert here is there or here == there._p_oid


@pytest.mark.parametrize("kind", LISTS)
def test_a_page_far_in_a_list_has_its_elements(path: Path, kind: str) -> None:
    made(path, f"(define big {LISTS[kind].format(COUNT)})")
    with Image.open(path) as image:
        wanted = [str(image.eval(f"(list-ref big {n})")) for n in (COUNT - 20, COUNT - 1)]
    for start in (COUNT - 20, 3000, 1001):
        with Image.open(path) as image:
            inspector = image.inspect("big")
            page = inspector.page(start)
            assert [line.label for line in page.lines] == [str(start + n) for n in range(20)]
            if start == COUNT - 20 and kind in ("numbers", "piece by piece"):
                assert [page.lines[0].text, page.lines[-1].text] == wanted
            inspector.evaluate("(set-car! it 'first)")
            assert inspector.page(0).lines[0].text == "first"


def test_a_list_that_was_changed_is_gone_along_as_it_is(path: Path) -> None:
    made(
        path,
        "(define big (iota 9000))",
        "(set-cdr! (list-tail big 2500) (append (iota 30) (list-tail big 6000)))",
    )
    with Image.open(path) as image:
        page = image.inspect("big").page(5500)
        assert page.lines[0].text == str(6000 + 5500 - 2531)
    made(path, "(set-cdr! (list-tail big 4000) 'end)")
    with Image.open(path) as image:
        assert image.inspect("big").page(3995).lines[-1].label == "tail"
        assert image.inspect("big").page(8000).lines == []


def test_what_is_changed_in_the_open_transaction_is_seen(path: Path) -> None:
    made(path, "(define big (iota 5000))")
    with Image.open(path) as image:
        head = image.inspect("big").value
        connection = head._p_jar
        connection.transaction_manager.begin()
        pairs = by_objects(head)
        pairs[1500].cdr = cons("new", cons("other", pairs[3000]))
        pairs[3100].cdr = pairs[4900]
        connection.cacheMinimize()  # those that are not changed are ghosts then
        expected = by_objects(head)
        connection.cacheMinimize()
        places = by_records(head, 1000)
        assert len(expected) == 1501 + 2 + 101 + 100
        for at, here in places:
            assert here is expected[at] or here == expected[at]._p_oid
        assert places[-1][0] >= len(expected) - 100
        connection.transaction_manager.abort()


@pytest.mark.parametrize("back_to", [0, 40, 2222, 8990])
def test_circles_end(path: Path, back_to: int) -> None:
    made(
        path,
        "(define big (iota 9000))",
        f"(set-cdr! (list-tail big 8999) (list-tail big {back_to}))",
    )
    with Image.open(path) as image:
        inspector = image.inspect("big")
        page = inspector.page(8990)
        assert page.lines[0].text == "8990"
        assert ListView(inspector.value).approach(1_000_000, lambda: False) is None


def test_a_piece_of_a_list_is_known_by_its_bytes(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image", clusters=True) as image:
        image.eval("(define big (iota 250))")
        head = image.inspect("big").value
        connection = head._p_jar
        at = len(beginning_of(Cluster)) + COUNT_AT

        def found(oid: bytes) -> tuple[int, bytes] | None:
            return whole_list(connection.record_at(record_of(oid)), at)

        pairs = by_objects(head)
        assert found(head._p_oid) == (100, pairs[100]._p_oid)
        assert found(pairs[100]._p_oid) == (100, pairs[200]._p_oid)
        assert found(pairs[200]._p_oid) is None  # it ends there
        image.eval("(set-car! (list-tail big 50) (list 1))")
        assert found(head._p_oid) is None
        image.eval("(set-car! (list-tail big 50) 1.5)")
        assert found(head._p_oid) == (100, pairs[100]._p_oid)
        image.eval("(set-cdr! (list-tail big 99) (list-tail big 120))")
        assert found(head._p_oid) == (100, pairs[120]._p_oid)
        image.eval("(set-cdr! (list-tail big 50) (list-tail big 52))")
        assert found(head._p_oid) is None
