"""A language: makes procedures of texts, and knows how its values and errors read.

The keeper of processes finds one by name (entry points of the group `perdure.languages`),
by how a program's file ends, or by the program's first line. A process keeps the name of
its language.

    class Toy(Language):
        name, endings = "toy", (".toy",)

        def compile(self, text, name, environment): ...

is one: all else has a default. docs/adding-a-language.md shows it step by step.

Read by: perdure.image.discovery.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from perdure.vm.objects.conditions import Condition, report_text
from perdure.vm.objects.data import Value, literal_string
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.printer import bounded_text, short_text, write_text
from perdure.vm.objects.procedures import Cell, builtin_named
from perdure.vm.protocols.machine import MakeMachine

#: What a process begins with: a procedure, and arguments.
Start: TypeAlias = "tuple[Value, tuple[Value, ...]]"

LONGEST = 1_000  #: characters of an object that was raised, in the text of a failure
RUN = "%run"  #: the builtin that compiles a text within the process that is to run it


class Finding(NamedTuple):
    """One thing that is foreseen in a program."""

    file: str
    line: int
    column: int
    kind: str  #: "effect", "refused", ..., as the language has it
    text: str


class Fitting(NamedTuple):
    """A function of a text that gives a result for arguments."""

    name: str
    order: tuple[int, ...]  #: which of the arguments comes first, from 0
    text: str  #: the call, as the language writes it


class Defined(NamedTuple):
    """One definition in a text."""

    names: tuple[str, ...]  #: a record type defines several
    kind: str  #: "define", "define-syntax", "class", ..., as the language has it
    home: str  #: the library in the text that it is in; "" for none
    start: int  #: where it begins in the text, with the comments above it
    begin: int  #: and without
    end: int
    documentation: str  #: the comments, and the string that it documents itself by


class Language(Protocol):
    """Stateless: an opening of an image, its workspaces and its threads share it."""

    name: str  #: in entry points and `--language`
    endings: tuple[str, ...] = ()  #: of the files that hold its programs: (".scm",)

    # From texts to processes

    def compile(self, text: str, name: str, environment: Environment) -> Value:
        """A text as a procedure of no arguments, which gives the text's value.

        `name` is what errors call the text; what it defines at its outermost level goes into
        the environment. A Fault where the text is wrong.
        """
        ...

    def is_incomplete(self, text: str) -> bool:
        """Whether a person at a keyboard has not come to the text's end yet."""
        return False

    def unreadable(self, text: str, name: str) -> str | None:
        """Why a text of that name can never be run, in a line with the place; None where it may."""
        return None

    def interaction_environment(self, libraries: Mapping[str, Environment]) -> Environment:
        """A new environment for what is evaluated text by text."""
        return Environment(self.name)

    def start_program(
        self,
        libraries: Mapping[str, Environment],
        text: str,
        name: str,
        arguments: Sequence[str],
        search_path: Sequence[str],
    ) -> Start:
        """How a process begins that runs a program, in an environment of its own.

        An error in the text is to be the process's. `libraries` are the image's;
        `arguments` and the folders of `search_path` are for the program.
        """
        return self._start(text, name, Environment(name))

    def start_evaluation(
        self,
        libraries: Mapping[str, Environment],
        text: str,
        name: str,
        environment: Environment,
        search_path: Sequence[str],
        line: int,
    ) -> Start:
        """How one begins that evaluates a text in an environment that stays.

        `line` is the number of the text's first line, where it is part of a longer one.
        """
        return self._start(text, name, environment)

    def start_loading(
        self,
        libraries: Mapping[str, Environment],
        text: str,
        name: str,
        environment: Environment,
        search_path: Sequence[str],
        key: str,
        *,
        again: bool,
    ) -> Start:
        """How one begins that evaluates an application's file, where it has changed or `again`.

        `key` is the file's name without its folder.
        """
        return self.start_evaluation(libraries, text, name, environment, search_path, 1)

    def is_loaded(
        self,
        libraries: Mapping[str, Environment],
        record: Environment,
        text: str,
        search_path: Sequence[str],
    ) -> bool:
        """Whether a file is as it was when it was loaded; `record` is what was kept of it."""
        return False

    def start_call(
        self,
        libraries: Mapping[str, Environment],
        text: str,
        name: str,
        environment: Environment,
        arguments: tuple[Value, ...],
    ) -> Start | None:
        """How one begins that evaluates a text and calls the procedure that it gives.

        A value that is no procedure will do where there are no arguments. None: texts of the
        language give no procedures.
        """
        return None

    def start_variable(
        self, libraries: Mapping[str, Environment], variable: Cell, arguments: tuple[Value, ...]
    ) -> Start:
        """The same of a procedure that is the value of a variable by then."""
        return variable.value, arguments

    def function_call(
        self,
        name: str,
        path: str,
        text: str,
        search_path: Sequence[str],
        function: str,
        arguments: tuple[Any, ...],
    ) -> Callable[[Any], Start] | None:
        """Have one begin that calls a function which a program's file defines.

        The program is the module `name`, with that text. The arguments are Python's, a
        TypeError where they cannot be given. What this gives is called in a transaction, with a
        mapping of the image's in which the language keeps what it has made of programs. None: the
        language's files have no functions to be called so.
        """
        return None

    def start_sending(
        self, libraries: Mapping[str, Environment], text: str, environment: Environment, pid: int
    ) -> Start | None:
        """How one begins that evaluates a text, and sends its value to a process."""
        return None

    def keeping_variables(self, libraries: Mapping[str, Environment], start: Start) -> Start:
        """How one begins whose code keeps variables that are done with, to be looked at."""
        return start

    def foresee(self, text: str, path: str, folders: Sequence[str]) -> list[Finding] | None:
        """All that is seen of a program without running it; None where the language sees nothing.

        `folders` are where its modules are looked for. SyntaxError.
        """
        return None

    def machines(self) -> Mapping[str, MakeMachine]:
        """The machines that the language brings, by name: none where it compiles to core IR."""
        return {}

    def _start(self, text: str, name: str, environment: Environment) -> Start:
        texts = (literal_string(self.name), literal_string(text), literal_string(name))
        return builtin_named(RUN), (*texts, environment)

    # For a debugger

    def end_of(self, text: str, start: int) -> int | None:
        """The end of the expression that begins there in a text; None where none does."""
        return None

    def stops_in(self, text: str, name: str, line: int) -> tuple[bool, str] | None:
        """Whether a breakpoint at a name, or else a line of a text, stops something; or why not.

        With "" for a reason the text has no such name. None: the language does not tell.
        """
        return None

    def why_not_raised(self, name: str, texts: Sequence[str]) -> str | None:
        """Why nothing is known to raise an exception of that name: a sentence without its point.

        `texts` are those of the image's programs. "" where something may; None: the language has no
        exceptions by name.
        """
        return None

    def fitting(
        self, text: str, arguments: Sequence[str], result: str, seconds: float
    ) -> Iterator[Fitting | None]:
        """The functions of a program's text that give a result, each tried for a moment.

        Nothing that they do is seen. Arguments and result are texts, in any order; Fault where
        these have no value there. None now and then, where something else may have its turn.
        """
        return iter(())

    def definition_around(self, text: str, place: int) -> tuple[int, int] | None:
        """The beginning and end of the outermost form that has that place of a text in it."""
        return None

    def definition_of(self, text: str, name: str) -> tuple[int, int] | None:
        """The beginning and end of the last outermost form that defines the name in a text."""
        return None

    def definitions_in(self, text: str) -> list[Defined]:
        """The definitions at a text's outermost level, in order; those of its libraries too."""
        return []

    def names_in(self, text: str) -> frozenset[str]:
        """The names that a text refers to; it may give more, such as those bound within it."""
        return frozenset()

    def runs_at_once(self, text: str) -> bool:
        """Whether a definition does more where it stands than make a procedure, or a macro."""
        return True

    def start_in_scope(
        self,
        libraries: Mapping[str, Environment],
        text: str,
        name: str,
        environment: Environment,
        variables: Mapping[str, Value],
    ) -> Start | None:
        """How one begins that evaluates a text where there are these variables too.

        It ends with a vector: the list of the text's values, and the value that each variable has
        by then, in their order. None: the language has nothing of the kind.
        """
        return None

    def look_at(self, text: str, variables: Mapping[str, Any]) -> str | None:
        """The value, as text, of a text that only looks at variables as they are shown.

        Nothing of the program's is run. None: the language has nothing of the kind.
        """
        return None

    # For people, and for Python

    def write(self, value: Value) -> str:
        """A value as the language writes it."""
        return write_text(value)

    def short(self, value: Value) -> str:
        """The same for a line among others, cut off where it is long."""
        return short_text(value)

    def failure_text(self, payload: Value) -> str:
        """The text of an uncaught error, on one line, without the place."""
        if isinstance(payload, Condition):
            return report_text(payload)
        return f"uncaught: {bounded_text(payload, LONGEST)}"

    def to_python(self, value: Value) -> Any:
        """The Python counterpart of a value that only this language has; NotImplemented."""
        return NotImplemented

    def exit_code(self, given: Value) -> int:
        """The exit code, 0 to 255, of a process that ended itself with that."""
        return given if type(given) is int and 0 <= given <= 255 else 1
