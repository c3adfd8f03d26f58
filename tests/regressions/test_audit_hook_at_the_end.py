"""The audit hook of regular Python, when the interpreter ends and its module has no names left.

Whatever was audited then, the `id` of a finalizer say, printed "Exception ignored in audit hook".
"""

from __future__ import annotations

import subprocess
import sys

ENDING = """
from perdure.languages.python.machine import net

net.install()
for name in list(vars(net)):
    vars(net)[name] = None
print(id(net) > 0)
"""


def test_it_is_silent() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ENDING], capture_output=True, text=True, timeout=120, check=False
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("True\n", "", 0)
