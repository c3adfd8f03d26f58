"""All kinds, registered by being imported, in the order in which families are asked."""

from perdure.languages.python.heap import (
    builtin_kinds,
    classes,
    contexts,
    descriptors,
    exceptions,
    functions,
    instances,
    iterators,
    library,
    modules,
    tracebacks,
    typings,
    weak,
    wrapping,
)

__all__ = [
    "builtin_kinds",
    "classes",
    "contexts",
    "descriptors",
    "exceptions",
    "functions",
    "instances",
    "iterators",
    "library",
    "modules",
    "tracebacks",
    "typings",
    "weak",
    "wrapping",
]
