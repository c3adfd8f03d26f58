"""Lowers the files that are named on standard input, and writes the digests of each.

python digests.py < names
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import tests.python.harness.elsewhere  # noqa: F401  (first)
from perdure.languages.python.code import decode, digest_of, encode
from perdure.languages.python.generating import entry_code
from perdure.languages.python.lowering import Options, lower_module


def main() -> None:
    warnings.simplefilter("ignore")
    digests = {}
    for name in sys.stdin.read().split("\n"):
        module = lower_module(Path(name).read_bytes(), name, "m", Options(checks=True, ticks=True))
        encoded = encode(module)
        again = decode(encoded)
        entry_code(again)
        digests[name] = [digest_of(encoded), digest_of(encode(again))]
    json.dump(digests, sys.stdout)


main()
