"""One beside it."""

FIRST = "A1"
