"""Views, types without a name, and Persistent objects."""

from __future__ import annotations

import gc
import types
from typing import Any

from persistent import Persistent

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import (
    kind_reducers,
    maker,
    maker_with_load,
    register_family,
)
from perdure.languages.python.heap.loading import Load

VIEWS: dict[type, str] = {
    type({}.keys()): "keys",
    type({}.values()): "values",
    type({}.items()): "items",
}


@kind_reducers(*VIEWS)
def reduce_view(dumper: Reducing, view: Any) -> Any:
    mapping = gc.get_referents(view)[0]
    return dict_view, (mapping, VIEWS[type(view)])


@maker
def dict_view(mapping: dict[Any, Any], name: str) -> Any:
    return getattr(dict, name)(mapping)


@kind_reducers(types.MappingProxyType)
def reduce_proxy(dumper: Reducing, proxy: Any) -> Any:
    return types.MappingProxyType, (gc.get_referents(proxy)[0],)


def reduce_persistent(dumper: Reducing, thing: Any) -> Any:
    number = dumper.ref_numbers.get(id(thing))
    if number is None:
        number = dumper.ref_numbers[id(thing)] = len(dumper.refs)
        dumper.refs.append(thing)
    return ref, (number,)


register_family(Persistent, reduce_persistent)


@maker_with_load
def ref(load: Load, number: int) -> Any:
    return load.refs[number]


@kind_reducers(super)
def reduce_super(dumper: Reducing, bound: super) -> Any:
    """`super(C, x)`, whose own `__reduce_ex__` would be that of x."""
    found = object.__getattribute__
    return super, (found(bound, "__thisclass__"), found(bound, "__self__"))
