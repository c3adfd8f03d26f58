"""The builtins as programs see them, tested in the language (tests/scheme/expectations.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scheme.expectations import Expectation, by_file, check, expectations_in


@pytest.mark.parametrize("expectation", by_file(expectations_in(Path(__file__).parent)))
def test_builtins(expectation: Expectation) -> None:
    check(expectation)
