"""A runner of the nursery: the program is lowered, stored, and run without a stop."""

from __future__ import annotations

import types

from perdure.languages.python.code import decode, encode
from perdure.languages.python.lowering import lower_module
from tests.python.plain import run_as


def run(file: str, text: str, main: types.ModuleType) -> None:
    run_as(decode(encode(lower_module(text, file))), main)
