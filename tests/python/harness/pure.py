"""Persistent in a Python that has only this environment's files: a stand-in for its compiled ring.

With PURE_PYTHON=1 `persistent` is Python, but for the ring of its cache of objects, which is
compiled for this environment's version. Only a database's connection makes such a cache.

Import it before anything of `perdure`. Read by: programs that tests start in other interpreters.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class Anything:
    """Something that has all attributes and can be called."""

    def __getattr__(self, name: str) -> Anything:
        return self

    def __call__(self, *arguments: Any, **keywords: Any) -> Anything:
        return self


if find_spec("_cffi_backend") is None:
    ring: Any = ModuleType("persistent._ring")
    ring.ffi = ring.lib = Anything()
    sys.modules["persistent._ring"] = ring
