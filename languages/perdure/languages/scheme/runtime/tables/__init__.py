"""Hash tables, and the default comparator."""

from perdure.languages.scheme.runtime.tables import (
    comparators,
    hash_tables,
)

__all__ = [
    "comparators",
    "hash_tables",
]
