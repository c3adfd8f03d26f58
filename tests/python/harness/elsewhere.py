"""Imported first by scripts that run under other Pythons, to have the lowering without images.

Libraries that are compiled for one version, and the package that needs them, have stubs.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

stub: Any = types.ModuleType("persistent")
stub.Persistent = object
sys.modules["persistent"] = stub
ROOT = Path(__file__).parents[3] / "languages" / "perdure" / "languages" / "python"
package: Any = types.ModuleType("perdure.languages.python")
package.__path__ = [str(ROOT)]
sys.modules[package.__name__] = package
