"""The language as its users see it, tested in the language (see expectations.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scheme.expectations import Expectation, by_file, check, expectations_in

HERE = Path(__file__).parent
ALL = [*expectations_in(HERE), *expectations_in(HERE.parent / "regressions")]


@pytest.mark.parametrize("expectation", by_file(ALL))
def test_scheme(expectation: Expectation) -> None:
    check(expectation)
