"""The builtins by which a program asks about the system it runs on."""

from __future__ import annotations

import os

from perdure.languages.scheme.runtime.decorators import effectful
from perdure.vm.objects.data import Value, cons, new_string
from perdure.vm.objects.singletons import FALSE
from perdure.vm.primitives.checks import list_from, text_of


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
