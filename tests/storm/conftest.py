"""The fixtures of tests.sharing that storms need; what a storm sets is set back after it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.sharing.conftest import empty_cluster, quick  # noqa: F401


@pytest.fixture(autouse=True)
def own_settings(quick: None) -> Iterator[None]:  # noqa: F811
    """Deaths are forgiven, and databases chosen (`os.environ`), for this one storm."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
