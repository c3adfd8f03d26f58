"""The arguments of an effect as they are stored: what the last call had, too, only once.

Arguments are plain data, a copy of what they were when the function was called (see
perdure.image.conversion.convert), and each call has its own. But most of what a process passes is
often what it passed the last time: a conversation that grows, a table of which one
entry has changed. So what is large is stored in *pieces*, records that never change,
and a call refers to those pieces of the process's last call that it has again:

- a text or bytes of SIZE and more is a piece;
- a long list, tuple or dict is cut into runs of items, and each run, and each list within,
  that is large is a piece. Where it is cut depends on the items themselves, so that an item
  which is put in at either end, or in the midst, leaves the other runs what they are.

A piece is known by a digest of its content. The pieces to refer to are looked for in the
`Given` of the last call, which the process keeps until the next: so no pack takes them away.
Arguments that are small are stored as they are, in the process's own record.

Read by: perdure.image.processes.waits.effect.
"""

from __future__ import annotations

import pickle
from hashlib import blake2b
from typing import Any
from zlib import crc32

from persistent import Persistent

from perdure.image.schema.encoded import Encoded

SIZE = 256  #: bytes, about, from which on something is a piece of its own
SMALL = 2 * SIZE  #: arguments of fewer bytes are stored as they are
CUT = 16  #: items in a run, on the average; one in so many ends it
DIGEST = 20  #: bytes of the digest by which a piece is known

#: What a piece holds.
WHOLE, RUN, LIST, TUPLE, DICT, ENCODED = range(6)


class Piece(Persistent):
    """Part of an effect's arguments. Immutable."""

    __module__ = "perdure.image"
    __slots__ = ("content", "digest", "kind")

    kind: int
    #: WHOLE: a str or bytes; RUN: items of what it is in; LIST, TUPLE: the items;
    #: DICT: keys and values in turn; ENCODED: name and data; all these in a tuple
    content: Any
    digest: bytes

    def __init__(self, kind: int, content: Any, digest: bytes) -> None:
        self.kind = kind
        self.content = content
        self.digest = digest

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.kind, self.content, self.digest)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.kind, self.content, self.digest = state[:4]


class Given(Persistent):
    """The arguments of one call, in pieces. Immutable; its length is their number."""

    __module__ = "perdure.image"
    __slots__ = ("_v_pieces", "packed")

    packed: tuple[Any, ...]
    _v_pieces: dict[bytes, Piece] | None  #: all that it consists of, by digest

    def __init__(self, packed: tuple[Any, ...], pieces: dict[bytes, Piece]) -> None:
        self.packed = packed
        self._v_pieces = pieces

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.packed)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.packed = state[:2]
        self._v_pieces = None

    def __len__(self) -> int:
        return len(self.packed)

    def arguments(self) -> tuple[Any, ...]:
        """The arguments that the function was called with."""
        return tuple([_unpacked(x) for x in self.packed])

    def pieces(self) -> dict[bytes, Piece]:
        self._p_activate()
        if self._v_pieces is None:
            found: dict[bytes, Piece] = {}
            _find_pieces(self.packed, found)
            self._v_pieces = found
        return self._v_pieces


def stored(arguments: tuple[Any, ...] | Given, last: Given | None) -> tuple[Any, ...] | Given:
    """The stored form of the arguments of a call; `last` is that of the call before."""
    if type(arguments) is Given:
        return arguments  # of a call that is made again
    if _room_left(arguments, SMALL) > 0:
        return arguments
    packing = _Packing({} if last is None else last.pieces())
    return Given(tuple([packing.value(x)[0] for x in arguments]), packing.used)


def _room_left(x: Any, room: int) -> int:
    """How many of so many bytes something leaves, about; looks at no more than these hold."""
    kind = type(x)
    if kind in (str, bytes):
        return room - 8 - len(x)
    if kind is int:
        return room - 8 - x.bit_length() // 8
    if kind is dict:
        if len(x) >= room:
            return 0
        x = [*x.keys(), *x.values()]
    elif kind is Encoded:
        x = (x.name, x.data)
    elif kind not in (list, tuple):
        return room - 8
    room -= 8
    for part in x:
        if room <= 0:
            break
        room = _room_left(part, room)
    return room


#: What is stored, how many bytes that takes about, and a key: the same for the same content.
_Packed = tuple[Any, int, bytes]


