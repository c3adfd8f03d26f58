"""What the builtins of a running process find at `current().host`.

The scheduler sets `process` for each slice. Everything that a program does to
processes goes from here to the ledger of the transaction in progress.

Read by: perdure.image.builtins, perdure.image.provided, and the VM: its ports call
`write_output`, `console_input` and `files`, its hash tables `identity_of`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.image.clock import Clock
from perdure.image.conversion import Conversion
from perdure.image.convert import to_python
from perdure.image.isolation import isolation_of
from perdure.image.provided import Provided
from perdure.image.root import ImageRoot
from perdure.image.sources import source_finder
from perdure.vm import ConsoleInput, Execution, current
from perdure.vm.values.environments import Environment

if TYPE_CHECKING:
    from perdure.image.deferred import DeferredLedger
    from perdure.image.ledger import Ledger
    from perdure.image.processes import Process

LOADING = "(perdure loading)"  #: the library with the procedures that programs start with
SEARCH_PATH = "%search-path"  #: the parameter there that says where libraries are looked for


LOADED = "loaded files"  #: under which the image keeps what its applications have loaded


def loaded_file(root: ImageRoot, name: str) -> Environment | None:
    """The front end's record of the file of that name; see Host.loaded_file."""
    files = None if root.kept is None else root.kept.get(LOADED)
    return None if files is None else files.get(name)


class Host:
    """The image, as seen from within one slice."""

    def __init__(
        self,
        ledger: Ledger | DeferredLedger,
        clock: Clock,
        conversion: Conversion | None = None,
    ) -> None:
        self.ledger = ledger
        self.conversion = conversion or Conversion(ledger.root)
        self.clock = clock
        self.files = ledger.files
        self.process: Process | None = None  #: the one that is running
        self.provided: dict[tuple[str, str], Provided] = {}  #: by library and name
        self.language: Any = None  #: the front end

    def write_output(self, text: str) -> None:
        """Print: seen when the transaction has committed."""
        if text:
            self.ledger.output.append((self.running().pid, text))

    @property
    def has_printed(self) -> bool:
        """Whether something was printed that a commit would show; not where none may be made."""
        machine = current()
        here = Execution(parameters=machine.parameters)
        return bool(self.ledger.output) and isolation_of(machine, here) is None

    def console_input(self) -> ConsoleInput:
        """What was typed for the running process."""
        return self.ledger.console_input(self.running())

    def want_input(self) -> None:
        """It would like a line, without waiting for it."""
        self.ledger.asking.append(self.running().pid)

    def find_source(self, parts: tuple[str | int, ...]) -> tuple[str, str] | None:
        """The source of a library that the image does not have; see perdure.image.sources.

        It is looked for in the directories that the running program was started with.
        """
        search_path = current().libraries[LOADING].bindings[SEARCH_PATH].value
        directories = to_python(current().parameter_value(search_path))
        return source_finder(directories)(parts)

    def loaded_file(self, name: str) -> Environment | None:
        """What the file of that name was made of when an application loaded it last."""
        return loaded_file(self.ledger.root, name)

    def keep_loaded_file(self, name: str, record: Environment) -> None:
        self.ledger.root.keep(LOADED, OOBTree)[name] = record

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
