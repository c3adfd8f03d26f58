"""A heap in another Python: loads what is given, says what it finds, stores it again.

Reads a JSON list of programs on standard input, each with `text`, `stored` and `look`, an
expression; writes a list with `value`, which is the expression's in a program that the load was
into, and `stored`.

Run by: tests.python.test_heap_moved, with the other interpreters of this machine.
"""

from __future__ import annotations

import json
import sys
import traceback
from base64 import b64decode, b64encode

import tests.python.harness.pure  # noqa: F401  # isort: skip

from perdure.languages.python.heap import dump, load
from tests.python.stub_program import StubProgram


def moved(text: str, stored: str, look: str) -> dict[str, str]:
    try:
        program = StubProgram({"flow": text})
        with program.imported():
            load(program, b64decode(stored), [])
            again, _ = dump(program, [])
            value = repr(eval(look, program.namespace("flow")))
    except Exception:  # noqa: BLE001  (the test shows it)
        return {"value": traceback.format_exc(), "stored": ""}
    return {"value": value, "stored": b64encode(again).decode()}


if __name__ == "__main__":
    answers = [moved(**program) for program in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)
