"""Hash objects over waits: how one was made, and what it was fed.

See perdure.languages.python.runtime.digests. Read by: perdure.languages.python.machine.storing.
"""

from __future__ import annotations

from pickle import PicklingError
from typing import Any

from perdure.languages.python.heap import kind_reducers, maker
from perdure.languages.python.runtime.digests import MOST, Digest


@kind_reducers(Digest)
def reduce_digest(dumper: Any, digest: Digest) -> Any:
    """One that was fed much is volatile."""
    if digest._count > MOST:
        text = f"it was fed more than {MOST >> 10} KB, and Python does not tell its state"
        raise PicklingError(text)
    given = digest._how, digest._arguments, digest._keywords or None
    return digest_again, (*given, b"".join(digest._fed))


@maker
def digest_again(
    how: str,
    arguments: tuple[Any, ...],
    keywords: dict[str, Any] | None,
    fed: bytes,
) -> Digest:
    made = Digest(how, arguments, keywords or {})
    if fed:
        made.update(fed)
    return made
