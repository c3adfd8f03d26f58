"""define-library, import, whole programs, and libraries loaded from files."""

from __future__ import annotations

import pytest

from perdure.languages.scheme import expand_program
from perdure.vm.objects.conditions import Fault
from tests.languages.core_interpreter import Scheme, error_text
from tests.programs import Case, cases, program

COUNTER = program(__file__, "counter")


def program_error(scheme: Scheme, text: str) -> str:
    with pytest.raises(Fault) as caught:
        expand_program(text, "program.scm", scheme.world)
    return error_text(caught.value)


def test_a_program_uses_a_library_of_its_own(scheme: Scheme) -> None:
    text = (
        COUNTER + "(import (scheme base) (my counter)) (next!) (next!) (list (value) (count-of 'a))"
    )

    assert scheme.run_program(text) == "(2 (2 a))"


@pytest.mark.parametrize("case", cases(__file__, "import-sets"), ids=str)
def test_import_sets(scheme: Scheme, case: Case) -> None:
    assert scheme.run_program(f"{COUNTER} {case.definitions} {case.expression}") == case.value


def test_only_what_is_imported_is_seen(scheme: Scheme) -> None:
    with pytest.raises(Fault) as caught:
        scheme.run_program(f"{COUNTER} (import (only (my counter) next!)) (value)")

    assert error_text(caught.value).startswith("value: unbound variable")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(import (no such))", "import: there is no library (no such) (program.scm:1:9)"),
        ("(import (only (scheme base) carr))",
         "import: (scheme base) has no carr (program.scm:1:29)"),
        ("(define-library (a) (export f))",
         "define-library: (a) exports f but does not define it (program.scm:1:29)"),
        ("(define-library (a) (import (scheme base)) (export f) (begin (define (g) (f))))",
         "define-library: (a) exports f but does not define it (program.scm:1:52)"),
        ("(define-library (a) (frob))",
         "define-library: unknown library declaration (frob) (program.scm:1:21)"),
        ("(define-library (a \"b\"))",
         'define-library: a library name holds names and numbers, not "b" (program.scm:1:20)'),
        ("(import ())", "import: a library name may not be empty (program.scm:1:9)"),
    ],
)  # fmt: skip
def test_errors(scheme: Scheme, text: str, message: str) -> None:
    assert program_error(scheme, text) == message


def test_a_program_without_imports_has_the_standard_libraries(scheme: Scheme) -> None:
    assert scheme.run_program("(car '(1 2))") == "1"


def test_a_program_may_define_what_it_imported_anywhere(scheme: Scheme) -> None:
    text = "(define (f) (car '(1))) (define (car x) 'mine) (f)"

    assert scheme.run_program(text) == "mine"


def test_definitions_of_a_program_are_its_own(scheme: Scheme) -> None:
    scheme.run_program("(define (car x) 'mine)")

    assert scheme.run_program("(car '(1))") == "1"
    assert scheme.evaluate("(car '(1))") == "1"


def test_an_empty_program_is_fine(scheme: Scheme) -> None:
    assert scheme.run_program("; nothing") == "#<unspecified>"


def test_a_library_body_may_be_included_and_chosen(scheme: Scheme) -> None:
    scheme.files = {
        "lib/code.scm": "(define (f) (g))",
        "lib/decls.scm": "(import (scheme base)) (export f)",
        "lib/a.sld": program(__file__, "chosen-and-included"),
    }
    scheme.sources = {("a",): "lib/a.sld"}

    assert scheme.run_program("(import (a)) (f)") == "2"


def test_the_environment_imports_form_by_form(scheme: Scheme) -> None:
    scheme.files = {"c.sld": COUNTER}
    scheme.sources = {("my", "counter"): "c.sld"}

    assert scheme.evaluate("(import (my counter)) (next!) (count-of 'x)") == "(1 x)"


def test_an_unchanged_library_is_loaded_once(scheme: Scheme) -> None:
    scheme.files = {"c.sld": COUNTER}
    scheme.sources = {("my", "counter"): "c.sld"}

    assert scheme.run_program("(import (scheme base) (my counter)) (next!)") == "1"
    assert scheme.run_program("(import (scheme base) (my counter)) (next!)") == "2"


def test_a_changed_library_is_loaded_anew_and_the_old_one_stays(scheme: Scheme) -> None:
    scheme.files = {"c.sld": COUNTER}
    scheme.sources = {("my", "counter"): "c.sld"}
    scheme.evaluate("(import (my counter)) (next!)")
    scheme.files["c.sld"] = COUNTER.replace("(+ n 1)", "(+ n 10)")

    assert scheme.run_program("(import (scheme base) (my counter)) (next!)") == "10"
    assert scheme.evaluate("(next!)") == "2"


def test_a_change_below_reaches_what_imports_it(scheme: Scheme) -> None:
    scheme.files = {
        "low.sld": '(define-library (low) (export x) (import (scheme base)) (include "x.scm"))',
        "x.scm": "(define x 1)",
        "high.sld": "(define-library (high) (export y) (import (scheme base) (low))"
        " (begin (define y (* 10 x))))",
    }
    scheme.sources = {("low",): "low.sld", ("high",): "high.sld"}

    assert scheme.run_program("(import (high)) y") == "10"
    before = scheme.world.libraries["(high)"]
    assert scheme.run_program("(import (high)) y") == "10"
    assert scheme.world.libraries["(high)"] is before
    scheme.files["x.scm"] = "(define x 2)"
    assert scheme.run_program("(import (high)) y") == "20"


def test_a_library_whose_body_failed_is_tried_again(scheme: Scheme) -> None:
    scheme.files = {"a.sld": "(define-library (a) (export x) (import (scheme base))"
                             " (begin (define x (vector-ref #(1) k)) (define k 5)))"}  # fmt: skip
    scheme.sources = {("a",): "a.sld"}
    with pytest.raises(Fault):
        scheme.run_program("(import (a)) x")
    first = scheme.world.libraries["(a)"]
    with pytest.raises(Fault):
        scheme.run_program("(import (a)) x")

    assert scheme.world.libraries["(a)"] is not first


def test_a_circle_of_imports_is_refused(scheme: Scheme) -> None:
    scheme.files = {
        "a.sld": "(define-library (a) (import (b)))",
        "b.sld": "(define-library (b) (import (a)))",
    }
    scheme.sources = {("a",): "a.sld", ("b",): "b.sld"}

    assert program_error(scheme, "(import (a))") == (
        "import: libraries import each other in a circle: (a) imports (b) imports (a) (b.sld:1:29)"
    )


def test_an_error_in_a_library_names_its_file(scheme: Scheme) -> None:
    scheme.files = {"a.sld": "(define-library (a) (import (scheme base))\n (begin (if)))"}
    scheme.sources = {("a",): "a.sld"}

    assert program_error(scheme, "(import (a))") == (
        "if: expected (if test then else), got (if) (a.sld:2:9)"
    )


def test_a_file_without_its_library_is_an_error(scheme: Scheme) -> None:
    scheme.files = {"a.sld": "(define-library (b))"}
    scheme.sources = {("a",): "a.sld"}

    assert program_error(scheme, "(import (a))") == (
        "import: a.sld does not define the library (a) ()"
    )


def test_a_macro_of_a_library_sees_what_the_library_does_not_export(scheme: Scheme) -> None:
    assert scheme.run_program(program(__file__, "macro-with-a-helper")) == "(b a)"


def test_a_definition_made_by_a_library_macro_is_seen_by_that_macro(scheme: Scheme) -> None:
    assert scheme.run_program(program(__file__, "macro-that-defines")) == "42"
