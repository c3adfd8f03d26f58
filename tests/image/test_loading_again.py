"""A program that is loaded again, unchanged or changed, over processes that sleep in the image."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock
from tests.programs import program

ORDERS = program(__file__, "orders")


@pytest.fixture
def image(image_path: Path, clock: SimulatedClock) -> Iterator[Image]:
    with Image.open(image_path, clock=clock) as image:
        yield image


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "app" / "orders.scm", ORDERS.replace("(scheme base)", ""))


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def sleeping_order(image: Image) -> int:
    pid = image.spawn("take", 7)
    image.run_until_idle()
    return pid


def woken(image: Image, pid: int) -> object:
    image.send(pid, "go")
    return image.result(pid)


def test_a_file_that_is_as_it_was_is_not_evaluated_again(image: Image, file: Path) -> None:
    image.load(file)
    pid = sleeping_order(image)
    count = len(image.processes())
    image.load(file)
    assert len(image.processes()) == count
    assert woken(image, pid) == [7, True, [100, "v1"]]


def test_it_is_evaluated_again_where_that_is_asked_for(image: Image, file: Path) -> None:
    image.load(file)
    image.eval("(hash-table-set! table 1 2)")
    image.load(file, again=True)
    assert image.eval("(hash-table-count table)") == 0


def test_a_changed_file_is_evaluated_and_so_is_the_former_one_after_it(
    image: Image, file: Path, tmp_path: Path
) -> None:
    for version in ("v1", "v2", "v1", "v1"):
        text = file.read_text().replace("'v1", f"'{version}")
        image.load(written(tmp_path / f"release-{version}" / "orders.scm", text))
        assert image.eval("(cadr (ask))") == version


def test_types_and_parameters_stay_where_a_changed_file_is_evaluated(
    image: Image, file: Path
) -> None:
    image.load(file)
    pid = sleeping_order(image)
    table = "(define table (make-equal-hash-table))"
    written(file, file.read_text().replace("'v1", "'v2").replace(table, "").replace("6", "7"))
    image.load(file)
    assert woken(image, pid) == [7, True, [100, "v2"]]
    assert image.eval("(patience)") == 7


def test_a_file_is_evaluated_again_when_what_it_is_made_of_has_changed(
    image: Image, tmp_path: Path
) -> None:
    library = "(define-library (prices) (import (scheme base)) (export price) (begin {}))"
    parts = {
        "app/prices.sld": library.format("(define price 1)"),
        "app/included.scm": "(define included 1)",
        "loaded.scm": "(define loaded 1)",
    }
    main = '(import (prices)) (include "included.scm") (load "{}/loaded.scm")'
    changes = {
        "app/prices.sld": library.format("(define price 2)"),
        "app/included.scm": "(define included 2)",
        "loaded.scm": "(define loaded 2)",
    }
    for name, text in parts.items():
        written(tmp_path / name, text)
    file = written(tmp_path / "app" / "main.scm", main.format(tmp_path))
    image.load(file)
    for name, text in changes.items():
        written(tmp_path / name, text)
        image.load(file)
    assert image.eval("(list price included loaded)") == [2, 2, 2]
    count = len(image.processes())
    image.load(file)
    assert len(image.processes()) == count


def test_a_file_that_failed_is_evaluated_again(image: Image, tmp_path: Path) -> None:
    file = written(tmp_path / "fails.scm", "(define here 1) (car there)")
    for _ in range(2):
        with pytest.raises(Exception, match="there"):
            image.load(file)
    image.eval("(define there '(1))")
    image.load(file)


def test_an_image_that_is_opened_again_knows_what_was_loaded(
    image_path: Path, file: Path, clock: SimulatedClock
) -> None:
    with Image.open(image_path, clock=clock) as image:
        image.load(file)
        pid = sleeping_order(image)
    with Image.open(image_path, clock=clock) as image:
        image.load(file)
        assert woken(image, pid) == [7, True, [100, "v1"]]


def test_what_people_ask_to_be_loaded_is_evaluated(image: Image, file: Path) -> None:
    image.load(file)
    image.eval("(hash-table-set! table 1 2)")
    image.eval(f'(load "{file}")')
    assert image.eval("(hash-table-count table)") == 0
    image.eval("(hash-table-set! table 1 2)")
    image.finished(image.spawn_load(file.read_text(), str(file)))
    assert image.eval("(hash-table-count table)") == 0


def test_a_table_stays_where_its_own_library_has_not_changed(image: Image, tmp_path: Path) -> None:
    stock = (
        "(import (scheme base) (srfi 69)) (export stock) (begin (define stock (make-hash-table)))"
    )
    written(tmp_path / "stock.sld", f"(define-library (stock) {stock})")
    main = written(tmp_path / "main.scm", "(import (shop) (stock))")
    for version in ("v1", "v2"):
        text = shop_library(version=version, patience="6", more="")
        written(
            tmp_path / "shop.sld", text.replace("(perdure process)", "(perdure process) (stock)")
        )
        image.load(main)
        image.eval(f"(hash-table-set! stock '{version} 1)")
    assert image.eval("(hash-table-count stock)") == 2


def shop_library(**parts: str) -> str:
    return program(__file__, "shop-library", **parts)


def test_a_library_is_deployed_anew_over_orders_that_sleep(image: Image, tmp_path: Path) -> None:
    main = written(tmp_path / "main.scm", "(import (shop))")

    def deploy(**parts: str) -> None:
        written(tmp_path / "shop.sld", shop_library(**parts))
        image.load(main)

    first = {"version": "v1", "patience": "6", "more": ""}
    deploy(**first)
    old, visited = sleeping_order(image), sleeping_order(image)
    count = len(image.processes())
    deploy(**first)
    assert len(image.processes()) == count
    deploy(version="v2", patience="7", more="(define (look order) (describe order))")
    new = sleeping_order(image)
    image.eval(f"(import (only (shop) take)) (send! {new} 'go)")
    # Who sleeps goes on with the procedures that it began with; what it made is of the type
    # that the new ones know.
    assert woken(image, old) == ["v1", 7, 100]
    assert image.result(new) == ["v2", 7, 100]
    look = shop_library(version="v2", patience="7", more="").replace("take)", "take describe)", 1)
    written(tmp_path / "shop.sld", look)
    image.load(main)
    image.eval(f"(send! {visited} describe)")
    assert image.result(visited) == ["v2", 7, 100]
