"""Values that are stored apart from the program that has them, and loaded into a later one.

The classes, functions and objects of the program's namespaces are stored as the names that they
have there, so that what is loaded is of the program's own classes. What else is the program's, as a
closure's variables are, cannot be stored apart: it would be there twice.

Reads: dumping, functions. Read by: `storing`.
"""

from __future__ import annotations

from pickle import PicklingError
from types import FunctionType, ModuleType
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.functions import ATOMS
from perdure.languages.python.heap.kinds import maker_with_load
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.program import CannotLoad, Program

__all__ = ["Names"]


class Names:
    """The names that objects have in the namespaces of a program."""

    def __init__(self, program: Program) -> None:
        self.found: dict[int, tuple[str, str]] = {}
        self.kinds: set[type] = set()
        for unit in program.units():
            for name, value in program.namespace(unit).items():
                kind = type(value)
                if value is None or kind in ATOMS or issubclass(kind, ModuleType):
                    continue
                self.found.setdefault(id(value), (unit, name))
                self.kinds.add(kind)

    def prepare(self, dumper: Reducing) -> None:
        """Have the dumper ask here about objects of the types that have names."""
        for kind in self.kinds | {type, FunctionType}:
            dumper.reducers[kind] = self.asked_before(dumper.reducers[kind])

    def asked_before(self, usual: Any) -> Any:
        def reduce(dumper: Reducing, thing: Any) -> Any:
            found = self.found.get(id(thing))
            if found is not None:
                return object_of_namespace, found
            if isinstance(thing, type) and dumper.program.is_program_class(thing):
                raise PicklingError(f"the class {thing.__qualname__} has no name in its module")
            if isinstance(thing, FunctionType) and thing.__closure__:
                raise PicklingError(f"the function {thing.__qualname__} has variables of its own")
            return NotImplemented if usual is None else usual(dumper, thing)

        return reduce


@maker_with_load
def object_of_namespace(load: Load, unit: str, name: str) -> Any:
    try:
        return load.program.namespace(unit)[name]
    except KeyError:
        raise CannotLoad(f"{unit} has no {name}") from None
