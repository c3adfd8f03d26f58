"""Modules that an application provides for what they register when they are imported.

Kinds of waits (docs/adding-a-wait.md) and primitives (docs/adding-a-primitive.md) are known to the
whole Python process from then on, so nothing is taken from the module; but one that brings
nothing at all was named by mistake.

Read by: perdure.image.api.image.
"""

from __future__ import annotations

from types import ModuleType

from perdure.image.processes.waits.deeds import deeds
from perdure.image.processes.waits.kinds import kinds
from perdure.vm.objects.procedures import builtins


def brings_more(module: ModuleType) -> bool:
    """Whether the module defines, or has imported, a kind of wait, a deed or a primitive."""
    registered = [*kinds.values(), *deeds.values()]
    registered += [each.primitive.function for each in builtins.values()]
    found = {id(each): str(each.__module__) for each in registered}
    return module.__name__ in found.values() or any(
        not found.get(id(each), "perdure.").startswith("perdure.") for each in vars(module).values()
    )
