"""A host: the world, as a running program sees it. The keeper of processes gives one to a machine.

A machine has it as `host`, and builtins find it at `current().host`. What a program does
through it is part of the slice: it is committed with it, or has not happened.

The image's own is perdure.image.host.host. A host that inherits from `Host` says what it has; what
it leaves out is not there for its programs.
"""

from __future__ import annotations

from typing import Any, Protocol

from persistent import Persistent

from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.ports import ConsoleInput
from perdure.vm.objects.procedures import Source
from perdure.vm.objects.singletons import NIL
from perdure.vm.protocols.language import Language


class Host(Protocol):
    """The part of the world that programs can reach."""

    # The console of the running process

    def write_output(self, text: str) -> None:
        """Print: seen when the slice has been committed."""
        raise _absent("no console to print to")

    def has_printed(self) -> bool:
        """Whether something was printed that a commit would show, where one may be made."""
        return False

    def console_input(self) -> ConsoleInput | None:
        """The input that was typed for it; None where there is no console to read from."""
        return None

    def want_input(self) -> None:
        """It would like a line, without waiting for it."""
        return

    # Objects and files

    def identity_of(self, thing: Persistent) -> int | None:
        """A number of its own for an object, the same for ever; None: the machine counts."""
        return None

    def file_log(self) -> Any:
        """The log of what programs do to files, see perdure.vm.objects.files; None: no files."""
        return None

    # Processes

    def pid(self) -> int:
        """That of the running process."""
        raise _absent("no processes")

    def now(self) -> float:
        """The image's time, in seconds since 1970."""
        raise _absent("no clock")

    def create_process(
        self,
        procedure: Value,
        arguments: tuple[Value, ...],
        name: str,
        parameters: Value = NIL,
    ) -> int:
        """Start a process that calls the procedure, on the machine of that; gives its pid."""
        raise _absent("no processes")

    def send(self, pid: int, message: Value) -> None:
        """Put a message into the mailbox of a process. Lost where it has ended; a Fault where
        there never was one."""
        raise _absent("no processes")

    def has_ended(self, pid: int) -> bool:
        """Whether a process has ended, or is not there; as far as is known by now."""
        raise _absent("no processes")

    def machine_of(self, pid: int) -> str:
        """The name of the machine that runs a process, "" for the VM's own; a Fault where there
        never was one."""
        raise _absent("no processes")

    def do(self, deed: str, *arguments: Value) -> None:
        """Do to processes what is registered with the host under that name."""
        raise _absent("no processes")

    def has_message(self) -> bool:
        """Whether something is in the mailbox of the running process."""
        return False

    def next_message(self) -> Value:
        """The first message there, taken out. Where there is none: wait for one."""
        raise _absent("no processes")

    # Languages and their libraries

    def find_language(self, name: str) -> Language:
        """The language of that name."""
        raise _absent("no languages")

    def loaded_file(self, name: str) -> Environment | None:
        """A front end's record of what an application loaded under that name."""
        return None

    def keep_loaded_file(self, name: str, record: Environment) -> None:
        """Keep one."""
        return

    def note_definition(
        self, home: str, names: tuple[str, ...], kind: str, text: str, source: Source, line: int
    ) -> None:
        """A text has defined names in an environment, `home`, or it is that library's: then "".

        `source` is what the text is a part of, `line` the number of its first line.
        """
        return


class Nothing(Host):
    """The host of a machine that runs without an image."""


def _absent(what: str) -> Exception:
    return fault("", f"this machine runs without an image: it has {what}", kind="host")
