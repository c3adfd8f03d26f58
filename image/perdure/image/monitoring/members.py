"""The members of a shared image, as a monitor shows them.

Read by: perdure.image.api.monitoring.
"""

from __future__ import annotations

from itertools import chain

from perdure.image.monitoring.sampling import count
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.shards import Shard
from perdure.image.sharing.liveness import has_ended
from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """One opening of a shared image."""

    name: str  #: machine, number of the system's process, and a mark
    is_here: bool  #: whether it is the one that was asked
    is_worker: bool  #: it drives whatever there is
    is_lent: bool  #: it drives nothing now
    wants_work: bool  #: it has nothing to run
    has_ended: (
        bool  #: its system's process is known to have ended; whoever works takes over from it
    )
    beat: float  #: when it last said that it lives, in seconds since 1970
    shards: int  #: parts of the image that it holds
    active: int  #: of their processes: ready, or waiting for an effect or for input
    sleeping: int  #: of these: timers
    queues: tuple[str, ...] | None  #: those whose jobs it takes; None: all


def member_informations(root: ImageRoot, own: str | None) -> list[MemberInfo]:
    """All of the image's, in the order of their names; none where it was never shared."""
    if root.sharing is None:
        return []
    held: dict[str, list[Shard]] = {}
    for shard in root.sharing.shards.values():
        held.setdefault(shard.lease.holder, []).append(shard)
    found = []
    for name, member in root.sharing.members.items():
        shards = held.get(name, [])
        member._p_activate()
        found.append(
            MemberInfo(
                name,
                name == own,
                member.is_worker,
                member.is_lent,
                member.wants_work,
                has_ended(member.process),
                member._p_mtime or 0.0,
                len(shards),
                count(chain.from_iterable(shard.active.keys() for shard in shards)),
                count(chain.from_iterable(shard.timers.keys() for shard in shards)),
                member.queues,
            )
        )
    return found
