"""The builtins by which a running program compiles: on the real machine."""

from __future__ import annotations

import pytest

from perdure.languages.scheme import compile_next, compile_program, compile_text
from perdure.vm import Closure, Done, Execution, Failed, Invoke, Machine, Source
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Cell
from tests.languages.core_interpreter import Scheme
from tests.programs import Case, cases, program


def outcome(scheme: Scheme, closure: Closure) -> str:
    done = Machine(scheme.world.libraries).run(Execution.start(), Invoke(closure, ()))
    if isinstance(done, Failed):
        condition = done.payload
        assert isinstance(condition, Condition)
        return f"{condition.who}: {condition.message} ({condition.position})"
    assert isinstance(done, Done)
    return short_text(done.value)


def run(scheme: Scheme, text: str) -> str:
    here = Cell("here")
    here.value = scheme.environment
    scheme.environment.bind("here", here)
    return outcome(scheme, compile_text(text, "t.scm", scheme.environment, scheme.world))


@pytest.mark.parametrize("case", cases(__file__, "compiling"), ids=str)
def test_value(scheme: Scheme, case: Case) -> None:
    assert run(scheme, f"{case.definitions}\n{case.expression}") == case.value


def test_a_program_and_its_libraries_keep_their_positions(scheme: Scheme) -> None:
    scheme.files = {
        "lib.sld": '(define-library (lib) (export f) (import (scheme base)) (include "lib.scm"))',
        "lib.scm": "\n\n(define (f x)\n  (vector-ref x 5) 1)",
    }
    scheme.sources = {("lib",): "lib.sld"}
    text = "(import (scheme base) (lib))\n(+ 1 (f #(1)))"
    found = outcome(scheme, compile_program(text, "program.scm", scheme.world))

    assert found.endswith("(lib.scm:4:3)")


def test_a_file_is_loaded_form_by_form(scheme: Scheme) -> None:
    source = Source("f.scm", program(__file__, "defines-a-macro"))
    offset, values = 0, []
    while (step := compile_next(source, offset, scheme.environment, scheme.world)) is not None:
        closure, offset = step
        values.append(outcome(scheme, closure))

    assert values[-1] == "1"
    assert len(values) == 3