class _Packing:
    """The packing of one call's arguments."""

    def __init__(self, known: dict[bytes, Piece]) -> None:
        self.known = known  #: of the call before
        self.used: dict[bytes, Piece] = {}  #: of this one

    def value(self, x: Any) -> _Packed:
        kind = type(x)
        if kind is str or kind is bytes:
            if len(x) < SIZE:
                key = pickle.dumps(x, 3)
                return x, len(key), key
            content = x.encode("utf-8", "surrogatepass") if kind is str else x
            return self._piece(WHOLE, x, b"s" + content if kind is str else b"b" + content)
        if kind is list:
            return self._container(LIST, x)
        if kind is tuple:
            return self._container(TUPLE, x)
        if kind is dict:
            return self._container(DICT, [part for entry in x.items() for part in entry])
        if kind is Encoded:
            return self._container(ENCODED, (x.name, x.data))
        key = pickle.dumps(x, 3)
        return x, len(key), key

    def _container(self, kind: int, parts: Any) -> _Packed:
        content, size, keys = self.items(parts, step=2 if kind == DICT else 1)
        key = b"%d(" % kind + keys
        if size >= SIZE or any(type(part) is Piece and part.kind == RUN for part in content):
            return self._piece(kind, content, key)
        return _plain(kind, content), size + 8, key

    def items(self, parts: Any, step: int = 1) -> tuple[list[Any], int, bytes]:
        """The same for parts that stand one after the other: those of a list, say."""
        packed = [self.value(part) for part in parts]
        if sum(size for _, size, _ in packed) < SIZE:
            return _joined(packed)
        whole: list[_Packed] = []
        run: list[_Packed] = []
        for at in range(0, len(packed), step):
            part = packed[at : at + step]
            run += part
            if crc32(part[0][2]) % CUT == 0:
                whole += self._run(run)
                run = []
        return _joined(whole + self._run(run))

    def _run(self, run: list[_Packed]) -> list[_Packed]:
        content, size, key = _joined(run)
        return [self._piece(RUN, content, b"r(" + key)] if size >= SIZE else run

    def _piece(self, kind: int, content: Any, key: bytes) -> _Packed:
        digest = blake2b(key, digest_size=DIGEST).digest()
        piece = self.used.get(digest) or self.known.get(digest)
        if piece is None:
            piece = Piece(kind, content if kind == WHOLE else tuple(content), digest)
        self.used[digest] = piece
        return piece, 16, digest


def _joined(packed: list[_Packed]) -> tuple[list[Any], int, bytes]:
    keys = b"".join([len(key).to_bytes(8, "big") + key for _, _, key in packed])
    return [content for content, _, _ in packed], sum(size for _, size, _ in packed), keys


def _plain(kind: int, content: list[Any]) -> Any:
    if kind == LIST:
        return content
    if kind == TUPLE:
        return tuple(content)
    if kind == ENCODED:
        return Encoded(*content)
    return dict(zip(content[::2], content[1::2], strict=True))


# Back


def _unpacked(x: Any) -> Any:
    kind = type(x)
    if kind is Piece:
        content = x.content
        return content if x.kind == WHOLE else _plain(x.kind, _unpacked_items(content))
    if kind is list:
        return _unpacked_items(x)
    if kind is tuple:
        return tuple(_unpacked_items(x))
    if kind is dict:
        return {_unpacked(key): _unpacked(value) for key, value in x.items()}
    if kind is Encoded:
        return Encoded(x.name, _unpacked(x.data))
    return x


def _unpacked_items(content: Any) -> list[Any]:
    made: list[Any] = []
    for part in content:
        if type(part) is Piece and part.kind == RUN:
            made += _unpacked_items(part.content)
        else:
            made.append(_unpacked(part))
    return made


def _find_pieces(x: Any, found: dict[bytes, Piece]) -> None:
    """All pieces in something packed, those within pieces too."""
    kind = type(x)
    if kind is Piece:
        if x.digest not in found:
            found[x.digest] = x
            if x.kind != WHOLE:
                _find_pieces(x.content, found)
    elif kind is list or kind is tuple:
        for part in x:
            _find_pieces(part, found)
    elif kind is dict:
        for entry in x.items():
            _find_pieces(entry, found)
    elif kind is Encoded:
        _find_pieces(x.data, found)
