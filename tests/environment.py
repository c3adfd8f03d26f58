"""The environment in which tests start Python: it finds this repository's packages.

Read by: tests that need a new process.
"""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
SOURCE_ROOTS = ("", "bootstrap", "image", "languages", "program", "repl", "vm")


def python_environment(**variables: str) -> dict[str, str]:
    """This process's own, changed by `variables`."""
    environment = os.environ | variables
    environment["PYTHONPATH"] = os.pathsep.join(str(REPOSITORY / root) for root in SOURCE_ROOTS)
    # Without compiled modules each process would take twice as long to start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(REPOSITORY / ".pytest_cache" / "compiled")
    return environment
