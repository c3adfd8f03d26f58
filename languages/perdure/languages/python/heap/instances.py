"""Instances, where what `pickle` does with them is not enough.

Most are left to `pickle`, which is C. A class of the program may give itself a name in its module,
which is no name for `pickle`; may be a dict that is its own `__dict__`; may have its own
`__hash__`, which the dump has to know of.

Reads: kinds, singletons. Read by: `storing`.
"""

from __future__ import annotations

from collections import deque
from copyreg import __newobj__ as new_object_of  # type: ignore[attr-defined]
from copyreg import dispatch_table
from types import BuiltinFunctionType, FunctionType, GetSetDescriptorType, MemberDescriptorType
from typing import Any

from perdure.languages.python.heap.dumping import PROTOCOL, Reducing
from perdure.languages.python.heap.kinds import FINDERS, maker
from perdure.languages.python.heap.remaking import reduce_remade
from perdure.languages.python.heap.singletons import reducer_by_name


def find_reducer(dumper: Reducing, kind: type) -> Any:
    """The reducer of the instances of a class that no kind is registered for."""
    if not dumper.is_programs(kind):
        named = reducer_by_name(kind)
        if named is not None or has_own_reduce(kind) or says_state(kind):
            return named
        if type(getattr(kind, "__getattr__", None)) is FunctionType:
            return None if issubclass(kind, CONTAINERS) else reduce_quietly
        return reduce_plain if is_plain(kind) else None
    reducer: Any = None
    if fills_itself(kind):
        reducer = reduce_filled
    elif issubclass(kind, dict) and kind.__dictoffset__:
        reducer = reduce_own_dict
    elif has_own_reduce(kind):
        reducer = reduce_own
    elif answers_itself(kind):
        reducer = reduce_quietly
    elif makes_itself(kind):
        reducer = reduce_made
    elif is_tuple_with_new(dumper, kind):
        reducer = reduce_named_tuple
    elif is_plain(kind):
        reducer = reduce_plain
    if type(kind.__hash__) is FunctionType:
        return noting_hashed(reducer)
    return reducer


FINDERS.append(find_reducer)


def has_own_reduce(kind: type) -> bool:
    names = ("__reduce_ex__", "__reduce__")
    return any(getattr(kind, name) is not getattr(object, name) for name in names)


def answers_itself(kind: type) -> bool:
    """Whether looking for what `pickle` looks for would run code of the program's."""
    finding, setting = (getattr(kind, name) for name in ("__getattribute__", "__setattr__"))
    plain: Any = object
    own = hasattr(kind, "__getattr__") or finding is not plain.__getattribute__
    sets = setting is not plain.__setattr__ and bool(slots_of(kind))
    return (own or sets) and not issubclass(kind, CONTAINERS)


def says_state(kind: type) -> bool:
    """Whether a class has its own way to give or to take a state, or what it is made with."""
    names = ("__getstate__", "__setstate__", "__getnewargs__", "__getnewargs_ex__")
    return any(getattr(kind, name, None) is not getattr(object, name, None) for name in names)


def is_plain(kind: type) -> bool:
    """Whether all of an instance is its `__dict__`, and `pickle` would ask nothing of its class."""
    plain: Any = object
    if first_of_c(kind) is not plain or kind.__getattribute__ is not plain.__getattribute__:
        return False
    if kind in dispatch_table or has_own_reduce(kind) or says_state(kind):
        return False
    names = [vars(base) for base in kind.__mro__]
    ways = [own["__dict__"] for own in names if "__dict__" in own]
    has_slots = any(own.get("__slots__") for own in names)
    return not has_slots and bool(ways) and type(ways[0]) is GetSetDescriptorType


def reduce_plain(dumper: Reducing, thing: Any) -> Any:
    """The same as `object.__reduce_ex__` has of such an instance, in half of its time."""
    return new_object_of, (type(thing),), thing.__dict__ or None


def makes_itself(kind: type) -> bool:
    """Whether `pickle` would call a `__new__` of the program's, with what it does not expect."""
    if type(kind.__new__) is not FunctionType:
        return False
    names = ("__getnewargs__", "__getnewargs_ex__")
    return not any(type(getattr(kind, name, None)) is FunctionType for name in names)


def is_tuple_with_new(dumper: Reducing, kind: Any) -> bool:
    """Whether it derives from a named tuple, whose `__getnewargs__` is not for its `__new__`."""
    maker = next(base for base in kind.__mro__ if "__new__" in vars(base))
    return issubclass(kind, tuple) and hasattr(kind, "_fields") and dumper.is_programs(maker)


def reduce_named_tuple(dumper: Reducing, thing: Any) -> Any:
    return bare, (type(thing), tuple(thing)), getattr(thing, "__dict__", None) or None


def reduce_made(dumper: Reducing, thing: Any) -> Any:
    """An instance whose `__new__` is not called again."""
    reduced: Any = object.__reduce_ex__(thing, PROTOCOL)
    return (bare, *reduced[1:]) if reduced[0] is new_object_of else reduced


@maker
def bare(cls: type, *arguments: Any) -> Any:
    """An instance as the first class of C's makes it."""
    for base in cls.__mro__:
        make = vars(base).get("__new__")
        if type(make) is BuiltinFunctionType:
            return make(cls, *arguments)
    raise AssertionError(cls)  # `object` has one


