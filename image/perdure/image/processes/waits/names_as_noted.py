"""Names as a slice has to see them that has only noted what it does to them.

A slice that is run apart changes no index; its ledger gives the deeds that it has noted
(`noted_of`), in their order. To all others nothing is noted, as what they do is done at once.

Read by: perdure.image.engine.lock_name_builtins, and by those of channels, queues and schedules.
"""

from __future__ import annotations

from typing import Any


def named_as_noted(ledger: Any, kind: str, name: str, found: Any) -> Any:
    """The thing of that name, which was `found` in the image; None where there is none.

    The deeds `kind:give`, with a name and a thing, and `kind:take` have changed that.
    """
    for deed, noted, *given in ledger.noted_of(kind):
        if noted == name:
            found = given[0] if deed.endswith(":give") else None
    return found


def names_as_noted(ledger: Any, kind: str, kept: str, given: str = "give") -> list[str]:
    """The names of all of a kind, which the image keeps as `kept`, in their order.

    A deed `kind:take` or `kind:remove` takes one away.
    """
    names = {*(ledger.root.kept or {}).get(kept, ())}
    for deed, name, *_ in ledger.noted_of(kind):
        doing = deed.rpartition(":")[2]
        if doing == given:
            names.add(name)
        elif doing in ("take", "remove"):
            names.discard(name)
    return sorted(names)
