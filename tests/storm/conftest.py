"""The fixtures of tests.sharing that storms need."""

from tests.sharing.conftest import empty_cluster, quick  # noqa: F401
