"""Weak references: to what is kept for other reasons; dead where nothing else keeps it.

Whether something else does is known when all has been stored. So a dump takes all references for
dead at first; if some of what they refer to was stored all the same, the dump is made again with
those alive.

Reads: kinds. Read by: `storing`.
"""

from __future__ import annotations

import weakref
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import kind_reducers, maker


class Gone:
    """Something to refer to that is gone at once."""


@kind_reducers(weakref.ref, weakref.KeyedRef)
def reduce_reference(dumper: Reducing, reference: Any) -> Any:
    if not dumper.is_kept(reference()):
        return dead_reference, ()
    return weakref.ref, (reference(), reference.__callback__)


@maker
def dead_reference() -> Any:
    return weakref.ref(Gone())


@kind_reducers(weakref.WeakMethod)
def reduce_method_reference(dumper: Reducing, reference: Any) -> Any:
    method = reference()
    if method is None or not dumper.is_kept(method.__self__):
        return dead_reference, ()
    return weakref.WeakMethod, (method,)


@kind_reducers(weakref.ProxyType, weakref.CallableProxyType)
def reduce_proxy(dumper: Reducing, proxy: Any) -> Any:
    try:
        thing = proxy.__init__.__self__
    except ReferenceError:
        return dead_proxy, ()
    return (weakref.proxy, (thing,)) if dumper.is_kept(thing) else (dead_proxy, ())


@maker
def dead_proxy() -> Any:
    return weakref.proxy(Gone())


@kind_reducers(weakref.WeakValueDictionary)
def reduce_weak_values(dumper: Reducing, mapping: Any) -> Any:
    items = [(key, value) for key, value in mapping.items() if dumper.is_kept(value)]
    return weakref.WeakValueDictionary, (), None, None, iter(items)


@kind_reducers(weakref.WeakKeyDictionary)
def reduce_weak_keys(dumper: Reducing, mapping: Any) -> Any:
    items = [(key, value) for key, value in mapping.items() if dumper.is_kept(key)]
    return weakref.WeakKeyDictionary, (), None, None, iter(items)


@kind_reducers(weakref.WeakSet)
def reduce_weak_set(dumper: Reducing, members: Any) -> Any:
    dumper.later(fill_weak_set, members, [one for one in members if dumper.is_kept(one)])
    return weakref.WeakSet, ()


@maker
def fill_weak_set(members: Any, kept: list[Any]) -> None:
    for one in kept:
        members.add(one)
