"""The decorators for primitives that are Scheme's own: their names are stored as `scheme:...`.

Programs of other languages do not see them, and may have others of the same name.

Read by: the families of builtins that are libraries of Scheme, perdure.languages.scheme.
"""

from __future__ import annotations

from perdure.vm.primitives.registry import of_language

pure, predicate, effectful, control = of_language("scheme")
