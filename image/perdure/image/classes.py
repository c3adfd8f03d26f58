"""Which classes and functions an image may name.

A record in a database names classes, and a pickle may name any function to be
called while it is read. Perdure's own names are told by their pinned module: a
class, function or singleton may be named as `perdure.vm.X` only if X itself says
`__module__ = "perdure.vm"`, which only what is meant to be stored does. Besides
those: BTrees, the database's own root mapping, and two number classes.

This is how records are read; perdure.image.trust stands at the other doors.
"""

from __future__ import annotations

import importlib
from typing import Any

from perdure.image.errors import ForbiddenName

#: Modules that pin names for storage, and parents whose children do.
PINNING = ("perdure.vm", "perdure.image")
PINNING_PARENTS = ("perdure.languages.",)

OTHERS = {
    ("persistent.mapping", "PersistentMapping"),
    ("fractions", "Fraction"),
    ("builtins", "complex"),
    ("copyreg", "_reconstructor"),
    ("builtins", "object"),
}
BTREE_MODULES = frozenset(
    f"BTrees.{kind}BTree" for kind in ("OO", "OL", "LO", "LL", "IO", "OI", "II", "OQ", "QO")
) | {"BTrees.Length"}

_allowed: dict[tuple[str, str], Any] = {}


def class_factory(connection: object, module: str, name: str) -> Any:
    """What `module.name` means to a record; ForbiddenName if it may not be named."""
    found = _allowed.get((module, name))
    if found is None:
        found = _allowed[module, name] = _look_up(module, name)
    return found


def _look_up(module: str, name: str) -> Any:
    is_ours = module in PINNING or module.startswith(PINNING_PARENTS)
    is_btree = module in BTREE_MODULES
    if not (is_ours or is_btree or (module, name) in OTHERS) or "." in name:
        raise ForbiddenName(module, name)
    found = getattr(importlib.import_module(module), name, None)
    if found is None or (is_ours and getattr(found, "__module__", None) != module):
        raise ForbiddenName(module, name)
    if is_btree and not isinstance(found, type):
        raise ForbiddenName(module, name)
    return found
