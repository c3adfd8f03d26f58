"""Start-up and shut-down hooks: procedures that an image calls when it is opened and closed.

Read by: perdure.image.engine.hooks, perdure.image.engine.image_builtins.
"""

from __future__ import annotations

from typing import Any, Final

from BTrees.OOBTree import OOBTree

from perdure.image.processes.waits.deeds import deed
from perdure.image.schema.root import ImageRoot
from perdure.vm.objects.data import Value

KEPT: Final = "hooks"  #: under which the image keeps them: (which, name) -> procedure
START, STOP = WHICH = ("start-up", "shut-down")


def hooks_of(root: ImageRoot, which: str) -> list[tuple[str, Value]]:
    """(name, procedure), in the order of the names."""
    found = None if root.kept is None else root.kept.get(KEPT)
    return [(name, each) for (when, name), each in (found or {}).items() if when == which]


@deed("hooks:set")
def set_hook(ledger: Any, which: str, name: str, procedure: Value | None) -> None:
    """Have a procedure called then; None: that of the name no more."""
    kept = ledger.root.keep(KEPT, OOBTree)
    if procedure is not None:
        kept[which, name] = procedure
    else:
        kept.pop((which, name), None)
