"""All kinds, registered by being imported, in the order in which families are asked."""

from perdure.languages.python.heap import (
    builtin_kinds,
    classes,
    exceptions,
    functions,
    modules,
    tracebacks,
    typings,
)

__all__ = [
    "builtin_kinds",
    "classes",
    "exceptions",
    "functions",
    "modules",
    "tracebacks",
    "typings",
]
