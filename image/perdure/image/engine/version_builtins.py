"""The builtins behind the library `(perdure versions)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/versions.sld exports them.
"""

from __future__ import annotations

from perdure.image.engine.builtins import external_name, host, process_of
from perdure.image.processes.versions import MOVE, name_of
from perdure.image.schema.versions import find_versions
from perdure.vm import current
from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.procedures import Cell
from perdure.vm.objects.singletons import DEFAULT, FALSE
from perdure.vm.primitives.equality import is_procedure
from perdure.vm.primitives.registry import control, effectful


@effectful("program-version")
def program_version(pid: Value = DEFAULT) -> Value:
    """The name of the version that a process is of, by default this one; #f where it is of none."""
    here = host()
    process = here.running() if pid is DEFAULT else process_of("program-version", pid)
    root, number = here.ledger.root, process.details.version
    versions = find_versions(root)
    if versions is not None and here.ledger.is_noted(MOVE, process.pid):
        number = versions.current
    found = name_of(root, number)
    return new_string(found) if found else FALSE


@control("call-newest")
def call_newest(name: Value, *arguments: Value) -> Value:
    """Call what the image's environment has under the name by now, in the current version."""
    here = host()
    text = external_name("call-newest", name)
    cell = here.ledger.root.interaction.find(text)
    if type(cell) is not Cell or not cell.is_bound or not is_procedure(cell.value):
        raise fault("call-newest", f"the image's environment has no procedure {text}", kind="range")
    here.do(MOVE, here.running().pid)
    return current().tail_call(cell.value, *arguments)
