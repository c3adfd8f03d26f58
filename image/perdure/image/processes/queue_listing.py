"""The description of a queue, as lists show it.

Read by: perdure.image.api.queueing, and `perdure queues`.
"""

from __future__ import annotations

from perdure.image.schema.queues import QUEUES, Rate
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class QueueInfo:
    """A queue as a list of queues shows it."""

    name: str
    waiting: int  #: how many jobs wait for their turn
    delayed: int  #: how many may not have one yet
    running: int  #: how many have one
    limit: int | None  #: of those that have one at once
    key_limit: int | None  #: of those with one key
    worker_limit: int | None  #: of those that one member was given
    rate: Rate | None  #: so many starts at most in any so many seconds
    key_rate: Rate | None  #: the same of those with one key


def queue_informations(root: ImageRoot) -> list[QueueInfo]:
    """All of the image's, in the order of their names."""
    return [
        QueueInfo(queue.name, queue.waiting, len(queue.delayed), queue.turns, *queue.limits)
        for queue in (root.kept or {}).get(QUEUES, {}).values()
    ]
