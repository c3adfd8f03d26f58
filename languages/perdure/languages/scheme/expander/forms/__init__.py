"""The core forms, a file for each family; importing this registers them all."""

from perdure.languages.scheme.expander.forms import (
    basic,
    bindings,
    conditionals,
    control,
    inclusion,
    loops,
    macros,
    multiple_values,
    quasiquotation,
    records,
)

__all__ = [
    "basic",
    "bindings",
    "conditionals",
    "control",
    "inclusion",
    "loops",
    "macros",
    "multiple_values",
    "quasiquotation",
    "records",
]
