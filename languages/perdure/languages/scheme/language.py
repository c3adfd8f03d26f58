"""Scheme as the image sees a language: entry point "scheme" of the group `perdure.languages`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perdure.languages.scheme.compiler import debugging, defining, libraries, loaded, programs
from perdure.languages.scheme.compiler.sources import source_finder
from perdure.languages.scheme.expander import World
from perdure.languages.scheme.reader import is_incomplete, read
from perdure.languages.scheme.reader.faults import ReadFault
from perdure.languages.scheme.runtime.front_end import running_world
from perdure.vm.machine.namespace import list_of
from perdure.vm.objects.conditions import report_text
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell, Closure, Source
from perdure.vm.objects.singletons import TRUE, boolean
from perdure.vm.protocols import Defined, Language, Start

LOADING = "(perdure loading)"  #: the library with the procedures that processes start with
BASE = "(scheme base)"

Libraries = Mapping[str, Environment]


class Scheme(Language):
    """R7RS-small, and what of Perdure a program reaches through libraries."""

    name = "scheme"
    endings = (".scm", ".sps", ".ss", ".sld")

    # What every language has

    def compile(self, text: str, name: str, environment: Environment) -> Closure:
        """All forms of a text in an environment that stays, within a process."""
        return programs.compile_text(text, name, environment, running_world())

    def is_incomplete(self, text: str) -> bool:
        """Whether the text ends inside a form."""
        return is_incomplete(text)

    def unreadable(self, text: str, name: str) -> str | None:
        """The reader's first fault."""
        try:
            for _ in read(text, name):
                pass
        except ReadFault as fault:
            return f"{report_text(fault.payload)} ({fault.payload.position})"
        return None

    def interaction_environment(self, libraries: Libraries) -> Environment:
        """A new environment with the standard libraries imported."""
        return programs.interaction_environment(self.world(libraries))

    def exit_code(self, given: Value) -> int:
        """For what was given to `exit` (R7RS 6.14): 0 for #t, 1 for #f, a byte for itself."""
        return 0 if given is TRUE else super().exit_code(given)

    # How processes begin: with a procedure of the library (perdure loading)

    def start_program(
        self,
        libraries: Libraries,
        text: str,
        name: str,
        arguments: Sequence[str],
        search_path: Sequence[str],
    ) -> Start:
        given = (new_string(text), new_string(name), texts(arguments), texts(search_path))
        return start(libraries, "%run-program", *given)

    def start_evaluation(
        self,
        libraries: Libraries,
        text: str,
        name: str,
        environment: Environment,
        search_path: Sequence[str],
        line: int,
    ) -> Start:
        source = new_string(text) if line == 1 else Source(name, text, line)
        return start(
            libraries, "%run-text", source, new_string(name), environment, texts(search_path)
        )

    def start_loading(
        self,
        libraries: Libraries,
        text: str,
        name: str,
        environment: Environment,
        search_path: Sequence[str],
        key: str,
        *,
        again: bool,
    ) -> Start:
        given = (new_string(text), new_string(name), environment, texts(search_path))
        return start(libraries, "%load-file", *given, new_string(key), boolean(again))

    def is_loaded(
        self, libraries: Libraries, record: Environment, text: str, search_path: Sequence[str]
    ) -> bool:
        """Whether a file, and all that it takes in, is as it was when it was loaded."""
        world = self.world(libraries, find_source=source_finder(search_path))
        return loaded.is_as_loaded(record, text, world)

    def start_call(
        self,
        libraries: Libraries,
        text: str,
        name: str,
        environment: Environment,
        arguments: tuple[Value, ...],
    ) -> Start:
        given = (new_string(text), new_string(name), environment, list_of(arguments))
        return start(libraries, "%call-text", *given)

    def start_variable(
        self, libraries: Libraries, variable: Cell, arguments: tuple[Value, ...]
    ) -> Start:
        return start(libraries, "%call-variable", variable, *arguments)

    def start_sending(
        self, libraries: Libraries, text: str, environment: Environment, pid: int
    ) -> Start:
        return start(libraries, "%send-text", pid, new_string(text), environment)

    # For a debugger

    def end_of(self, text: str, start: int) -> int | None:
        return debugging.end_of(text, start)

    def definition_around(self, text: str, place: int) -> tuple[int, int] | None:
        return debugging.form_around(text, place)

    def definition_of(self, text: str, name: str) -> tuple[int, int] | None:
        return debugging.form_defining(text, name)

    def definitions_in(self, text: str) -> list[Defined]:
        return defining.definitions_in(text)

    def names_in(self, text: str) -> frozenset[str]:
        return defining.names_in(text)

    def runs_at_once(self, text: str) -> bool:
        return defining.runs_at_once(text)

    def start_in_scope(
        self,
        libraries: Libraries,
        text: str,
        name: str,
        environment: Environment,
        variables: Mapping[str, Value],
    ) -> Start:
        whole = debugging.text_in_scope(text, variables)
        exported = [libraries[BASE].exports[each] for each in ("call-with-values", "vector")]
        helpers = [each.value if isinstance(each, Cell) else each for each in exported]
        given = list_of((*helpers, *variables.values()))
        source = Source(name, whole, 0)  # so that the text itself begins in line 1
        return start(libraries, "%call-text", source, new_string(name), environment, given)

    def keeping_variables(self, libraries: Libraries, begin: Start) -> Start:
        procedure, arguments = begin
        return start(libraries, "%keeping", procedure, *arguments)

    # What those who know Scheme ask for

    def world(self, table: Libraries, **callbacks: object) -> World:
        """The world for a table of libraries; `find_source` and `read_file` as in World."""
        return World(table, **callbacks)  # type: ignore[arg-type]

    def running_world(self) -> World:
        """The world of the process that runs in this thread, with what it was started with."""
        return running_world()

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

    def keyword_environment(self) -> Environment:
        return libraries.keyword_environment()

    def primitive_environment(self) -> Environment:
        return libraries.primitive_environment()


def start(libraries: Libraries, name: str, *arguments: Value) -> Start:
    """A process that begins with a procedure of that library."""
    cell = libraries[LOADING].exports[name]
    return cell.value, arguments


def texts(each: Sequence[str]) -> Value:
    """A list of strings."""
    return list_of(tuple([new_string(text) for text in each]))


language = Scheme()
