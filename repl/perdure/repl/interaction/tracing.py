"""`,trace` and `,untrace`: procedures that tell of each call.

A traced procedure is another one in its variable, made by `(perdure tracing)`, which holds
the first. So it is traced in every process and after a restart, until the variable is defined
anew or `,untrace` puts the first one back.

Read by: perdure.repl.interaction.commands, names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from perdure.image import Image
from perdure.repl.interaction.actions import CommandError
from perdure.vm.code.encoding import decoded
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Builtin, Cell, Closure

LIBRARY: Final = "(perdure tracing)"
TRACED: Final = "%traced-call"  #: what its procedures are called


def trace(image: Image, name: str) -> None:
    """Have a procedure that is defined here tell of its calls."""
    bench, cell = image.workbench, _cell_of(image, name)
    if LIBRARY not in bench.libraries:
        raise CommandError("this image was made by a version of Perdure that cannot trace")
    value = cell.value
    if original_of(value) is not None:
        raise CommandError(f"{name} is traced already; ,untrace {name} ends that")
    if not isinstance(value, Closure | Builtin):
        raise CommandError(f"{name} is no procedure")

    def change() -> None:
        bench.define(name, bench.call_exported("%traced", LIBRARY, symbol(name), value))

    bench.change(change)


def untrace(image: Image, name: str) -> None:
    """Put the procedure back that is traced."""
    bench, original = image.workbench, original_of(_cell_of(image, name).value)
    if original is None:
        raise CommandError(f"{name} is not traced")
    bench.change(lambda: bench.define(name, original))


def traced_names(image: Image) -> Iterator[str]:
    for name, binding in image.workbench.interaction.bindings.items():
        if isinstance(binding, Cell) and binding.is_bound and original_of(binding.value):
            yield name


def original_of(value: Value) -> Value | None:
    """The procedure that a traced one holds; None where it is not traced."""
    if not isinstance(value, Closure) or value.code.name != TRACED:
        return None
    lowered = decoded(value.code.lowered)
    names = [lowered.variables[variable] for variable in lowered.captured]
    return value.values[names.index("procedure")] if "procedure" in names else None


def _cell_of(image: Image, name: str) -> Cell:
    """The variable of that name, where it was defined here."""
    environment = image.workbench.interaction
    binding = environment.find(name)
    library = environment.imported.get(name)
    if library is not None:
        raise CommandError(
            f"{name} is imported from {library}; only what is defined here can be traced"
        )
    if not isinstance(binding, Cell) or not binding.is_bound:
        raise CommandError(f"{name} is not bound here")
    return binding
