"""Lowers the files that are named on standard input, and writes the digest of each.

    python digests.py < names

Run under other Pythons, which may not have the library that images need: nothing is stored here.
"""

from __future__ import annotations

import json
import sys
import types
import warnings
from pathlib import Path
from typing import Any

stub: Any = types.ModuleType("persistent")
stub.Persistent = object
sys.modules["persistent"] = stub

from perdure.languages.python.code import decode, digest_of, encode  # noqa: E402
from perdure.languages.python.generating import entry_code  # noqa: E402
from perdure.languages.python.lowering import Options, lower_module  # noqa: E402


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
