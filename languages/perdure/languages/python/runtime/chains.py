"""Exceptions that are raised once more, where a program goes on: their contexts and places stay.

Read by: perdure.languages.python.runtime.builtins, perdure.languages.python.machine.volatile.
"""

from __future__ import annotations

import sys
import types
from typing import NoReturn


def chained(error: BaseException, context: BaseException | None) -> None:
    """Give an exception the context that it had before it was raised once more.

    `raise` puts what is handled there in its place. That is the context of the first exception of
    the chain, as it would be if all of them had been raised where that is handled.
    """
    handled = error.__context__
    if handled is context or context is None:
        return
    error.__context__ = context
    chain, others = chain_of(error), chain_of(handled)
    if others and not {*map(id, chain)} & {*map(id, others)}:
        chain[-1].__context__ = handled


def chain_of(error: BaseException | None) -> list[BaseException]:
    """An exception, its context, the context of that, and so on."""
    chain: list[BaseException] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        chain.append(error)
        error = error.__context__
    return chain


def raise_again(error: BaseException) -> NoReturn:
    """Raise an exception that has been raised elsewhere; its context stays."""
    context = error.__context__
    try:
        raise error
    except BaseException:
        chained(error, context)
        raise


def stood(error: BaseException, given: object) -> None:
    """Have an exception's traceback begin with this frame, if it goes on in another's place."""
    entry = error.__traceback__
    if given is not True and entry is not None:
        frame = sys._getframe(1)
        error.__traceback__ = types.TracebackType(
            entry.tb_next, frame, frame.f_lasti, entry.tb_lineno
        )
