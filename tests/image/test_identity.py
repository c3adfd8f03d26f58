"""Objects as keys of a large hash table: found again after any reload."""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image
from tests.programs import program

MAKE = program(__file__, "large-table")
LOOK = "(every (lambda (key) (eqv? (hash-table-ref/default table key #f) (car key))) keys)"


def test_objects_are_found_in_a_large_table_after_a_sleep_and_a_reload(tmp_path: Path) -> None:
    with Image.open(tmp_path / "image") as image:
        image.finished(image.spawn_load(f"{MAKE} (define before {LOOK}) (sleep 0.01)", "make"))
        image.finished(image.spawn_load(f"(display (list before {LOOK}))", "look"))

    with Image.open(tmp_path / "image") as image:
        more = "(for-each (lambda (key) (hash-table-set! table key 0)) (map list (iota 300)))"
        pid = image.spawn_load(f"{more} (display (list {LOOK} (hash-table-size table)))", "again")
        image.finished(pid)
        assert image.transcript(pid) == "(#t 600)"
