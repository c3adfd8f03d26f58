"""What programs see of the builtins, tested in the language (tests/scheme/expectations.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scheme.expectations import Expectation, by_file, difference, forms_of, outcomes

EXPECTATIONS = [
    expectation
    for file in sorted(Path(__file__).parent.glob("*.scm"))
    for form in forms_of(file)
    for expectation in form.expectations
]


@pytest.mark.parametrize("expectation", by_file(EXPECTATIONS))
def test_builtins(expectation: Expectation) -> None:
    wrong = difference(expectation, outcomes(expectation.file)[expectation])
    if wrong is not None:
        wanted = f"{expectation.kind} {expectation.text}" if expectation.kind else "no error"
        pytest.fail(f"{expectation}: wanted {wanted}\n  got {wrong}", pytrace=False)
