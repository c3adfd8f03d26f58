"""Core forms: what files and deep nesting do to them. What each evaluates to: forms.scm."""

from __future__ import annotations

import pytest

from perdure.vm.core import descent
from tests.languages.core_interpreter import Scheme


def test_code_that_is_nested_too_deeply_is_an_error_of_the_program(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descent, "STACKS", 0)
    text = "(list " * 3000 + "1" + ")" * 3000

    assert "this code is nested too deeply (test.scm:1:" in scheme.error(text)


def test_includes_are_read_beside_the_file_that_names_them(scheme: Scheme) -> None:
    scheme.files = {"a.scm": "(define a 1) (define B 2)"}

    assert scheme.evaluate('(include "a.scm") (list a B)') == "(1 2)"
    assert scheme.evaluate('(let () (include-ci "a.scm") (list a b))') == "(1 2)"
