"""Views of what an image is made of: its root, processes, their stacks, trees, and all else.

Read by: perdure.image.inspecting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from BTrees.Interfaces import IBTree, ISetMutable
from persistent import Persistent

from perdure.image.debugging.frames import DebugFrame, shown_frames
from perdure.image.engine.redirecting import stack_of
from perdure.image.engine.retrying import standing
from perdure.image.errors import CannotDebug, CannotRetry
from perdure.image.inspecting.views import Elements, Field, Fields, Stream, View, views
from perdure.image.processes.waits import wait_of
from perdure.image.schema.indices import Queue
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot
from perdure.vm.objects.data import Value
from perdure.vm.objects.foreign_code import Seen
from perdure.vm.objects.printer import describers


class Stack:
    """The stack of a process, to be looked at."""

    def __init__(self, process: Process) -> None:
        self.process = process


class Mailbox:
    """The messages that a process has not received yet."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue


#: Classes of what is only shown, and is no value of a program's.
SHOWN = (Stack, Mailbox, DebugFrame, Seen)


describers[Process] = lambda x: f"#<process {x.pid}, {x.details.name}: {x.state}>"


@views(ImageRoot)
def _root(root: ImageRoot) -> View:
    first = ("interaction", "libraries", "processes", "kept")
    found = _persistent(root)
    fields = {field.label: field for field in found.fields(0)}
    return Fields("the image", [fields.pop(name) for name in first] + list(fields.values()))


@views(Process)
def _process(process: Process) -> View:
    details = process.details
    fields = [
        Field("pid", process.pid),
        Field("name", details.name),
        Field("state", process.state),
        Field("language", process.language or "scheme"),
        Field("parent", details.parent, str(details.parent or "none")),
        Field("steps", process.steps),
        Field("effects", process.effects),
    ]
    if process.waits is not None:
        wait = wait_of(process)
        fields.append(Field("waits", wait, type(wait).__name__.lower()))
    if process.outcome:
        fields.append(Field("outcome", process.outcome[1 if process.state == "ready" else 0]))
    if process.has_ended and process.state != "failed":
        return Fields(f"process {process.pid}", fields)
    fields.append(Field("stack", Stack(process), "its frames"))
    if details.mailbox:
        fields.append(Field("messages", Mailbox(details.mailbox), f"{len(details.mailbox):,}"))
    fields += [Field(f"label {name}", value) for name, value in details.labels]
    if details.names:
        fields.append(Field("names", details.names))
    return Fields(f"process {process.pid}", fields)


@views(Stack)
def _stack(stack: Stack) -> View:
    process = stack.process

    def fields() -> Iterator[Field]:
        try:
            execution = stack_of(process)
        except CannotDebug:
            return
        for frame in shown_frames(execution, _payload(process)):
            shown = f"{frame.name or 'lambda'}  {frame.position}".rstrip()
            yield Field(str(frame.number), frame, shown)

    return Stream(f"the stack of process {process.pid}", fields)


def _payload(process: Process) -> Value | None:
    try:
        return standing(process)[0]
    except CannotRetry:
        return None


@views(DebugFrame)
def _frame(frame: DebugFrame) -> View:
    return Fields(
        f"a frame of {frame.name or 'a procedure'}",
        [
            *(Field(name, value) for name, value in frame.variables.items()),
            Field("(position)", frame.position),
            Field("(text)", frame.source, "" if frame.source is not None else "not known"),
        ],
    )


@views(Mailbox)
def _mailbox(mailbox: Mailbox) -> View:
    def fields() -> Iterator[Field]:
        for number, message in enumerate(mailbox.queue.values()):
            yield Field(str(number), message)

    return Stream("messages, the next to be received first", fields)


@views(Seen)
def _seen(seen: Seen) -> View:
    return Stream(
        seen.kind or "a value of another language",
        lambda: (Field(label, part) for label, part in seen.parts()),
    )


def tree_view(tree: Any) -> View | None:
    """The view of a BTree or a set of one; None where it is neither."""
    if IBTree.providedBy(tree) or (hasattr(tree, "items") and isinstance(tree, Persistent)):
        return Stream(
            f"a tree ({type(tree).__name__})",
            lambda: (Field(_key(key), value) for key, value in tree.items()),
        )
    if ISetMutable.providedBy(tree) or (hasattr(tree, "keys") and isinstance(tree, Persistent)):
        return Stream(
            f"a set ({type(tree).__name__})",
            lambda: (Field(str(n), key) for n, key in enumerate(tree.keys())),
        )
    return None


def _key(key: Any) -> str:
    return key if isinstance(key, str) else repr(key)


@views(Persistent)
def _persistent(thing: Persistent) -> View:
    """The view of all that has none of its own: its slots, but for those that no image keeps."""
    found = tree_view(thing)
    if found is not None:
        return found
    thing._p_activate()
    names = [
        name
        for kind in reversed(type(thing).__mro__)
        for name in getattr(kind, "__slots__", ())
        if not name.startswith(("_v_", "_p_", "__"))
    ]
    fields = [Field(name, getattr(thing, name)) for name in names if hasattr(thing, name)]
    inner = getattr(thing, "__dict__", {})
    fields += [Field(name, value) for name, value in inner.items() if name[:3] != "_v_"]
    return Fields(f"of type {type(thing).__name__}", fields)


@views(tuple, list)
def _sequence(items: Any) -> View:
    names = getattr(items, "_fields", None)

    def field(index: int) -> Field:
        return Field(names[index] if names else str(index), items[index])

    return Elements(f"a {type(items).__name__}", items, field)


@views(set, frozenset)
def _set(items: Any) -> View:
    return Stream(
        f"a {type(items).__name__}",
        lambda: (Field(str(n), each) for n, each in enumerate(items)),
        len(items),
    )


@views(dict, Mapping)
def _mapping(items: Any) -> View:
    return Stream(
        f"a {type(items).__name__}",
        lambda: (Field(_key(key), value) for key, value in items.items()),
        len(items),
    )
