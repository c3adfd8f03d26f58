"""The package BTrees, of which each family of trees is made when it is first imported.

As it comes, `import BTrees.OOBTree` makes all of its 22 families, of which Perdure has four: 18
shared objects were loaded for nothing, in a seventh of the time that Perdure takes to begin. Here
the package is entered without its `__init__` having run. That runs, and makes the rest, when
somebody asks for what it alone defines: `BTrees.family64`, say.

Where BTrees has been imported before, nothing is done.

Read by: perdure.vm, before anything else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any

PACKAGE, BUILDER = "BTrees", "BTrees._module_builder"
END = "BTree"  #: of the name of a family
#: The kinds of keys and values, two letters each, of BTrees 5 and 6.
FAMILIES = frozenset(
    "fs IO II IF IU UO UU UF UI LO LL LF LQ QO QQ QF QL OO OI OU OL OQ".split()  # noqa: SIM905
)
#: Names that the package's `__init__` defines.
OWN = frozenset(
    "family32 family64 _family32 _family64 _Family _Family32 _Family64 "  # noqa: SIM905
    "_FAMILIES __all__".split()
)


class Families(MetaPathFinder, Loader):
    """Makes a family as it is imported, unless it has a file."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_family = name.startswith(PACKAGE + ".") and name.removesuffix(END)[7:] in FAMILIES
        return ModuleSpec(name, self) if is_family and name.endswith(END) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        made: ModuleType = import_module(BUILDER).create_module(spec.name.removesuffix(END)[7:])
        return made

    def exec_module(self, module: ModuleType) -> None:
        """It is whole as it is made."""


class Package:
    """The package whose `__init__` has not run yet."""

    def __init__(self, spec: ModuleSpec) -> None:
        self._spec = spec
        self._lock = RLock()
        self._has_begun = False  #: whether its `__init__` runs or has run; read with the lock
        self.module: Any = module_from_spec(spec)
        setattr(self.module, "__getattr__", self.find)  # noqa: B010  (to mypy it is a method)

    def find(self, name: str) -> Any:
        """An attribute that it does not have yet."""
        if name.endswith(END) and name.removesuffix(END) in FAMILIES:
            return import_module(f"{PACKAGE}.{name}")
        if name in OWN:
            self._complete()
            if name in vars(self.module):
                return vars(self.module)[name]
        raise AttributeError(f"module {PACKAGE!r} has no attribute {name!r}", name=name)

    def _complete(self) -> None:
        """Make all families, and run its `__init__`, which finds them made."""
        with self._lock:
            if self._has_begun:
                return  # another thread has done it
            self._has_begun = True
            for prefix in FAMILIES:
                import_module(f"{PACKAGE}.{prefix}{END}")
            builder: Any = import_module(BUILDER)
            create = builder.create_module
            builder.create_module = lambda prefix: (
                sys.modules.get(f"{PACKAGE}.{prefix}{END}") or create(prefix)
            )
            try:
                assert self._spec.loader is not None
                self._spec.loader.exec_module(self.module)
            finally:
                builder.create_module = create


def make_families_late() -> None:
    """Enter the package, unless it is there, or comes in another way than as files."""
    if PACKAGE in sys.modules:
        return
    spec = PathFinder.find_spec(PACKAGE)
    if spec is None or spec.loader is None:
        return  # whoever imports it is told so
    sys.modules[PACKAGE] = Package(spec).module
    if PathFinder.find_spec(BUILDER, spec.submodule_search_locations) is None:
        del sys.modules[PACKAGE]  # a version that is made in another way
        return
    sys.meta_path.append(Families())


make_families_late()
