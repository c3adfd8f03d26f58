"""Requests to start a process: from a text, a procedure, a program, a function of a file.

Read by: perdure.image.api.commands, perdure.image.api.queueing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree

from perdure.image.api.calling import PROGRAMS, Called, find_called, names_no_file, program_text
from perdure.image.api.retrying import Retrying
from perdure.image.api.turns import PREPARE, gathered
from perdure.image.conversion.convert import checked_text
from perdure.image.conversion.foreign import repr_of
from perdure.image.conversion.handles import Handle
from perdure.image.discovery import find_language, kept_name, language_of
from perdure.image.engine.connection_owner import fulfil
from perdure.image.engine.promises import Awaited
from perdure.image.errors import CannotConvert, CannotLoad
from perdure.image.host.host import LOADED, LOADING
from perdure.image.processes.changes import note_module, note_program
from perdure.image.processes.labels import given as given_labels
from perdure.image.processes.names import ALWAYS, EXISTING, Unique
from perdure.image.processes.versions import begin_version
from perdure.image.schema.history import Labels
from perdure.image.schema.processes import Process
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell
from perdure.vm.objects.singletons import NIL
from perdure.vm.primitives.equality import is_procedure
from perdure.vm.protocols import Language, Start

EVAL = "<eval>"  #: what errors call a text that is evaluated
CALL = "<call>"  #: and one whose value is called with arguments
#: Texts that the reader takes for a symbol, whose name they are; there are others.
NAME = re.compile(r"[A-Za-z!$%&*/:<=>?^_~][A-Za-z0-9!$%&*/:<=>?^_~@.+-]*")


def check_callable(what: object) -> None:
    """CannotConvert where it is nothing that came from a program."""
    if not type(what).__module__.startswith("perdure."):
        raise CannotConvert(
            f"{repr_of(what)} is neither a text nor a Procedure that came from the image; a "
            "function of Python is given to the image with `provides`, and called by a text"
        )


def paths(search_path: Sequence[str | os.PathLike[str]]) -> list[str]:
    return [checked_text(os.fspath(directory)) for directory in search_path]


class Beginning(NamedTuple):
    """The way a process begins that was asked for."""

    start: Callable[[], Start]  #: makes what it begins with, in a transaction
    title: str  #: the process's name
    language: Language


class Starting(Retrying):
    """The part of the interface that starts processes, in a transaction of its own."""

    @gathered
    def spawn(
        self,
        what: Any,
        *arguments: Any,
        name: str = "",
        unique: str | None = None,
        policy: str = EXISTING,
        reuse: str = ALWAYS,
        labels: Mapping[str, str | int] | None = None,
    ) -> Callable[[], int]:
        """Start a process; gives its pid.

        `what` is Scheme text, a Procedure, or a function of a program of Python's, as
        "flow:main" or "flows/flow.py:main"; see docs/python.md. A text is evaluated; where its
        value is a procedure, that is called with the arguments, also with none. (`spawn_eval` and
        `eval` only evaluate.) The arguments are made into values of the program, as docs/values.md
        tells.

        With a `unique` name it is registered so, and no other process that has not ended is.
        Where one is already, nothing is started: the `policy` "existing" gives its pid, "error"
        raises AlreadyRegistered, "replace" ends it where it stands, and starts the new one. The
        name of one that has ended is free, unless `reuse` says "failed" (only where it has failed
        or was cancelled) or "never": then it counts, too, until it is forgotten.

        By its `labels`, texts under names, `processes` finds it.
        """
        wanted = None if unique is None else Unique(unique, policy, reuse).checked()
        told = given_labels(labels) if labels else ()
        start, title, language = self._start_of(what, arguments, name)
        return self._spawn(start, title, language, wanted, told)

    def submit(self, what: Any, *arguments: Any, name: str = "") -> tuple[Future[int], Future[Any]]:
        """`spawn`, and the result: futures of the pid and of that, for a caller that does not wait.

        The second is never done where the first has an exception, nor while nobody drives.
        """
        begun: Future[int] = Future()
        ended: Future[Any] = Future()
        self._submit(begun, ended, Starting.spawn, what, *arguments, name=name)
        return begun, ended

    def submit_eval(self, text: str) -> tuple[Future[int], Future[Any]]:
        """The same with `spawn_eval`."""
        begun: Future[int] = Future()
        ended: Future[Any] = Future()
        self._submit(begun, ended, Starting.spawn_eval, text)
        return begun, ended

    def _submit(
        self,
        begun: Awaited[int],
        ended: Awaited[Any],
        method: Any,
        *arguments: Any,
        drive: Callable[[], None] | None = None,
        **options: Any,
    ) -> None:
        """Start a process by the method. Where nobody drives the image, `drive` is called to."""
        prepare: Callable[..., Callable[[], int]] = getattr(method, PREPARE)

        def watch(pid: int) -> None:
            process = self.watchers.find_ended(pid)
            if process is None:
                self.watchers.watch(pid).add_done_callback(partial(end, pid))
            elif ended.set_running_or_notify_cancel():
                fulfil(ended, lambda: self._told_value_of(process))

        def end(pid: int, watched: Future[None]) -> None:
            def outcome() -> Any:
                watched.result()  # raises what kept it from being seen
                return self.value(pid)

            if ended.set_running_or_notify_cancel():
                fulfil(ended, outcome)

        self._request(begun, lambda: self.checked(prepare, *arguments, **options), watch, drive)

    def _told_value_of(self, process: Process) -> Any:
        with self.storage_told("value"):
            return self._value_of(process)

    @gathered
    def spawn_many(
        self, what: Any, calls: Iterable[Iterable[Any]], *, name: str = ""
    ) -> Callable[[], list[int]]:
        """Start a process for each of `calls`, the arguments of one call; gives the pids.

        All or none: it is one transaction. `what` is that of `spawn`.
        """
        prepare: Callable[..., Callable[[], int]] = getattr(Starting.spawn, PREPARE)
        changes = [prepare(self, what, *arguments, name=name) for arguments in calls]
        return lambda: [change() for change in changes]

    @gathered
    def spawn_eval(
        self,
        text: str,
        name: str = EVAL,
        search_path: Sequence[str | os.PathLike[str]] = (),
        *,
        line: int = 1,
        language: str = "",
    ) -> Callable[[], int]:
        """Start a process that evaluates the text in the interaction environment.

        Its result is the value of the last expression. An error in the text itself is
        the process's error. Libraries that the image does not have are looked for in
        the directories of `search_path`. `line` is the number of the text's first line,
        where it is part of a longer one. `language` is the name of the text's language; each
        has an interaction environment of its own.
        """
        found = find_language(language)
        start = found.start_evaluation(
            self.root.libraries,
            checked_text(text),
            checked_text(name),
            self.environment_of(found),
            paths(search_path),
            line,
        )
        return self._spawn_with(start, name, found)

    def spawn_load(
        self,
        text: str,
        name: str,
        search_path: Sequence[str | os.PathLike[str]] = (),
        *,
        language: str = "",
    ) -> int:
        """Start a process that evaluates a file's text; `name` is what errors call it.

        Its language is what is given, or else what its first line or the file's ending says.
        """
        found = language_of(name, text, language)
        return self.spawn_eval(text, name, search_path, language=found.name)

    @gathered
    def spawn_load_file(
        self,
        path: Path,
        text: str,
        search_path: Sequence[str],
        *,
        again: bool = False,
        version: str = "",
    ) -> Callable[[], tuple[int, int]]:
        """Start a process that evaluates an application's file where that is needed.

        Gives its pid, and the number of the version that begins with it. One that still loads the
        file of that name ends: it would define what is of an older version. See `Image.load`.
        """
        name = str(path)
        found = language_of(name, text)
        start = found.start_loading(
            self.root.libraries,
            text,
            name,
            self.environment_of(found),
            search_path,
            path.name,
            again=again,
        )
        create = self._spawn_with(start, name, found)

        def change() -> tuple[int, int]:
            # Not by the slice: where it is run apart, and has something noted in the same tree for
            # the first time when it is merged, it would be in conflict with itself.
            self.root.keep(LOADED, OOBTree)
            number = begin_version(self.root, path.name, version, self.clock.now())
            loading = self.root.keep(LOADING, OOBTree)
            before = self.root.find_process(loading.get(path.name, 0))
            if before is not None:
                self.ledger.kill(before)
            pid = loading[path.name] = create()
            return pid, number

        return change

    @gathered
    def spawn_program(
        self,
        text: str,
        name: str,
        arguments: Sequence[str] = (),
        search_path: Sequence[str | os.PathLike[str]] = (),
        *,
        language: str = "",
        unique: str | None = None,
        policy: str = EXISTING,
        reuse: str = ALWAYS,
        labels: Mapping[str, str | int] | None = None,
    ) -> Callable[[], int]:
        """Start a process that runs a program, in an environment of its own.

        Of Scheme, `(command-line)` gives `name` and the arguments, and libraries that the
        image does not have are looked for in the directories of `search_path`. The program's
        language is what is given, or else what its first line (`#!... --language NAME`) or
        the ending of `name` says. `unique` and what follows it as with `spawn`.
        """
        wanted = None if unique is None else Unique(unique, policy, reuse).checked()
        found = language_of(name, text, language)
        start = found.start_program(
            self.root.libraries,
            checked_text(text),
            checked_text(name),
            [checked_text(argument) for argument in arguments],
            paths(search_path),
        )
        create = self._spawn_with(start, name, found, wanted, given_labels(labels))

        def change() -> int:
            note_program(self.ledger, found, name, text, self.ledger.moment())
            return create()

        return change

    def _start_of(self, what: Any, arguments: tuple[Any, ...], name: str) -> Beginning:
        """See `spawn`. CannotConvert, CannotLoad, before there is a transaction."""
        may_name_file = isinstance(what, str) and ":" in what
        if may_name_file:
            called = find_called(what, self.programs)
            if called is not None:
                return self._start_of_file(called, arguments, name)
        given, entered = self.conversion.copied(arguments), self.conversion.entered

        def values() -> tuple[Value, ...]:
            return tuple([entered(each) for each in given])

        if not isinstance(what, str):
            check_callable(what)
            procedure = what.value_in(self) if isinstance(what, Handle) else what
            title = name or getattr(what, "name", "")
            return Beginning(lambda: (procedure, values()), title, self.language)
        missing = names_no_file(what, self.programs) if may_name_file else None
        if missing is not None and self._find_variable(what) is None:
            raise missing
        language, libraries = self.language, self.root.libraries
        place = CALL if arguments else EVAL
        text = checked_text(what)
        usual = what if what.isprintable() and "(" not in what else place
        is_name = NAME.fullmatch(what) is not None

        def start() -> Start:
            variable = self._variable_now(what) if is_name else None
            if variable is not None and (arguments or is_procedure(variable.value)):
                return language.start_variable(libraries, variable, values())
            return self.kept_start(
                language.start_call(libraries, text, place, self.root.interaction, values()),
                language,
            )

        return Beginning(start, name or usual, language)

    def _start_of_file(self, called: Called, arguments: tuple[Any, ...], name: str) -> Beginning:
        """The same of a function that a program's file defines."""
        text = program_text(called.path)
        path = str(called.path)
        language = language_of(path, text)
        try:
            begin = language.function_call(
                called.module, path, text, called.folders, called.function, arguments
            )
        except TypeError as error:
            raise CannotConvert(f"{called.title}: {error}") from error
        if begin is None:
            raise CannotLoad(f"{path!r} defines no functions to be called: it is {language.name}")

        def start() -> Start:
            kept = self.root.keep(PROGRAMS, OOBTree)
            if language.name not in kept:
                kept[language.name] = OOBTree()
            note_module(self.ledger, language, path, text, self.ledger.moment())
            return self.kept_start(begin(kept[language.name]), language)

        return Beginning(start, name or called.title, language)

    def _check_readable(self, what: Any, name: str) -> None:
        """CannotLoad of a text that is to be run later, and cannot be."""
        if isinstance(what, str) and find_called(what, self.programs) is None:
            fault = self.language.unreadable(what, EVAL)
            if fault is not None:
                raise CannotLoad(f"{name}: {fault}")

    def _find_variable(self, text: str) -> Cell | None:
        """The variable of the program's whose name is all of the text.

        A process that begins with its value stores no text, and compiles none.
        """
        if NAME.fullmatch(text) is None:
            return None
        self.refresh()
        return self._variable_now(text)

    def _variable_now(self, name: str) -> Cell | None:
        """The variable of that name, as this transaction sees it."""
        cell = self.root.interaction.find(name)
        return cell if type(cell) is Cell and cell.is_bound else None

    def _spawn_with(
        self,
        start: Start | None,
        name: str,
        language: Language,
        unique: Unique | None = None,
        labels: Labels = (),
        parameters: Value = NIL,
    ) -> Callable[[], int]:
        kept = self.kept_start(start, language)
        return self._spawn(lambda: kept, name, language, unique, labels, parameters)

    def _spawn(
        self,
        start: Callable[[], Start],
        name: str,
        language: Language | None = None,
        unique: Unique | None = None,
        labels: Labels = (),
        parameters: Value = NIL,
    ) -> Callable[[], int]:
        """The function that starts the process, in a transaction, and gives its pid.

        `start` gives the procedure that it begins with, and the arguments.
        """

        def create() -> int:
            found = None if unique is None else unique.find(self.ledger)
            if found is not None and unique is not None and not unique.replaces:
                return found.pid
            procedure, arguments = start()
            if found is not None:
                self.ledger.kill(found)
            process = self.ledger.create(
                procedure,
                arguments,
                name=name,
                parent=0,
                now=self.ledger.moment(),
                language=kept_name(language or self.language),
                parameters=parameters,
            )
            if unique is not None:
                self.ledger.take_name(unique.name, process.pid)
            if labels:
                self.ledger.set_labels(process, labels)
            return process.pid

        return create
