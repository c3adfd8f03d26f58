"""Requests to processes of an open image: queries, signals and updates (docs/requests.md).

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, TypeVar, overload

from perdure.image.api.commands import Commands, check_alive
from perdure.image.api.turns import called, gathered, in_turn
from perdure.image.conversion.convert import NOTHING, checked_text
from perdure.image.conversion.expected import ANYTHING, checked_result
from perdure.image.engine.asking import Given, Question, Taken, to_python, written
from perdure.image.errors import QueryFailed
from perdure.image.host.host import Host
from perdure.image.processes.requests import handler_of, signal, update
from perdure.image.schema.processes import Process
from perdure.image.schema.requests import CHECK, QUERY, UPDATE
from perdure.image.seconds import until_of
from perdure.vm.objects.data import Value

T = TypeVar("T")

Asks = Callable[[], bool]  #: whether the caller still wants to know

ANSWER = 10.0  #: seconds that an answer to a query may take, unless told otherwise


def always() -> bool:
    return True


def nothing(host: Host, process: Process, value: Value) -> None:
    """Nothing is made of the value of a check."""


class Requests(Commands):
    """The part of the interface for what processes answer."""

    @overload
    def query(self, pid: int, name: str, *arguments: Any, timeout: float = ANSWER) -> Any: ...
    @overload
    def query(
        self, pid: int, name: str, *arguments: Any, timeout: float = ANSWER, type: type[T]
    ) -> T: ...

    def query(
        self,
        pid: int,
        name: str,
        *arguments: Any,
        timeout: float = ANSWER,
        type: Any = ANYTHING,
    ) -> Any:
        """The answer of a process, which is not disturbed: of what its `(on-query name)` gives.

        It is computed here, with the process as it was left by its last slice, whatever it does
        now: also where it waits, has ended, or is run by another member. NoHandler; QueryFailed
        where an error is raised, or after `timeout` seconds.
        """
        return self.answer(always, pid, name, arguments, timeout, type)

    def answer(
        self,
        is_wanted: Asks,
        pid: int,
        name: str,
        arguments: tuple[Any, ...],
        timeout: float = ANSWER,
        type: Any = ANYTHING,
    ) -> Any:
        """The same for a caller that may lose interest; then it ends after the present turn."""
        given = self.conversion.copied(arguments)
        found = self._answer(
            pid,
            name,
            QUERY,
            lambda host: entered(host, given),
            timeout,
            take=to_python,
            is_wanted=is_wanted,
        )
        return checked_result(found, type, pid)

    def query_text(
        self, pid: int, name: str, texts: Iterable[str] = (), *, timeout: float = ANSWER
    ) -> str:
        """The same as text, with arguments that are texts to be evaluated, beside the image too."""
        checked = [checked_text(text) for text in texts]
        found = self._answer(
            pid, name, QUERY, lambda host: (), timeout, take=written, texts=checked
        )
        return str(found)

    @gathered
    def signal(self, pid: int, name: str, *arguments: Any) -> Callable[[], None]:
        """Have a process handle a signal, by what its `(on-signal name)` gives; ProcessEnded.

        What it waits for it goes on waiting for. Signals are handled one after the other; one
        that comes before anything handles it is kept.
        """
        given = self.conversion.copied(arguments)
        return self._signal(pid, name, lambda: tuple(map(self.conversion.entered, given)))

    @gathered
    def signal_values(
        self, pid: int, name: str, arguments: tuple[Value, ...]
    ) -> Callable[[], None]:
        """The same with values of the program's own."""
        return self._signal(pid, name, lambda: arguments)

    def _signal(
        self, pid: int, name: str, arguments: Callable[[], tuple[Value, ...]]
    ) -> Callable[[], None]:
        self._known(pid)

        def change() -> None:
            check_alive(self.root.process(pid))
            signal(self.ledger, pid, checked_text(name), arguments(), self.clock.now())

        return change

    def begin_update(self, pid: int, name: str, *arguments: Any, id: str | None = None) -> int:
        """Have a process do an update; the pid of the process that does it: see its `result`."""
        return self.checked_update(always, pid, name, arguments, id)

    def checked_update(
        self, is_wanted: Asks, pid: int, name: str, arguments: tuple[Any, ...], id: str | None
    ) -> int:
        """The same for a caller that may lose interest while it is checked."""
        given = self.conversion.copied(arguments)
        request = secrets.token_hex(8) if id is None else id
        known = self.known_update(pid, request)
        if known is not None:
            return known
        self._answer(
            pid,
            name,
            CHECK,
            lambda host: entered(host, given),
            ANSWER,
            take=nothing,
            is_wanted=is_wanted,
        )
        return self._begin_update(pid, name, given, request)

    @in_turn
    @called("update")
    def known_update(self, pid: int, id: str) -> int | None:
        """The pid of the process that does the update that was asked for under that id; or None."""
        self.refresh()
        desk = self.root.process(pid).details.desk
        updates = None if desk is None else desk.updates
        return None if updates is None else updates.get(checked_text(id))

    @gathered
    def begin_update_values(
        self, pid: int, name: str, arguments: tuple[Value, ...], id: str
    ) -> Callable[[], int]:
        """The same with values of the program's own, which are looked at when it is done."""
        return self._update(pid, name, lambda: arguments, id)

    @gathered
    @called("update")
    def _begin_update(self, pid: int, name: str, given: Any, id: str) -> Callable[[], int]:
        return self._update(pid, name, lambda: tuple(map(self.conversion.entered, given)), id)

    def _update(
        self, pid: int, name: str, arguments: Callable[[], tuple[Value, ...]], id: str
    ) -> Callable[[], int]:
        self._known(pid)

        def change() -> int:
            process = self.root.process(pid)
            check_alive(process)
            handler_of(process, UPDATE, name)
            given = arguments()
            return update(self.ledger, process, name, given, checked_text(id), self.clock.now())

        return change

    def _answer(
        self,
        pid: int,
        name: str,
        kind: str,
        given: Given,
        timeout: float,
        *,
        take: Taken,
        texts: Iterable[str] = (),
        is_wanted: Asks = always,
    ) -> Any:
        """Ask, a turn at a time, so that the image is driven on meanwhile."""
        until = until_of(timeout)
        found: Any = NOTHING
        question = self._begin_question(pid, name, kind, given, texts)
        try:
            while question is not None and found is NOTHING:
                if until is not None and monotonic() > until:
                    raise QueryFailed(pid, name, f"no answer within {timeout:g} seconds")
                if not is_wanted():
                    raise QueryFailed(pid, name, "its caller was cancelled")
                found = self._go_on_asking(question, take)
        finally:
            if question is not None:
                self._end_question(question)
        return found

    @in_turn
    @called("query")
    def _begin_question(
        self, pid: int, name: str, kind: str, given: Given, texts: Iterable[str]
    ) -> Question | None:
        self.refresh()
        question = self._asking.question(pid, checked_text(name), kind)
        has_begun = False
        try:
            has_begun = question.begin(given, texts)
        finally:
            if not has_begun:
                self._asking.done(question)
        return question if has_begun else None

    @in_turn
    @called("query")
    def _go_on_asking(self, question: Question, take: Taken) -> Any:
        found = question.turn(self.scheduler.monitor, take)
        return NOTHING if found is None else found[0]

    @in_turn
    @called("query")
    def _end_question(self, question: Question) -> None:
        self._asking.done(question)


def entered(host: Host, given: Iterable[Any]) -> tuple[Value, ...]:
    return tuple(map(host.conversion.entered, given))
