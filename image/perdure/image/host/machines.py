"""The machines of one connection: the VM's own, and those of other code, by name.

A process keeps the name of the machine that runs it, which is that of the code it began
with; all of its stack is that machine's. One that is not installed here is None: its
processes stand where they are until a worker that has it opens the image. So do those whose
language is not installed: their code is the VM's, but names builtins that the language makes.

Reads: perdure.vm.protocols. Read by: perdure.image.engine.batches,
perdure.image.engine.workspace.
"""

from __future__ import annotations

from collections.abc import Iterable

from perdure.image.discovery import find_machine, is_installed, lacking
from perdure.image.effects.collecting import find_mark
from perdure.image.effects.decorators import effect
from perdure.image.host.host import Host
from perdure.image.host.probing import Probing
from perdure.image.schema.processes import Process
from perdure.vm import Machine as CoreMachine
from perdure.vm.protocols import Machine
from perdure.vm.protocols.machine import ONCE


class Machines:
    """Each but the VM's own is made when the first process wants it."""

    def __init__(
        self, core: CoreMachine, host: Host, passes: tuple[type[Exception], ...] = ()
    ) -> None:
        self.core: Machine = core
        self.probing = Probing(core, host)
        self._host = host
        self._passes = passes
        self._others: dict[str, Machine] = {}

    def of(self, process: Process) -> Machine | None:
        """The machine that runs the process; None where that, or what that needs, is not here."""
        name = process.machine
        if name:
            machine = self._others.get(name) or self._made(name)
            return None if lacking(name, "", process.execution) else machine
        language = process.language
        return self.core if not language or is_installed(language) else None

    def refresh(self) -> None:
        """Any object may have changed behind their backs."""
        self.core.refresh()
        for machine in self._others.values():
            machine.refresh()

    def changed(self, things: Iterable[object]) -> None:
        """These objects have."""
        self.core.changed(things)
        for machine in self._others.values():
            machine.changed(things)

    def _made(self, name: str) -> Machine | None:
        make = find_machine(name)
        if make is None:
            return None
        made = self._others[name] = make(self._host, self._passes)
        for library, functions in made.functions.items():
            for called, function in functions.items():
                is_once = getattr(function, ONCE, False)
                given = find_mark(effect(at_most_once=is_once)(function))
                if given is not None:
                    self._host.provided.setdefault((library, called), given)
        return made
