"""The host that the builtins of a running process find at `current().host`.

The scheduler sets `process` for each slice. Everything that a program does to
processes goes from here to the ledger of the transaction in progress.

It has the face of perdure.vm.protocols.Host. Read by: perdure.image.engine.builtins,
perdure.image.effects.provided, and by machines and builtins as far as the face goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.image.clock import Clock
from perdure.image.conversion.converters import Conversion
from perdure.image.discovery import find_language
from perdure.image.effects.provided import Provided
from perdure.image.errors import NoSuchProcess
from perdure.image.host.isolation import isolation_of
from perdure.image.processes.changes import NOTE, Entry, user_name
from perdure.image.schema.root import ImageRoot
from perdure.image.storage.files import FileLog
from perdure.vm import ConsoleInput, Execution, current, protocols
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Source
from perdure.vm.objects.singletons import NIL

if TYPE_CHECKING:
    from perdure.image.host.deferred import DeferredLedger
    from perdure.image.processes.ledger import Ledger
    from perdure.image.schema.processes import Process

LOADED = "loaded files"  #: under which the image keeps what its applications have loaded
LOADING = "loading"  #: and the pid of the process that began last to load the file of a name


def loaded_file(root: ImageRoot, name: str) -> Environment | None:
    """The front end's record of the file of that name; see Host.loaded_file."""
    files = None if root.kept is None else root.kept.get(LOADED)
    return None if files is None else files.get(name)


class Host(protocols.Host):
    """The image, as seen from within one slice."""

    def __init__(
        self,
        ledger: Ledger | DeferredLedger,
        clock: Clock,
        conversion: Conversion,
        provided: dict[tuple[str, str], Provided],
    ) -> None:
        """`provided`: what the application has, by library and name."""
        self.ledger = ledger
        self.conversion = conversion
        self.clock = clock
        self.process: Process | None = None  #: the one that is running
        self.provided = provided

    def write_output(self, text: str) -> None:
        """Print: seen when the transaction has committed."""
        if text:
            self.ledger.output.append((self.running().pid, text))

    def file_log(self) -> FileLog:
        """The log of what the transaction is to do to files."""
        return self.ledger.files

    def has_printed(self) -> bool:
        """Whether something was printed that a commit would show; not where none may be made."""
        machine = current()
        here = Execution(parameters=machine.parameters)
        return bool(self.ledger.output) and isolation_of(machine, here) is None

    def console_input(self) -> ConsoleInput:
        """The input that was typed for the running process."""
        return self.ledger.console_input(self.running())

    def want_input(self) -> None:
        """It would like a line, without waiting for it."""
        self.ledger.asking.append(self.running().pid)

    def loaded_file(self, name: str) -> Environment | None:
        """The record of what that file was made of when an application loaded it last."""
        return loaded_file(self.ledger.root, name)

    def keep_loaded_file(self, name: str, record: Environment) -> None:
        self.ledger.root.keep(LOADED, OOBTree)[name] = record

    def note_definition(
        self, home: str, names: tuple[str, ...], kind: str, text: str, source: Source, line: int
    ) -> None:
        """Have the change log keep a definition; see perdure.image.processes.changes."""
        process = self.process
        if process is None:
            return
        language = process.language or "scheme"
        where = (source.name, line, process.pid, user_name())
        entry = Entry(self.now(), home, names, kind, "", b"", *where, language)
        self.ledger.do(NOTE, tuple(entry), text, source)

    # Processes

    def pid(self) -> int:
        """That of the running process."""
        return self.running().pid

    def now(self) -> float:
        """The image's time, in seconds since 1970."""
        return self.clock.now()

    def create_process(
        self,
        procedure: Value,
        arguments: tuple[Value, ...],
        name: str,
        parameters: Value = NIL,
        scope: int = 0,
    ) -> int:
        """Start a child of the running process; gives its pid."""
        here = self.running()
        made = self.ledger.create(
            procedure,
            arguments,
            name=name,
            parent=here.pid,
            now=self.clock.now(),
            parameters=parameters,
            language=here.details.language,
            scope=scope,
        )
        return made.pid

    def do(self, deed: str, *arguments: Value) -> None:
        """Have done what is registered under that name; see perdure.image.processes.waits.deeds."""
        self.ledger.do(deed, *arguments)

    def send(self, pid: int, message: Value) -> None:
        """Put a message into the mailbox of a process. Lost where it has ended."""
        self.ledger.send(self.process_of("send!", pid), message)

    def has_ended(self, pid: int) -> bool:
        """Whether a process has ended, or is not there."""
        found = self.ledger.find_process(pid)
        return found is None or found.has_ended

    def machine_of(self, pid: int) -> str:
        """The name of the machine that runs a process; a Fault where there never was one."""
        found = self.ledger.find_process(pid)
        if found is None and type(pid) is int and self.ledger.root.was_forgotten(pid):
            return ""
        return found.machine if found is not None else self.process_of("", pid).machine

    def process_of(self, who: str, pid: Value) -> Process:
        """The process of that pid; a Fault where there is none."""
        if type(pid) is not int:
            raise wrong_type(who, "a pid (an exact integer)", pid)
        try:
            return self.ledger.process(pid)
        except NoSuchProcess as error:
            text = f"no process has the pid {pid}"
            if error.was_forgotten:
                text = f"process {pid} has ended and was forgotten"
            raise fault(who, text, kind="range") from None

    def has_message(self) -> bool:
        """Whether something is in the mailbox of the running process."""
        return self.ledger.has_message(self.running())

    def next_message(self) -> Value:
        """The first message there, taken out."""
        return self.ledger.next_message(self.running())

    def find_language(self, name: str) -> protocols.Language:
        """The language of that name; NoLanguage."""
        return find_language(name)

    def identity_of(self, thing: Persistent) -> int:
        """The database's number of an object, given now where it is new.

        A large hash table places keys by it. The object is stored with this
        transaction even if nothing comes to refer to it.
        """
        if thing._p_oid is None:
            self.ledger.root._p_jar.add(thing)
        return int.from_bytes(thing._p_oid, "big")

    def running(self) -> Process:
        assert self.process is not None, "no process is running"
        return self.process
