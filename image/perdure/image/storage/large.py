"""Large texts and bytes, which are kept in files of their own: ZODB's blobs.

A string, bytevector or text, and a piece of an effect's arguments, whose content has SIZE bytes
and more, is stored without it: in the content's place its record has (blob, whether it is a text).
A blob is written once. What has changed has another, and a pack takes the former away.

Where the storage keeps no blobs, as that of an image in memory, records hold all there is.

Reads: perdure.image.schema.given. Read by: perdure.image.storage.writing,
perdure.image.storage.reading, perdure.image.storage.connection,
perdure.image.maintenance.records.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from ZODB.blob import Blob
from ZODB.interfaces import IBlobStorage

from perdure.image.schema.given import Piece
from perdure.vm.objects.data import Bytevector, String
from perdure.vm.objects.immutable_texts import Text

SIZE = 1 << 18  #: bytes, or characters, from which on a content is kept apart

#: The classes whose content may be kept apart, and where in their states that stands.
PLACES: dict[type, int] = {String: 0, Bytevector: 0, Text: 0, Piece: 2}


def keeps_blobs(storage: Any) -> bool:
    """Whether the storage has files for large contents, which stay."""
    is_passing = type(storage).__name__ == "DemoStorage"  # over an image that is only read
    return IBlobStorage.providedBy(storage) and not is_passing


def is_large(content: Any) -> bool:
    kind = type(content)
    return (kind is str or kind is bytes) and len(content) >= SIZE


def is_apart(content: Any) -> bool:
    """Whether it stands for a content that is kept in a blob."""
    return type(content) is tuple and len(content) == 2 and type(content[0]) is Blob


def new_blob(content: str | bytes, folder: str) -> Blob:
    """A blob with that content, written to a file in that folder which the storage takes."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    blob = Blob()
    try:
        with tempfile.NamedTemporaryFile(prefix="large-", dir=folder, delete=False) as file:
            blob._p_blob_uncommitted = file.name
            file.write(data)
    except BaseException:
        if blob._p_blob_uncommitted is not None:
            Path(blob._p_blob_uncommitted).unlink()
        raise
    return blob


def copied(file: str, folder: str) -> str:
    """Another file with the same content, in that folder."""
    number, name = tempfile.mkstemp(prefix="large-", dir=folder)
    os.close(number)
    shutil.copyfile(file, name)
    return name


def replaced(state: tuple[Any, ...], place: int, content: Any) -> tuple[Any, ...]:
    return (*state[:place], content, *state[place + 1 :])


def content_of(data: bytes, is_text: bool) -> str | bytes:
    return data.decode("utf-8", "surrogatepass") if is_text else data


def stripped(kind: type, state: Any) -> Any:
    """The state without the content that is kept apart, for a reader that wants its form only."""
    place = PLACES.get(kind)
    if place is None or type(state) is not tuple or len(state) <= place:
        return state
    content = state[place]
    return replaced(state, place, "" if content[1] else b"") if is_apart(content) else state
