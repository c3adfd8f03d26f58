"""One object becomes another, everywhere; instances, referrers, and what keeps an object alive."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotBecome, CannotInspect, Image
from tests.programs import program


@pytest.fixture
def shop(image_path: Path) -> Path:
    """An image in which `old` and `new` are accounts, and `old` is held in all sorts of ways."""
    with Image.open(image_path) as image:
        image.eval(program(__file__, "accounts"))
        waiting = image.spawn_eval("(hold old)", "holder")
        image.spawn_eval(f"(begin (send! {waiting} old) 1)")
        while image.sample(state="ready", limit=1).rows:
            image.run_slice()
    return image_path


def held(image: Image) -> list[object]:
    """Whether each way to the account leads to `new` now."""
    found = image.eval("(map (lambda (way) (eq? (way) new)) ways)")
    assert isinstance(found, list)
    return found


def test_all_references_are_to_the_other_afterwards(shop: Path) -> None:
    with Image.open(shop) as image:
        assert held(image) == [False] * 8
        assert image.become("old", "new") >= 8
        assert held(image) == [True] * 8
        assert image.eval("(table-says)") == ["found", "found", "found", 100]
    with Image.open(shop) as image:
        assert held(image) == [True] * 8
        assert image.eval("(table-says)") == ["found", "found", "found", 100]
        assert image.path_to("new")[0].text
        (pid,) = (row.process.pid for row in image.sample(name="holder").rows)
        image.send(pid, "go")
        image.run_until_done(pid)
        assert image.result(pid) == [True, True], "in a stack, and in a mailbox"


def test_what_was_called_before_has_the_other_too(shop: Path) -> None:
    with Image.open(shop) as image:
        assert image.eval("(owner (captured))") == "old"
        assert image.eval("(let loop ((n 200)) (if (= n 0) (owner (captured)) (loop (- n 1))))")
        image.become("old", "new")
        assert image.eval("(owner (captured))") == "new"


def test_what_cannot_become_another_is_refused_and_nothing_is_changed(shop: Path) -> None:
    with Image.open(shop) as image:
        image.eval("(define (literal) '(1 2)) (define both (make-hash-table eq-comparator))")
        image.eval("(hash-table-set! both old 1) (hash-table-set! both new 2)")
        for old, new, why in (
            ("5", "new", "5 cannot become another"),
            ("old", "'name", "name cannot become another"),
            ("(literal)", "new", "a literal in the text of a procedure"),
            ("old", "new", "both are keys of one hash table"),
            ("car", "new", "cannot become another"),
        ):
            with pytest.raises(CannotBecome, match=why):
                image.become(old, new)
        assert held(image) == [False] * 8
        assert image.eval("(hash-table-ref/default both old 0)") == 1


def test_instances_and_referrers_and_the_way_are_told(shop: Path) -> None:
    with Image.open(shop) as image:
        found = image.instances("account")
        assert len(found) == 3
        assert all("account" in each.text for each in found)
        assert len(image.instances("account", limit=1)) == 1
        assert any("holder" in each.text for each in image.instances("process"))
        with pytest.raises(CannotInspect, match="is no record type, and none of pair, "):
            image.instances("5")
        (oid,) = (each.oid for each in found if each.oid == image.path_to("old")[-1].oid)
        assert any("holder" in each.text for each in image.referrers("old"))
        image.eval("(define alone (list 'a (vector (list 'deep))))")
        way = image.path_to("(car (vector->list (cadr alone)))")
        assert [each.label for each in way][-4:] == ["value", "cdr", "0", "0"]
        assert image.referrers(f"@{way[-1].oid}")[0].oid == way[-2].oid
        image.eval("(define alone #f)")
        assert image.path_to(f"@{way[-1].oid}") == []
        assert oid
