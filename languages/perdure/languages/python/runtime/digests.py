"""Hash objects that a program has fed: those of `hashlib`, and of `hmac`.

The state of one of C's cannot be read. So the program is given one that knows how it was made and
what it was fed, as long as that is little; from it another is made and fed again.

Read by: perdure.languages.python.machine.digests.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import partial
from typing import Any

from perdure.languages.python.runtime.redirections import in_place_of

MOST = 1 << 18  #: bytes that are kept of what one was fed


class Digest:
    """A hash object that can be made again."""

    def __init__(self, how: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        self._how = how
        self._arguments = arguments
        self._keywords = keywords
        self._fed: list[bytes] = []
        self._count = 0
        self._inner = MAKERS[how](*arguments, **keywords)

    def update(self, data: Any, /) -> None:
        self._inner.update(data)
        self._count += memoryview(data).nbytes
        if self._count <= MOST:
            self._fed.append(bytes(data))
        else:
            self._fed.clear()

    def copy(self) -> Digest:
        made = type(self).__new__(type(self))
        vars(made).update(vars(self), _fed=list(self._fed), _inner=self._inner.copy())
        return made

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._inner, name)

    def __repr__(self) -> str:
        return repr(self._inner)


#: The functions that make them, by the names under which they are stored.
MAKERS: dict[str, Callable[..., Any]] = {
    **{name: getattr(hashlib, name) for name in sorted(hashlib.algorithms_guaranteed)},
    "new": hashlib.new,
    "hmac": hmac.new,
}


def digest_by(how: str, *arguments: Any, **keywords: Any) -> Digest:
    """As Python's, of what can be made again."""
    return Digest(how, arguments, keywords)


for _how, _make in MAKERS.items():
    in_place_of(_make)(partial(digest_by, _how))
in_place_of(hmac.HMAC)(partial(digest_by, "hmac"))
