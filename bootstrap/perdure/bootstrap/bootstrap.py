"""The bootstrap: from an empty image to one that has the libraries.

The sources are the `.sld` files beside this one. All of them are imported by one
program, so each is loaded after those it imports itself. Their names in the image
are `perdure/lists.scm` and the like: no path of the machine that ran the bootstrap.
A file whose name has an at sign is a template, of one file for each kind of vectors of numbers.

Read by: perdure.image.discovery, by this module's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import perdure.image  # noqa: F401  (registers the builtins of processes)
from perdure.languages import scheme
from perdure.vm import Condition, Done, Environment, Execution, Failed, Invoke, Machine
from perdure.vm.machine.own import MACHINE
from perdure.vm.machine.procedures import machine_library
from perdure.vm.objects.numeric_vectors import KINDS
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.procedures import LIBRARY_PREFIX
from perdure.vm.protocols import Host

SOURCES = files(__package__) / "scheme"
PREFIX = LIBRARY_PREFIX  #: before a source file's name, in positions and stacks

KIND = "@"  #: in a template, where the name of a kind goes

#: Libraries in which the machine and the expander look names up while programs run.
LOOKED_INTO = ("(perdure control)", MACHINE)


class BootstrapFailed(Exception):
    """A library source has an error; the message says which, and where."""


def bootstrap(root: Any) -> None:
    """Fill `root.libraries` and `root.interaction` of a new image."""
    load_libraries(root.libraries)
    root.interaction = scheme.language.interaction_environment(root.libraries)


def load_libraries(libraries: Any) -> None:
    """Put every library into the table, which is empty: printed name -> Environment."""
    libraries["(perdure primitives)"] = scheme.language.primitive_environment()
    libraries[MACHINE] = machine_library()
    libraries["(perdure syntax)"] = scheme.language.keyword_environment()
    sources = dict(_sources())
    world = scheme.language.world(
        libraries,
        find_source=lambda parts: sources.get(scheme.printed_name(parts)),
        read_file=_read,
    )
    program = "\n".join(f"(import (only {name}))" for name in sorted(sources))
    thunk = scheme.language.compile_program(program, f"{PREFIX}bootstrap", world)
    outcome = Machine(libraries, _Silent()).run(Execution.start(), Invoke(thunk))
    if not isinstance(outcome, Done):
        raise BootstrapFailed(_what_failed(outcome))
    scheme.close_libraries(
        library for name, library in libraries.items() if name not in LOOKED_INTO
    )
    for name, edition in scheme.EDITIONS.items():
        if edition.is_what in libraries and name not in libraries:
            libraries[name] = libraries[edition.is_what]
    for library in libraries.values():
        library.origin = ()  # these are the image's own: no file on a search path replaces them


class _Silent(Host):
    """The host of a machine whose programs print nothing."""

    def write_output(self, text: str) -> None:
        raise BootstrapFailed(f"a library prints something when it is loaded: {text!r}")


def _sources() -> Iterator[tuple[str, tuple[str, str]]]:
    """(printed library name, (source name, text)) of every library file."""
    for file in sorted(SOURCES.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sld"):
            text = file.read_text(encoding="utf-8")
            for kind in KINDS if KIND in file.name else (KIND,):
                name = f"{PREFIX}{file.name}".replace(KIND, kind)
                yield _named(name, text.replace(KIND, kind))


def _named(name: str, text: str) -> tuple[str, tuple[str, str]]:
    form = next(iter(scheme.Reader(text, name)))
    parts = scheme.to_datum(form.items[1])  # type: ignore[attr-defined]
    return write_text(parts), (name, text)


def _read(path: str) -> str:
    """The text of an included file, by the name it has in the image."""
    name = path.removeprefix(PREFIX)
    file = SOURCES / name
    if file.is_file():
        return file.read_text(encoding="utf-8")
    stem, _, kind = name.removesuffix(".scm").rpartition("-")
    template = (SOURCES / f"{stem}-{KIND}.scm").read_text(encoding="utf-8")
    return template.replace(KIND, kind)


def _what_failed(outcome: object) -> str:
    if isinstance(outcome, Failed):
        payload = outcome.payload
        if isinstance(payload, Condition):
            return f"{payload.position}: {payload.who}: {payload.message}"
        return write_text(payload)
    return f"a library's body does not end: {outcome}"


__all__ = ["BootstrapFailed", "Environment", "bootstrap", "load_libraries"]
