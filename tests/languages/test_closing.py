"""Closed libraries keep what their macros look up, and no more."""

from __future__ import annotations

from perdure.languages.scheme.compiler.closing import close_libraries
from tests.languages.core_interpreter import Scheme
from tests.programs import program

LIBRARY = program(__file__, "macros-of-a-library")


def test_macros_of_closed_libraries_work(scheme: Scheme) -> None:
    scheme.run_program(f"{LIBRARY} (import (scheme base)) 1")
    library = scheme.world.libraries["(m)"]

    close_libraries([library])

    assert {"car", "pair?", "if", "map", "plus-two"} <= set(library.names())
    assert {"cdr", "vector-map", "guard"}.isdisjoint(library.names())
    assert set(library.exports.keys()) == {"first-of", "make-firsts", "plus-two"}
    imports = "(import (rename (prefix (m) m:) (m:plus-two car)) (only (scheme base) quote list))"
    text = f"{imports} (m:make-firsts f) (list (m:first-of '(1 2)) (f '(1 2)) (car 1))"
    assert scheme.run_program(text) == "(1 (3 4) 3)"