#: By builtin container: what `pickle` would fill it by, where the program has one of its own, and
#: the method that fills it here.
FILLED: dict[type, tuple[tuple[str, ...], str]] = {
    list: (("append", "extend"), "extend"),
    dict: (("__setitem__",), "update"),
    set: (("__init__", "__new__"), "update"),
    deque: (("append", "extend", "__init__", "__new__"), "extend"),
}


def filled_as(kind: type) -> type | None:
    return next((base for base in FILLED if issubclass(kind, base)), None)


def fills_itself(kind: type) -> bool:
    """Whether filling a container as `pickle` does it would run code of the program's."""
    base = filled_as(kind)
    if base is None or first_of_c(kind) is not base:
        return False
    reduces = (
        getattr(kind, name) is getattr(base, name) for name in ("__reduce_ex__", "__reduce__")
    )
    own = (type(getattr(kind, name, None)) is FunctionType for name in FILLED[base][0])
    return all(reduces) and any(own)


def first_of_c(kind: type) -> type:
    """The first class of a class's order that is no class of Python's own making."""
    return next(base for base in kind.__mro__ if not base.__flags__ & HEAP_TYPE or base is deque)


HEAP_TYPE = 1 << 9  #: Py_TPFLAGS_HEAPTYPE


def reduce_filled(dumper: Reducing, thing: Any) -> Any:
    """A container whose methods are not asked to fill it."""
    kind = type(thing)
    base: Any = filled_as(kind)
    contents = list(dict.items(thing) if base is dict else base.__iter__(thing))
    state = object.__reduce_ex__(thing, PROTOCOL)[2] if base is not deque else vars(thing)
    length = (thing.maxlen,) if base is deque else ()
    return bare, (kind,), (state, contents, *length), None, None, set_filled


@maker
def set_filled(thing: Any, whole: tuple[Any, ...]) -> None:
    state, contents, *length = whole
    base: Any = filled_as(type(thing))
    if length:
        base.__init__(thing, (), length[0])
    getattr(base, FILLED[base][1])(thing, contents)
    setter = getattr(type(thing), "__setstate__", None)
    if type(setter) is FunctionType:
        setter(thing, state)
        return
    own, slots = state if isinstance(state, tuple) else (state, None)
    set_own_attributes(thing, (own, slots or {}))


#: Their contents are no attributes: they are left to `pickle`.
CONTAINERS = (set, frozenset, tuple, int, float, complex, str, bytes, BaseException)


def slots_of(kind: type) -> list[tuple[str, Any]]:
    """The names and descriptors of the slots of a class and its bases."""
    return [
        (name, value)
        for base in kind.__mro__
        for name, value in vars(base).items()
        if isinstance(value, MemberDescriptorType)
    ]


def reduce_quietly(dumper: Reducing, thing: Any) -> Any:
    """An instance whose class has its own way of finding attributes, which is not asked."""
    kind = type(thing)
    make = bare if type(kind.__new__) is FunctionType else new_object_of
    found = (vars(base)["__getstate__"] for base in kind.__mro__ if "__getstate__" in vars(base))
    get_state = next(found, None)
    if isinstance(get_state, FunctionType):
        return make, (kind,), get_state(thing), None, None, set_state
    fields = {}
    for name, slot in slots_of(kind):
        try:
            fields[name] = slot.__get__(thing, kind)
        except AttributeError:
            continue
    try:
        own = object.__getattribute__(thing, "__dict__")
    except AttributeError:
        own = None
    items = list.__iter__(thing) if issubclass(kind, list) else None
    pairs = iter(dict.items(thing)) if issubclass(kind, dict) else None
    state = (own, fields) if own or fields else None
    if state is None and items is None and pairs is None:
        return make, (kind,)
    return make, (kind,), state, items, pairs, set_own_attributes


@maker
def set_own_attributes(thing: Any, state: tuple[dict[str, Any] | None, dict[str, Any]]) -> None:
    own, fields = state
    if own:
        object.__getattribute__(thing, "__dict__").update(own)
    slots = dict(slots_of(type(thing)))
    for name, value in fields.items():
        slots[name].__set__(thing, value)


@maker
def set_state(thing: Any, state: Any) -> None:
    setter = getattr(type(thing), "__setstate__", None)
    if setter is not None:
        setter(thing, state)
    else:
        object.__getattribute__(thing, "__dict__").update(state)


def reduce_own(dumper: Reducing, thing: Any) -> Any:
    """An instance whose class has a `__reduce__`; a name is no way to find it here."""
    found = reduce_remade(dumper, thing)
    if found is not NotImplemented:
        return found
    reduced = thing.__reduce_ex__(PROTOCOL)
    if isinstance(reduced, str):
        return new_object_of, (type(thing),), getattr(thing, "__dict__", None) or None
    return reduced


def reduce_own_dict(dumper: Reducing, thing: Any) -> Any:
    """A dict with attributes; `self.__dict__ = self` makes its items its attributes."""
    if object.__getattribute__(thing, "__dict__") is thing:
        return dict_of_itself, (type(thing),), None, None, iter(thing.items())
    if has_own_reduce(type(thing)):
        return reduce_own(dumper, thing)
    return reduce_quietly(dumper, thing) if answers_itself(type(thing)) else NotImplemented


@maker
def dict_of_itself(cls: Any) -> Any:
    made = cls.__new__(cls)
    made.__dict__ = made
    return made


def noting_hashed(reducer: Any) -> Any:
    def reduce(dumper: Reducing, thing: Any) -> Any:
        dumper.hashed.append(thing)
        return NotImplemented if reducer is None else reducer(dumper, thing)

    return reduce
