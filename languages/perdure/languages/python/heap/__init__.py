"""The objects of a Python process, to bytes and back.

A process's objects stay Python's own (`list`, `dict`, instances of real classes); all that it can
reach is one graph, which `dump` takes apart and `load` puts together again, in this interpreter or
one of another version. The README of `languages` has the way through the files.
"""

from perdure.languages.python.heap.dumping import Steady
from perdure.languages.python.heap.functions import name_of
from perdure.languages.python.heap.kinds import (
    kind_reducers,
    maker,
    maker_with_load,
    register,
    register_family,
)
from perdure.languages.python.heap.prints import Print, print_of
from perdure.languages.python.heap.program import CannotLoad, CannotStore, Handle, Program
from perdure.languages.python.heap.quiet import can_be_remade
from perdure.languages.python.heap.recipes import (
    ClassRecipe,
    ClassTable,
    Decorator,
    build_class,
)
from perdure.languages.python.heap.steady import names_in
from perdure.languages.python.heap.storing import (
    Dumped,
    can_be_stored_alone,
    dump,
    dump_apart,
    dump_parts,
    load,
    load_apart,
    load_parts,
)

__all__ = [
    "CannotLoad",
    "CannotStore",
    "ClassRecipe",
    "ClassTable",
    "Decorator",
    "Dumped",
    "Handle",
    "Print",
    "Program",
    "Steady",
    "build_class",
    "can_be_remade",
    "can_be_stored_alone",
    "dump",
    "dump_apart",
    "dump_parts",
    "kind_reducers",
    "load",
    "load_apart",
    "load_parts",
    "maker",
    "maker_with_load",
    "name_of",
    "names_in",
    "print_of",
    "register",
    "register_family",
]
