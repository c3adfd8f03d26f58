"""Which version of a provided function runs a call, where several are at work.

While a new version of an application is brought out, members that have the old functions run
beside those that have the new. What a function takes, and its `version`, is its *signature*.
The image keeps the signature that is the newest it was given, each member of a shared image
those that it has; so a call is run where it fits, and waits where nobody fits that is there.

Read by: perdure.image.effects.provided, perdure.image.sharing.membership,
perdure.image.processes.listing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree

KEPT = "signatures"  #: its name among what the image keeps
ANY = -1  #: for the most arguments of a function: any number

Function = tuple[str, str]  #: the library, and the name in it


class Signature(NamedTuple):
    """The facts that decide where a call is run. Stored as a plain tuple."""

    version: int  #: 0 where none was said
    fewest: int  #: arguments, `key` not counted
    most: int  #: or ANY

    def takes(self, count: int) -> bool:
        return self.fewest <= count and (self.most == ANY or count <= self.most)

    def __str__(self) -> str:
        return f"version {self.version}" if self.version else f"one that takes {self.counts()}"

    def counts(self) -> str:
        """How many arguments it takes, in words."""
        if self.most == ANY:
            wanted = f"at least {self.fewest}"
        elif self.fewest == self.most:
            wanted = str(self.fewest)
        else:
            wanted = f"{self.fewest} to {self.most}"
        last = self.fewest if self.most == ANY else self.most
        return f"{wanted} argument{'' if last == 1 else 's'}"


def known_signature(root: Any, function: Function) -> Signature | None:
    """The newest that the image was given."""
    found = (root.kept or {}).get(KEPT, {}).get(function)
    return None if found is None else Signature(*found)


def note_signatures(root: Any, given: Iterable[tuple[Function, Signature]]) -> None:
    """Keep those that are newer than what the image knows. In a transaction."""
    for function, signature in given:
        known = known_signature(root, function)
        if known is None or (known != signature and known.version <= signature.version):
            root.keep(KEPT, OOBTree)[function] = tuple(signature)


def may_run(signature: Signature, known: Signature | None, count: int) -> bool:
    """Whether a function of that signature runs a call with so many arguments.

    An older version only runs what the newest does not take: a call that was made before.
    """
    if not signature.takes(count):
        return False
    return known is None or signature.version >= known.version or not known.takes(count)


def members_signatures(root: Any, function: Function) -> Iterator[tuple[str, Signature]]:
    """The signatures of the function that members have, each after the member's name."""
    if root.sharing is not None:
        for name, member in root.sharing.members.items():
            for library, provided, *signature in member.provides:
                if (library, provided) == function and signature:
                    yield name, Signature(*signature)


def is_run_elsewhere(root: Any, function: Function, count: int) -> bool:
    """Whether there is, or was, a function of that name that runs such a call."""
    known = known_signature(root, function)
    if known is not None and known.takes(count):
        return True
    return any(each.takes(count) for _, each in members_signatures(root, function))


def misfit_text(root: Any, function: Function, count: int, given: Signature | None) -> str:
    """Why a call waits that no member that is known to be there runs; "" where one may.

    `given` is the function that the image at hand was given, if it was given any.
    """
    known = known_signature(root, function)
    there = [signature for _, signature in members_signatures(root, function)]
    if given is not None:
        there.append(given)
    if any(may_run(each, known, count) for each in there):
        return ""
    if known is not None and known.takes(count):
        if not known.version or not there:
            return f", version {known.version}" if known.version else ""
        return f", version {known.version}; what is there is {max(there)}"
    if known is None and not there:
        return ""
    newest = known or max(there)
    arguments = "1 argument" if count == 1 else f"{count} arguments"
    return f", called with {arguments}; it takes {newest.counts()}"
