"""A dict of more than 64 keys of a registered class, as an argument, a message or what an effect
gave, failed with "no machine is running in this thread"; one whose keys hold such objects, too."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ZODB.POSException import ConflictError

from perdure.image import Converter, Image, effect
from tests.programs import program

CONVERTERS = [Converter(Decimal, encode=str, decode=Decimal)]
SIZES = [64, 65, 300]


def prices(size: int) -> dict[Any, int]:
    return {Decimal(n): n for n in range(size)}


def by_pairs(size: int) -> dict[Any, int]:
    return {(Decimal(n), "x"): n for n in range(size)}


@effect
def fetch_prices(size: int) -> dict[Any, int]:
    return prices(size)


@effect
def total(found: dict[Any, int]) -> int:
    return sum(found.values())


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dicts") / "test.image"


@pytest.mark.parametrize("make", [prices, by_pairs])
def test_they_come_and_go_and_are_kept(path: Path, make: Any) -> None:
    provides = [fetch_prices, total]
    with Image.open(path, provides, converters=CONVERTERS) as image:
        image.eval("(import (perdure process) (srfi 69) (python test_large_dicts_of_objects))")
        image.eval("(define kept #f)")
        for size in SIZES:
            given = make(size)
            assert image.call("(lambda (t) (set! kept t) t)", given) == given
            assert image.call("hash-table-count", given) == size
            assert image.call("(lambda (t) (total t))", given) == sum(range(size))
            pid = image.spawn(
                "(let ((t (receive))) (hash-table-fold t (lambda (k v n) (+ v n)) 0))"
            )
            image.run_until_idle()
            image.send(pid, given)
            assert image.result(pid) == sum(range(size))
            assert image.call("fetch-prices", size) == prices(size)
    with Image.open(path, provides, converters=CONVERTERS) as image:
        assert image.eval("kept") == make(SIZES[-1])
        # Each key is found where it lies.
        assert image.eval(program(__file__, "keys-found"))


def test_one_that_met_a_conflict_finds_its_keys(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(path, [fetch_prices, total], converters=CONVERTERS) as image:
        image.eval("(import (perdure process) (srfi 69))")
        pid = image.spawn("(receive)")
        image.run_until_idle()
        storage, failures = image.root._p_jar._storage, [ConflictError() for _ in range(3)]
        vote = storage.tpc_vote

        def conflicting(transaction: Any) -> Any:
            if failures:
                raise failures.pop()
            return vote(transaction)

        monkeypatch.setattr(storage, "tpc_vote", conflicting)
        image.send(pid, prices(300))
        assert not failures
        assert image.result(pid) == prices(300)
        check = program(__file__, "keys-found-in-what-is-waited-for")
        image.root._p_jar.cacheMinimize()
        assert image.call(check, pid) == 300
