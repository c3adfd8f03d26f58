"""Values of the VM and objects of Python: what a process is given, gives, and has raised.

How each is told in the other is the image's table (docs/values.md), which the host has.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from typing import Any

from perdure.languages.python.runtime.errors import Cancelled, Raised
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import UNSPECIFIED

CANCELLED = "cancelled"  #: the kind of the condition that is raised in who is cancelled


def from_value(value: Value, host: Any) -> Any:
    """The Python object for what a wait has given."""
    if value is UNSPECIFIED:
        return None
    return host.conversion.to_function(value)


def to_value(thing: Any, host: Any) -> Value:
    """The value for what a process gives as its result."""
    if thing is None:
        return UNSPECIFIED
    return host.conversion.from_function(host.conversion.plain(thing))


def raised_by(payload: Value) -> BaseException:
    """The exception for an object that is raised where a process waits."""
    if isinstance(payload, Condition) and payload.kind == CANCELLED:
        return Cancelled(payload)
    return Raised(payload)
