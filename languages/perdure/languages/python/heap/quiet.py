"""Quiet objects: those that are what they were when they had been made, as far as one can see.

What is made again is as it was then; what it had of the world since is lost. A client, with its
pool of connections, loses nothing. A connection of a database has a transaction, a cursor has rows:
they are never made again. A session of SQLAlchemy is while nothing is in it. A shelf, and the file
of `dbm.dumb` under it, has its index in memory, and writes that where it ends, by its `__del__`: a
copy of it would too. It is stored when it has been closed, and only then. What a library has made a
context manager of, a generator, is at another place of it once its `with` was entered.

Read by: `handles`, and the runtime, which keeps how objects were made.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pickle import PicklingError
from typing import Any

from perdure.languages.python.heap.kinds import register_named

__all__ = ["can_be_remade", "is_quiet"]

#: What connections, cursors, results and files have, and clients have not.
OUTSIDE = ("fetchone", "fetchmany", "fetchall", "cursor", "commit", "rollback", "fileno")


def session_is_quiet(session: Any) -> bool:
    is_idle = not session.in_transaction() and not session.in_nested_transaction()
    return is_idle and not (session.new or session.deleted or len(session.identity_map))


def shelf_is_closed(shelf: Any) -> bool:
    return type(shelf.dict).__name__ == "_ClosedDict"


def dumb_file_is_closed(file: Any) -> bool:
    return file._index is None


def has_not_begun(manager: Any) -> bool:
    """Whether a context manager that is a library's generator was not entered yet."""
    return bool(inspect.getgeneratorstate(manager.gen) == inspect.GEN_CREATED)


async def _nothing() -> Any:
    yield


_unbegun = _nothing()
UNBEGUN = _unbegun.ag_frame.f_lasti


def async_has_not_begun(manager: Any) -> bool:
    frame = manager.gen.ag_frame
    return frame is not None and frame.f_lasti == UNBEGUN


def patch_is_quiet(patch: Any) -> bool:
    return "temp_original" not in vars(patch)


#: By the name of a class, with its module's: whether one of its objects is quiet.
TESTS: dict[str, Callable[[Any], bool]] = {
    "contextlib._AsyncGeneratorContextManager": async_has_not_begun,
    "contextlib._GeneratorContextManager": has_not_begun,
    "dbm.dumb._Database": dumb_file_is_closed,
    "shelve.Shelf": shelf_is_closed,
    "sqlalchemy.orm.session.Session": session_is_quiet,
    "unittest.mock._patch": patch_is_quiet,
}


def test_of(kind: type) -> Callable[[Any], bool] | None:
    for base in kind.__mro__:
        found = TESTS.get(f"{base.__module__}.{base.__qualname__}")
        if found is not None:
            return found
    return None


@register_named("sqlalchemy.orm.session", "Session")
def reduce_session(dumper: Any, session: Any) -> Any:
    raise PicklingError("it has objects, or a transaction; close it, or open it with `with`")


@register_named("dbm.dumb", "_Database")
@register_named("shelve", "Shelf")
def reduce_shelf(dumper: Any, shelf: Any) -> Any:
    if not is_quiet(shelf):
        raise PicklingError("it writes its index where it ends; close it, or open it with `with`")
    return NotImplemented


@register_named("unittest.mock", "_patch")
def reduce_patch(dumper: Any, patch: Any) -> Any:
    if not patch_is_quiet(patch):
        raise PicklingError(
            f"it has `{patch.attribute}` replaced in this interpreter; stop it before"
        )
    return NotImplemented


@register_named("unittest.mock", "NonCallableMock")
@register_named("unittest.mock", "_Call")
def reduce_mock(dumper: Any, mock: Any) -> Any:
    raise PicklingError("a mock has a class of its own, which no module has under a name")


def can_be_remade(thing: Any) -> bool:
    """Whether objects of that type are ever made again."""
    kind = type(thing)
    return test_of(kind) is not None or not any(hasattr(kind, name) for name in OUTSIDE)


def is_quiet(thing: Any) -> bool:
    """Whether it is as when it was made."""
    test = test_of(type(thing))
    return test is None or test(thing)
