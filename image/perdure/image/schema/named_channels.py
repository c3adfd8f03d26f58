"""Channels that have a name: name -> Channel, so that it is found by whatever knows the name.

Changed by: perdure.image.processes.waits.channel, by deeds.
"""

from __future__ import annotations

from perdure.image.schema.channels import Channel
from perdure.image.schema.root import ImageRoot

KEPT = "channels"  #: under which the image keeps them


def find_channel(root: ImageRoot, name: str) -> Channel | None:
    """The channel of that name; None where there is none."""
    found: Channel | None = (root.kept or {}).get(KEPT, {}).get(name)
    return found
