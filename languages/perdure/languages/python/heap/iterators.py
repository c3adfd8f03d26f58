"""Iterators in their middle: of the builtin containers, `zip` and its like, and those of
`itertools`.

Python's own `__reduce__` serves for most. It does not for those of a dict: it makes a list of
what is left, so that a value changed since is not seen, nor that the dict has grown. Those of
`itertools` have none from Python 3.14 on, and say that they will have none from 3.12 on.

Reads: kinds. Read by: `storing`.
"""

from __future__ import annotations

import gc
import itertools
import warnings
from collections.abc import Iterator
from itertools import islice
from operator import length_hint
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import kind_reducers, maker, maker_with_load
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.program import CannotLoad

_some: dict[str, int] = {}

#: By type: whether it goes backwards, and the view that gives a new one; "" for the dict itself.
DICT_ITERATORS: dict[type, tuple[bool, str]] = {
    type(iter(_some)): (False, ""),
    type(iter(_some.values())): (False, "values"),
    type(iter(_some.items())): (False, "items"),
    type(reversed(_some)): (True, ""),
    type(reversed(_some.values())): (True, "values"),
    type(reversed(_some.items())): (True, "items"),
}

ITERTOOLS = [
    itertools.accumulate,
    itertools.chain,
    itertools.combinations,
    itertools.combinations_with_replacement,
    itertools.compress,
    itertools.count,
    itertools.cycle,
    itertools.dropwhile,
    itertools.filterfalse,
    itertools.groupby,
    itertools.islice,
    itertools.permutations,
    itertools.product,
    itertools.repeat,
    itertools.starmap,
    itertools.takewhile,
    itertools.zip_longest,
]


@kind_reducers(*DICT_ITERATORS)
def reduce_dict_iterator(dumper: Reducing, iterator: Any) -> Any:
    backwards, view = DICT_ITERATORS[type(iterator)]
    found = [thing for thing in gc.get_referents(iterator) if issubclass(type(thing), dict)]
    if not found:
        return dict_iterator_at_end, (view, backwards)
    mapping = found[0]
    if dumper.is_roundabout():
        return iterator.__reduce__()
    try:
        left = len(iterator.__reduce__()[1][0])
    except RuntimeError:
        return dict_iterator_of_changed, (view, backwards)
    return dict_iterator, (mapping, view, backwards, len(mapping), left)


@maker
def dict_iterator(
    mapping: dict[Any, Any], view: str, backwards: bool, size: int, left: int
) -> Iterator[Any]:
    if len(mapping) != size:
        raise CannotLoad("an iterator over a dict cannot be loaded: the dict contains it")
    iterator = new_dict_iterator(mapping, view, backwards)
    next(islice(iterator, size - left, size - left), None)
    return iterator


def new_dict_iterator(mapping: dict[Any, Any], view: str, backwards: bool) -> Iterator[Any]:
    over = getattr(dict, view)(mapping) if view else mapping
    return reversed(over) if backwards else iter(over)


@maker
def dict_iterator_at_end(view: str, backwards: bool) -> Iterator[Any]:
    iterator = new_dict_iterator({}, view, backwards)
    next(iterator, None)
    return iterator


@maker
def dict_iterator_of_changed(view: str, backwards: bool) -> Iterator[Any]:
    """An iterator that says that its dict has changed size."""
    mapping = {1: 1}
    iterator = new_dict_iterator(mapping, view, backwards)
    mapping[2] = 2
    return iterator


@kind_reducers(type(iter([])), type(reversed([])))
def reduce_list_iterator(dumper: Reducing, iterator: Any) -> Any:
    reduced = iterator.__reduce__()
    if len(reduced) < 3:  # exhausted
        return reduced
    function, arguments, position = reduced
    dumper.later(set_position, iterator, position)
    return function, arguments


@maker_with_load
def set_position(load: Load, iterator: Any, position: int) -> None:
    """Put an iterator where it was, when its list has been filled."""
    load.finally_(iterator.__setstate__, position)


@kind_reducers(*ITERTOOLS)
def reduce_itertools(dumper: Reducing, iterator: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return iterator.__reduce_ex__(4)


def held_by(iterator: Any) -> list[Any]:
    """All that an iterator of C refers to, but for its type."""
    return [thing for thing in gc.get_referents(iterator) if thing is not type(iterator)]


@kind_reducers(itertools.pairwise)
def reduce_pairwise(dumper: Reducing, iterator: Any) -> Any:
    """`pairwise` over what it has in hand and what is left, as it has no `__reduce__`."""
    held = held_by(iterator)
    if PAIRWISE_HAS_TUPLE:
        held.pop()
    if not held:
        return itertools.pairwise, ((),)
    left = without_spent_chain(held[0])
    if len(held) == 1:
        return itertools.pairwise, (left,)
    return pairwise_from, (held[1], left)


#: Whether it refers to the tuple that it gives again where nobody has kept that; from 3.13 on.
PAIRWISE_HAS_TUPLE = len(held_by(itertools.pairwise(()))) > 1


@maker
def pairwise_from(in_hand: Any, left: Iterator[Any]) -> Any:
    return itertools.pairwise(itertools.chain((in_hand,), left))


def without_spent_chain(iterator: Any) -> Any:
    """The iterator that a chain gives the rest of, so that chains do not pile up."""
    while type(iterator) is itertools.chain:
        held = held_by(iterator)
        if len(held) != 2 or type(held[0]) is not type(iter(())) or length_hint(held[0]):
            break
        iterator = held[1]
    return iterator
