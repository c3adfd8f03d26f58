"""The description of a channel that has a name, as lists show it.

Read by: perdure.image.api.channeling, and `perdure channels`.
"""

from __future__ import annotations

from perdure.image.schema.named_channels import KEPT
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """A channel as a list of channels shows it."""

    name: str
    capacity: int | None  #: how many values it holds at most; None: any number
    values: int  #: how many are in it
    takers: int  #: how many processes wait to take one
    putters: int  #: how many wait to put one
    is_closed: bool


def channel_informations(root: ImageRoot) -> list[ChannelInfo]:
    """All of the image's that have a name, in the order of their names."""
    return [
        ChannelInfo(
            name,
            channel.capacity,
            len(channel.values),
            len(channel.takers),
            len(channel.putters),
            channel.is_closed,
        )
        for name, channel in (root.kept or {}).get(KEPT, {}).items()
    ]
