"""Scheme as the image sees a language: entry point "scheme" of the group `perdure.languages`."""

from __future__ import annotations

from perdure.languages.scheme import libraries, loaded, programs, runtime
from perdure.languages.scheme.expander import World
from perdure.languages.scheme.reader import is_incomplete
from perdure.vm.values.environments import Environment
from perdure.vm.values.procedures import Closure, Source


class Scheme:
    """R7RS-small, and what of Perdure a program reaches through libraries."""

    name = "scheme"

    def world(self, table: dict[str, Environment], **callbacks: object) -> World:
        """The world for a table of libraries; `find_source` and `read_file` as in World."""
        return World(table, **callbacks)  # type: ignore[arg-type]

    def running_world(self) -> World:
        """The world of the process that runs in this thread, with what it was started with."""
        return runtime.running_world()

    def compile_program(self, text: str, name: str, world: World) -> Closure:
        """A whole program in an environment of its own."""
        return programs.compile_program(text, name, world)

    def compile_text(self, text: str, name: str, environment: Environment, world: World) -> Closure:
        """All forms of a text in an environment that stays."""
        return programs.compile_text(text, name, environment, world)

    def compile_next(
        self, source: Source, offset: int, environment: Environment, world: World
    ) -> tuple[Closure, int] | None:
        """One form of a text, for what runs each before it reads the next."""
        return programs.compile_next(source, offset, environment, world)

    def is_as_loaded(self, record: Environment, text: str, world: World) -> bool:
        """Whether a file, and all that it takes in, is as it was when it was loaded."""
        return loaded.is_as_loaded(record, text, world)

    def is_incomplete(self, text: str) -> bool:
        """Whether the text ends inside a form."""
        return is_incomplete(text)

    def interaction_environment(self, world: World, name: str = "user") -> Environment:
        return programs.interaction_environment(world, name)

    def keyword_environment(self) -> Environment:
        return libraries.keyword_environment()

    def primitive_environment(self) -> Environment:
        return libraries.primitive_environment()


language = Scheme()
