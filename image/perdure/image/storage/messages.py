"""Messages between the server of an image and those that have it open: what may be in them.

ZEO sends pickles: (number, is it an error or wants no answer, name, arguments). Its own
decoders look up what a pickle names, and a pickle may name any function to be called while
it is read. No message of an image's needs a name: numbers, texts, bytes and what is made of
them is all there is. So both ends read messages here (docs/decisions/039).

Read by: perdure.image.storage.zeo.answering, perdure.image.storage.zeo.calling.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from perdure.image.errors import ForbiddenName, ImageError, printable
from perdure.image.storage.unpickling import plain

ID = 8  #: bytes of an object's or a transaction's id

#: (number, flag, name, arguments); see ZEO.asyncio.base
Parts: TypeAlias = tuple[Any, Any, str, Any]


class BadMessage(ImageError):
    """A message came that the other end may not send."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))  # parts of it are the other end's


def parts_of(message: bytes) -> Parts:
    """The parts of a message, which are plain data; BadMessage where it is anything else."""
    try:
        parts = plain(message)
    except ForbiddenName as error:
        raise BadMessage(
            f"it names {error.module}.{error.name}, and no message may name anything"
        ) from None
    except Exception as error:  # noqa: BLE001  (pickles are broken in many ways)
        raise BadMessage(f"it is no pickle of plain data ({error})") from None
    if type(parts) is not tuple or len(parts) != 4 or type(parts[2]) is not str:
        raise BadMessage("it has not the four parts of a message")
    return parts


def check_ids(*ids: Any) -> None:
    """BadMessage unless all are ids of objects or transactions."""
    for each in ids:
        if type(each) is not bytes or len(each) != ID:
            raise BadMessage("it has something else where an id should be")


def check_call(name: str, arguments: Any) -> None:
    """BadMessage where a call does not have the arguments that it needs, as far as they are ids.

    A record under what is no id would break the index of the whole data file.
    """
    if type(arguments) is not tuple:
        raise BadMessage("its arguments are no tuple")
    count = _IDS.get(name, 0)
    if count:
        if len(arguments) < count:
            raise BadMessage(f"{name} needs more arguments than it has")
        check_ids(*arguments[:count])
    if name in _RECORDS:
        record = arguments[2] if len(arguments) > 2 else None
        if type(record) is not bytes and not (record is None and name == "restorea"):
            raise BadMessage(f"{name} has something else where a record should be")
    if name == "invalidateTransaction":
        if len(arguments) != 2 or type(arguments[1]) not in (list, tuple):
            raise BadMessage("it has no list of the objects that have changed")
        check_ids(*arguments[1])


def check_loaded(state: Any) -> None:
    """BadMessage unless it is what an object was: (record, its transaction, the next one's)."""
    if state is not None:
        if type(state) is not tuple or len(state) != 3 or type(state[0]) is not bytes:
            raise BadMessage("it has something else where a record should be")
        check_ids(*(each for each in state[1:] if each is not None))


#: How many of the first arguments are ids.
_IDS = {
    "loadBefore": 2,
    "loadSerial": 2,
    "storea": 2,
    "restorea": 2,
    "deleteObject": 2,
    "checkCurrentSerialInTransaction": 2,
    "storeBlobEnd": 2,
    "storeBlobShared": 2,
    "sendBlob": 2,
    "history": 1,
    "getTid": 1,
    "getInvalidations": 1,
    "invalidateTransaction": 1,
    "receiveBlobStart": 2,
    "receiveBlobChunk": 2,
    "receiveBlobStop": 2,
}
#: Calls whose third argument is a record.
_RECORDS = frozenset(("storea", "restorea", "storeBlobEnd", "storeBlobShared"))
