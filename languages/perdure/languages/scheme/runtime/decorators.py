"""The decorators for primitives that are Scheme's own: their names are stored as `scheme:...`.

Programs of other languages do not see them, and may have their own of the same name.

Read by: every family of primitives beside it.
"""

from __future__ import annotations

from perdure.vm.objects.procedures import Builtin, builtins
from perdure.vm.primitives.registry import of_language

pure, predicate, effectful, control = of_language("scheme")


def own(name: str) -> Builtin:
    """A primitive of Scheme's own."""
    return builtins[f"scheme:{name}"]
