"""Functions that an application provides, as libraries `(python NAME)` of the image.

Read by: perdure.image.api.session.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdure.image.effects.provided import Provided, provided_function
from perdure.image.effects.signatures import Function, Signature, note_signatures
from perdure.image.engine.scheduler import Scheduler
from perdure.image.schema.root import ImageRoot
from perdure.vm.objects.environments import Environment

PYTHON = "(python {})"


def signatures_of(
    libraries: dict[str, dict[str, Provided]],
) -> Iterator[tuple[Function, Signature]]:
    for library, functions in libraries.items():
        for name, provided in functions.items():
            yield (library, name), provided.signature


def by_function(libraries: dict[str, dict[str, Provided]]) -> dict[Function, Provided]:
    return {
        (library, name): provided
        for library, functions in libraries.items()
        for name, provided in functions.items()
    }


def provide(
    root: ImageRoot, scheduler: Scheduler, libraries: dict[str, dict[str, Provided]]
) -> None:
    """Make the libraries `(python NAME)` what was given; written only where it changed."""

    def update() -> None:
        note_signatures(root, signatures_of(libraries))
        for library, functions in libraries.items():
            environment_name = PYTHON.format(library)
            environment = root.libraries.get(environment_name)
            if environment is None:
                environment = Environment(environment_name)
                root.libraries[environment_name] = environment
            for name in functions:
                if name not in environment.exports:
                    cell = environment.cell(name)
                    cell.value = provided_function(library, name)
                    environment.export(name, cell)

    if libraries:
        scheduler.change(update)
