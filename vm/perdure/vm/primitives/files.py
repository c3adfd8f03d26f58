"""The primitive that a file port itself has called: the look at what became of it.

Opening, reading and writing are a language's own primitives.

Neighbours: perdure.vm.objects.files, which says what happens when.
"""

from __future__ import annotations

from perdure.vm.objects.conditions import wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.files import WRITTEN, FileOutput, check_written
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.primitives.checks import text_of
from perdure.vm.primitives.registry import effectful


@effectful(WRITTEN)
def look_at_written(port: Value, who: Value, written: Value) -> Value:
    """After the commit: what became of what was to be done for a port."""
    if type(port) is not FileOutput:
        raise wrong_type(WRITTEN, "a port that writes to a file", port)
    check_written(port, text_of(WRITTEN, who), text_of(WRITTEN, written))
    return UNSPECIFIED
