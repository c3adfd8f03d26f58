"""Values on the command line: as their language writes them, and as JSON."""

from __future__ import annotations

import ast
import json
from typing import Any

import click

from perdure.vm.objects.data import Value, Values
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.protocols import Language


def print_value(value: Value, language: Language) -> None:
    """As its language writes it, on a line; several values on a line each; nothing for no value."""
    for item in value.several if type(value) is Values else (value,):
        if item is not UNSPECIFIED:
            click.echo(language.write(item))


def argument_of(text: str) -> Any:
    """The value of an argument: JSON, or else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def print_as_json(text: str) -> None:
    """A value as Python writes it: as JSON where it can be, a text as it is; None not at all."""
    try:
        found = ast.literal_eval(text)
        text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    except (SyntaxError, TypeError, ValueError):
        pass  # an object of the program's
    if text != "null":
        click.echo(text)
