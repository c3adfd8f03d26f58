"""The builtins by which a program asks about the system it runs on."""

from __future__ import annotations

import os

from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.data import Value, cons, new_string
from perdure.vm.objects.singletons import FALSE
from perdure.vm.primitives.checks import list_from, text_of
from perdure.vm.primitives.registry import effectful, pure

#: For `cond-expand` and `(features)`, in the words of R7RS appendix B.
FEATURES = ("r7rs", "exact-closed", "full-unicode", "ieee-float", "ratios", "perdure")

#: The SRFIs that are there as libraries; each is a feature too, `srfi-1`.
SRFIS = (
    *(0, 1, 2, 6, 8, 9, 11, 13, 14, 16, 23, 26, 27, 28, 30, 31, 34, 39, 41, 45, 46, 62),
    *(64, 69, 87, 98, 101, 111, 113, 115, 116, 117, 118, 124, 125, 127, 128, 132, 133, 134, 135),
    *(141, 143, 144, 145, 146, 151, 152, 158, 160, 180, 219, 226),
)
SRFI_FEATURES = (
    *(f"srfi-{number}" for number in SRFIS),
    *("regexp-non-greedy", "regexp-look-around", "regexp-backrefs", "regexp-unicode"),
)


@pure("features")
def features() -> Value:
    return list_from([symbol(name) for name in FEATURES + SRFI_FEATURES])


@effectful("get-environment-variable")
def get_environment_variable(name: Value) -> Value:
    """The value in the process that drives the image now; #f where it has none of that name."""
    text = text_of("get-environment-variable", name)
    found = os.environ.get(text) if text and "\0" not in text else None
    return FALSE if found is None else new_string(valid_text(found))


@effectful("get-environment-variables")
def get_environment_variables() -> Value:
    """All of them, as pairs of name and value."""
    return list_from(
        [
            cons(new_string(valid_text(name)), new_string(valid_text(x)))
            for name, x in os.environ.items()
        ]
    )


def valid_text(text: str) -> str:
    """Without the surrogates by which Python tells bytes that are not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
