"""Object ids of a served image: none is given out twice, though servers are killed.

A ZEO client asks its server for ids a hundred at a time, and goes on with those that
are left when the server has died and another has taken its place. A FileStorage gives
ids from the highest one on that it finds in its data file, and so, after a kill, many
that its predecessor has given to clients. Two clients would then make different objects
under one id. At best the second meets a conflict that nothing can resolve.

So a server notes how far it will give ids, before it gives them, in a file beside the
data: `data.fs.oids`, a decimal number. The next opening of the image begins there.

Read by: perdure.image.storage.file_storage, perdure.image.storage.zeo.serving,
perdure.image.storage.uris.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ZODB.utils import p64, u64, z64

from perdure.image.errors import NotAnImage
from perdure.image.storage.folder import create, mode_beside

RESERVED = 20_000  #: ids that are noted at once: a sync each time


def highest_given(data: str) -> bytes:
    """The highest id that may have been given to a client of this data file."""
    file = _file(data)
    try:
        return p64(int(file.read_text(encoding="ascii")))
    except FileNotFoundError:
        return z64
    except ValueError:
        raise NotAnImage(
            f"{str(file)!r} is damaged; when nobody is left who had the image open while it was "
            "served, delete it"
        ) from None


def reserve(data: str, oid: bytes) -> bytes:
    """Note, so that a loss of power keeps it, that ids are given beyond `oid`; how far."""
    file = _file(data)
    highest = u64(oid) + RESERVED
    fresh = Path(f"{file}.new")
    with create(fresh, mode_beside(Path(data))) as opened:
        opened.write(b"%d\n" % highest)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
    return p64(highest)


def _file(data: str) -> Path:
    return Path(data + ".oids")


def ask_anew(client: Any) -> None:
    """Have a ZEO client forget its ids when it finds its server again.

    For servers of plain ZEO, which note nothing.
    """
    notify_connected = client.notify_connected

    def connected(*arguments: Any) -> None:
        client._oids.clear()
        notify_connected(*arguments)

    client.notify_connected = connected
