from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.environment import python_environment
from tests.kill.incarnations import PATIENT
from tests.kill.nursery import Nursery, open_nursery
from tests.sharing.conftest import empty_cluster as empty_cluster


@pytest.fixture(scope="package")
def nursery() -> Iterator[Nursery]:
    """Workers for exact and for random kills."""
    with open_nursery(python_environment() | PATIENT) as nursery:
        yield nursery
