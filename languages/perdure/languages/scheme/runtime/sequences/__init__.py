"""Lists and vectors: searching them, parts of them, what is done with each element."""

from perdure.languages.scheme.runtime.sequences import (
    immutable,
    lists,
    searching,
    sorting,
    sublists,
    subvectors,
)

__all__ = [
    "immutable",
    "lists",
    "searching",
    "sorting",
    "sublists",
    "subvectors",
]
