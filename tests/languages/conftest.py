"""The fixtures that the tests of the front end share."""

from __future__ import annotations

import pytest

from tests.languages.core_interpreter import Scheme


@pytest.fixture
def scheme() -> Scheme:
    return Scheme()
