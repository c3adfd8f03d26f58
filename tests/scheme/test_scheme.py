"""What a user of the language can see, tested in the language (see expectations.py)."""

from __future__ import annotations

import pytest

from tests.scheme.expectations import Expectation, all_expectations, difference, outcomes


@pytest.mark.parametrize("expectation", all_expectations(), ids=str)
def test_scheme(expectation: Expectation) -> None:
    wrong = difference(expectation, outcomes(expectation.file)[expectation])
    if wrong is not None:
        wanted = f"{expectation.kind} {expectation.text}" if expectation.kind else "no error"
        pytest.fail(f"{expectation}: wanted {wanted}\n  got {wrong}", pytrace=False)
