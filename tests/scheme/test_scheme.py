"""What a user of the language can see, tested in the language (see expectations.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scheme.expectations import Expectation, by_file, difference, expectations_in, outcomes

HERE = Path(__file__).parent
ALL = [*expectations_in(HERE), *expectations_in(HERE.parent / "regressions")]


@pytest.mark.parametrize("expectation", by_file(ALL))
def test_scheme(expectation: Expectation) -> None:
    wrong = difference(expectation, outcomes(expectation.file)[expectation])
    if wrong is not None:
        wanted = f"{expectation.kind} {expectation.text}" if expectation.kind else "no error"
        pytest.fail(f"{expectation}: wanted {wanted}\n  got {wrong}", pytrace=False)
