"""Handles: foreign objects that do not pickle, stored as the call that made them.

The runtime notes how a foreign object was made, where making it touched nothing outside; when
storing fails inside such an object, it is stored as that call with its arguments, the calls since
that belong to its making, and what the program has done to it since: the public attributes that
were set, and what was put into those that are dicts, lists and sets, or taken out.

Reads: kinds, program. Read by: `storing`, `singletons`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import maker, maker_with_load
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.program import CannotLoad, Handle, Program
from perdure.languages.python.heap.quiet import is_quiet

__all__ = ["Handles", "made_again", "remaking"]


class Handles:
    """The handles of one dump, by the identity of what they are of."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.found = {
            key: program.handles[key]
            for key in program.remade
            if key in program.handles and is_quiet(program.handles[key][0])
        }

    def take_more(self, can_be_stored: Callable[[Any], bool]) -> bool:
        """Take those whose objects cannot be stored. Whether there are such."""
        is_more = False
        for key, (thing, handle) in self.program.handles.items():
            if key not in self.found and is_quiet(thing) and not can_be_stored(thing):
                self.found[key] = (thing, handle)
                self.program.remade.add(key)
                is_more = True
        return is_more

    def prepare(self, dumper: Reducing) -> None:
        """Have the dumper ask here about objects of the types of the handles."""
        for thing, _ in self.found.values():
            kind = type(thing)
            dumper.reducers[kind] = self.asked_before(dumper.reducers[kind])

    def asked_before(self, usual: Any) -> Any:
        def reduce(dumper: Reducing, thing: Any) -> Any:
            found = self.found.get(id(thing))
            if found is not None:
                return self.reduce(dumper, *found)
            return NotImplemented if usual is None else usual(dumper, thing)

        return reduce

    def reduce(self, dumper: Reducing, thing: Any, handle: Handle) -> Any:
        return made_again, *remaking(thing, handle)


def remaking(thing: Any, handle: Handle) -> tuple[Any, ...]:
    """The arguments of `made_again`, and what else a reducer gives: the changes since."""
    keywords = dict(handle.keywords) or None
    making = (handle.function, handle.arguments, keywords, handle.then)
    changes = attributes_set(thing, handle), contents_changed(thing, handle)
    if not any(changes):
        return (making,)
    # They are there before what is made by one of its methods.
    return making, changes, None, None, set_changes


def attributes_set(thing: Any, handle: Handle) -> dict[str, Any]:
    """Public attributes that are not as they were when the object had been made."""
    if handle.first is None:
        return {}
    now = getattr(thing, "__dict__", {})
    missing = object()
    return {
        name: value
        for name, value in now.items()
        if not name.startswith("_") and handle.first.get(name, missing) is not value
    }


@maker_with_load
def made_again(
    load: Load,
    function: Any,
    arguments: tuple[Any, ...],
    keywords: dict[str, Any] | None,
    then: tuple[tuple[str, tuple[Any, ...]], ...],
) -> Any:
    try:
        made = function(*arguments, **(keywords or {}))
        for name, given in then:
            getattr(made, name)(*given)
    except Exception as error:
        name = getattr(function, "__qualname__", repr(function))
        raise CannotLoad(f"{name}(...) could not be made again: {error!r}") from error
    load.program.note_made(made, Handle(function, arguments, keywords or {}, then))
    load.program.remade.add(id(made))
    return made


def contents_changed(thing: Any, handle: Handle) -> dict[str, tuple[Any, Any]]:
    """By attribute, what was done to a container: what is gone or kept of it, and what is new."""
    now = getattr(thing, "__dict__", {})
    found = {}
    for name, (container, before) in (handle.contents or {}).items():
        change = change_of(container, before) if now.get(name) is container else None
        if change is not None:
            found[name] = change
    return found


def change_of(container: Any, before: Any) -> tuple[Any, Any] | None:
    """The keys that are gone and what is new; the place from which a list differs, and its rest.

    None where nothing is another.
    """
    old: Any
    new: Any
    if type(container) is list:
        old = 0
        while old < min(len(before), len(container)) and before[old] is container[old]:
            old += 1
        return (old, container[old:]) if old < max(len(before), len(container)) else None
    old = [key for key in before if key not in container]
    if type(container) is set:
        new = [each for each in container if each not in before]
    else:
        missing = object()
        new = {
            key: value for key, value in container.items() if before.get(key, missing) is not value
        }
    return (old, new) if old or new else None


@maker
def set_attributes(thing: Any, attributes: dict[str, Any]) -> None:
    for name, value in attributes.items():
        setattr(thing, name, value)


@maker
def set_changes(thing: Any, changes: tuple[dict[str, Any], dict[str, Any]]) -> None:
    attributes, contents = changes
    set_attributes(thing, attributes)
    for name, (old, new) in contents.items():
        container = getattr(thing, name)
        if type(container) is list:
            container[old:] = new
            continue
        for key in old:
            container.pop(key, None) if type(container) is dict else container.discard(key)
        container.update(new)
