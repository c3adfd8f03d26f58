"""The core IR that forms become: what the passes and the engine can rely on."""

from __future__ import annotations

import pytest

from perdure.vm import core
from tests.languages.core_interpreter import Scheme
from tests.languages.core_printer import core_text
from tests.programs import Case, cases


@pytest.mark.parametrize("case", cases(__file__, "core-shapes"), ids=str)
def test_shape(scheme: Scheme, case: Case) -> None:
    assert core_text(scheme.expand(case.expression)) == case.value


def test_calls_and_variables_have_positions(scheme: Scheme) -> None:
    expr = scheme.expand("(lambda (x)\n  (undefined x))")

    assert isinstance(expr, core.Lambda)
    call = expr.body
    assert isinstance(call, core.Call)
    assert isinstance(call.operator, core.Global)
    assert isinstance(call.operands[0], core.Local)
    assert (expr.at, call.at, call.operator.at, call.operands[0].at) == (
        (1, 1), (2, 3), (2, 4), (2, 14),
    )  # fmt: skip


def test_what_a_macro_made_has_the_position_of_its_use(scheme: Scheme) -> None:
    scheme.value("(define-syntax m (syntax-rules () ((_ x) (vector x))))")
    expr = scheme.expand("\n  (m\n car)")

    assert isinstance(expr, core.Call)
    assert expr.at == (2, 3)


def test_code_included_in_a_body_has_no_position_of_the_wrong_file(scheme: Scheme) -> None:
    scheme.files = {"a.scm": "(undefined)"}
    expr = scheme.expand('(lambda () (include "a.scm"))')

    assert isinstance(expr, core.Lambda)
    assert isinstance(expr.body, core.Call)
    assert expr.body.at is None
