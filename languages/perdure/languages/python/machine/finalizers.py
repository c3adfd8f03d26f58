"""Finalizers (`weakref.finalize`), as the heap stores them.

Python keeps them in a table of the interpreter's. Those that the program reaches, and those
of its objects or with functions of its own, are stored with it, and called off where the space that
they were stored of is let go: the objects live on in what is stored.

Read by: perdure.languages.python.machine.running, perdure.languages.python.machine.storing.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any
from weakref import finalize

from perdure.languages.python.heap import maker, maker_with_load, register
from perdure.languages.python.heap.descriptors import refuse
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.outside import is_function

_table: dict[finalize[Any, Any], Any] = getattr(finalize, "_registry")  # noqa: B009


def own_finalizers(space: Space) -> list[Any]:
    """Those that the program has made itself, whether or not it has kept them."""
    found: list[Any] = []
    table = list(_table)
    if table == space.finalizers_of_others:
        return found
    for finalizer in table:
        alive = finalizer.peek()
        if alive is not None:
            thing, function, _, _ = alive
            if is_own_function(space, function) or space.is_program_class(type(thing)):
                found.append(finalizer)
    if not found:
        space.finalizers_of_others = table
    return found


def finalizers_for_exit(space: Space) -> list[Any]:
    """Those of the program that are to be called when it ends, in the order of their making."""
    return [finalizer for finalizer in own_finalizers(space) if finalizer.atexit]


def is_own_function(space: Space, function: Any) -> bool:
    under = getattr(function, "__func__", function)
    return is_function(under, space.builtins)


def reduce_finalizer(dumper: Any, finalizer: Any) -> Any:
    space = dumper.program
    if not isinstance(space, Space):
        return refuse(dumper, finalizer)
    alive = finalizer.peek()
    if alive is not None and dumper.is_kept(alive[0]):
        space.finalizers.append(finalizer)
        number = list(_table).index(finalizer)
        dumper.later(set_finalizer, finalizer, number, *alive, finalizer.atexit)
    return new_finalizer, ()


@maker
def new_finalizer() -> Any:
    """One that has been called already."""
    return finalize.__new__(finalize)


@maker_with_load
def set_finalizer(
    load: Any,
    finalizer: Any,
    number: int,
    thing: Any,
    function: Any,
    arguments: tuple[Any, ...],
    keywords: dict[str, Any] | None,
    is_for_exit: bool,
) -> None:
    unmade = load.program.unmade
    if not unmade:
        load.finally_(make_all, unmade)

    def make() -> None:
        finalizer.__init__(thing, function, *arguments, **(keywords or {}))
        finalizer.atexit = is_for_exit

    unmade.append((number, make))


def make_all(unmade: list[tuple[int, Callable[[], Any]]]) -> None:
    """Make them in the order in which they were made: Python calls the last one first."""
    for _, make in sorted(unmade, key=itemgetter(0)):
        make()
    unmade.clear()


register(finalize, reduce_finalizer)
