"""What the builtins of a running process find at `current().host`.

The scheduler sets `process` for each slice. Everything that a program does to
processes goes from here to the ledger of the transaction in progress.

Read by: perdure.image.builtins, perdure.image.provided, and the VM: its ports call
`write_output`, its hash tables `identity_of`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persistent import Persistent

from perdure.image.clock import Clock
from perdure.image.provided import Provided
from perdure.image.sources import FindSource, source_finder

if TYPE_CHECKING:
    from perdure.image.ledger import Ledger
    from perdure.image.processes import Process


class Host:
    """The image, as seen from within one slice."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.ledger = ledger
        self.clock = clock
        self.process: Process | None = None  #: the one that is running
        self.provided: dict[tuple[str, str], Provided] = {}  #: by library and name
        self.language: Any = None  #: the front end
        self.find_source: FindSource = source_finder(())  #: for what programs `eval`

    def write_output(self, text: str) -> None:
        """Print: seen when the transaction has committed."""
        if text:
            self.ledger.output.append((self.running().pid, text))

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
