"""Requests to an open image that need no waiting: to reach a process, and to change one.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from perdure.image.api.starting import Starting
from perdure.image.api.turns import gathered, in_turn
from perdure.image.conversion.convert import checked_text
from perdure.image.conversion.converters import Converter
from perdure.image.conversion.foreign import repr_of
from perdure.image.engine.retrying import resume
from perdure.image.errors import CannotConvert, ProcessEnded
from perdure.image.processes.cancelling import CLEANUP
from perdure.image.processes.labels import given as given_labels
from perdure.image.processes.waits.wait import FARTHEST
from perdure.image.schema.processes import Process
from perdure.image.seconds import checked_seconds
from perdure.vm.objects.data import Value


def check_alive(process: Process) -> None:
    """ProcessEnded where nothing can be sent to it any more."""
    if process.has_ended:
        raise ProcessEnded(process.pid, process.state)


class Commands(Starting):
    """The part of the interface that changes the image, in a transaction of its own."""

    @gathered
    def send(self, pid: int, message: Any) -> Callable[[], None]:
        """Put a message into the mailbox of a process: the program's value for it.

        ProcessEnded where it has ended.
        """
        given = self.conversion.copied(message)

        def change() -> None:
            process = self.root.process(pid)
            check_alive(process)
            self.ledger.send(process, self.conversion.entered(given))

        self._known(pid)
        return change

    @gathered
    def complete(self, name: str, value: Any = None) -> Callable[[], None]:
        """Give a value to the processes that `(await-external name)`, now or later.

        Once: AlreadyCompleted where that name was completed before.
        """
        given = self.conversion.copied(value)
        return self._completion(name, lambda: self.conversion.entered(given))

    @gathered
    def complete_value(self, name: str, value: Value) -> Callable[[], None]:
        """The same with a value of the program's own."""
        return self._completion(name, lambda: value)

    @gathered
    def send_eval(self, pid: int, text: str) -> Callable[[], int]:
        """Start a process that evaluates the text and sends its value; gives its own pid.

        ProcessEnded where the one that it is for has ended by now.
        """
        self.refresh()
        check_alive(self.root.process(pid))
        libraries, environment = self.root.libraries, self.root.interaction
        start = self.language.start_sending(libraries, checked_text(text), environment, pid)
        return self._spawn_with(start, "<send>", self.language)

    @in_turn
    def supply_input(self, pid: int, text: str | None) -> None:
        """Type text for the process, a line with its end mostly; None: the input has ended.

        It is kept in the image until the process reads it; lost where that has ended.
        """
        self._known(pid)
        self._check_writable()
        self.driver.supply_input(pid, None if text is None else checked_text(text))

    @in_turn
    def follow(self, pid: int) -> None:
        """Be told what a process and its descendants print and ask, whichever member runs them.

        Of a shared image, `on_output` and `on_input` otherwise hear of what is run here.
        """
        self.refresh()
        self.root.process(pid)
        self.driver.following.follow(pid)

    @in_turn
    def unfollow(self, pid: int) -> None:
        """The end of `follow`, after what has been printed by now."""
        self.refresh()
        self.driver.following.leave(pid)

    @in_turn
    def ask_again(self) -> None:
        """Have `on_input` called for each process that wants input: its answer may be another."""
        self.driver.askers.ask()

    @gathered
    def cancel(self, pid: int, grace: float = CLEANUP) -> Callable[[], None]:
        """Have the process clean up, within `grace` seconds, and end. Nothing where it has ended.

        What it waits for raises an error of kind `cancelled` in it. One that has nothing to clean
        up, or was cancelled before, ends at once. All that wait for it get ProcessCancelled.
        """
        checked_seconds("cancel: grace", grace)
        self._known(pid)
        until = min(self.clock.now() + grace, FARTHEST)
        return lambda: self.ledger.cancel(self.root.process(pid), until)

    @gathered
    def set_labels(self, pid: int, labels: Mapping[str, str | int | None]) -> Callable[[], None]:
        """Let the process have these labels, too; None takes one away."""
        self._known(pid)
        left = {name: value for name, value in labels.items() if value is not None}
        changes = [*given_labels(left), *[(name, None) for name in labels if name not in left]]
        return lambda: self.ledger.set_labels(self.root.process(pid), changes)

    @gathered
    def kill(self, pid: int) -> Callable[[], None]:
        """End the process where it stands; it cleans up nothing. Nothing where it has ended."""
        self._known(pid)
        return lambda: self.ledger.kill(self.root.process(pid))

    @in_turn
    def park(self, pid: int) -> None:
        """Let the process stand where it is until `resume`, also over restarts.

        A timer, message or effect that it waits for may come meanwhile; it takes it then.
        """
        self._known(pid)
        self._check_writable()
        self.driver.park(pid)

    @in_turn
    def resume(self, pid: int) -> None:
        """Let a process go on that is parked, or stands at a breakpoint; else nothing."""
        self._known(pid)
        now = self.clock.now()
        self._change(lambda: resume(self.ledger, self.root.process(pid), now))

    @in_turn
    def register_converter(self, converter: Converter[Any]) -> None:
        """Let objects of a class come and go. One that is waited for may need it on opening:
        give it to `open` then.
        """
        self.conversion.register(converter)

    def _completion(self, name: str, value: Callable[[], Value]) -> Callable[[], None]:
        if not isinstance(name, str):
            raise CannotConvert(f"a name that processes await is a str, not {repr_of(name)}")
        return lambda: self.ledger.complete(name, value(), self.clock.now())
