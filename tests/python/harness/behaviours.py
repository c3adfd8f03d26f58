"""Writes the names and ways of the texts of `rows` that do not behave as this Python runs them."""

from __future__ import annotations

import json
import sys

import tests.python.harness.elsewhere  # noqa: F401  (first)
from tests.python.behaviour import WAYS, lowered, natively, stopped
from tests.python.rows import whole, whole_texts


def main() -> None:
    wrong = []
    for name in whole_texts():
        expected = natively(whole(name))
        found = {way: lowered(whole(name), way) for way in WAYS}
        found["stopped"] = stopped(whole(name))
        wrong += [[name, way] for way, result in found.items() if result != expected]
    json.dump(wrong, sys.stdout)


main()
