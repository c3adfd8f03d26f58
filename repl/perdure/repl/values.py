"""A process's result, printed: what `eval`, `result` and `repl` have in common."""

from __future__ import annotations

import click

from perdure.vm.objects.data import Value, Values
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.protocols import Language


def print_value(value: Value, language: Language) -> None:
    """As its language writes it, on a line; several values on a line each; nothing for no value."""
    for item in value.several if type(value) is Values else (value,):
        if item is not UNSPECIFIED:
            click.echo(language.write(item))
