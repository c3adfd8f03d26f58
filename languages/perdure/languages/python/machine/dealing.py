"""Dealings of a program with other processes: what it sends, starts and completes.

Each ends its slice, and is done with the image's transaction (perdure.vm.protocols.Waiting of the
kind "doing"). To a process of this machine an object is sent as it is, to one of another as the
image's table tells it; what cannot be sent raises a TypeError where it is sent.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from typing import Any

from perdure.languages.python.heap import CannotStore
from perdure.languages.python.machine.chunks import cut
from perdure.languages.python.machine.ends import Waits
from perdure.languages.python.machine.programs import MACHINE, Program
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.storing import shape_of
from perdure.languages.python.machine.values import by_table, to_value
from perdure.languages.python.runtime.durable import COMPLETE, ROOT, SEND, SPAWN
from perdure.vm import Execution, ForeignCode, Waiting

KINDS = (COMPLETE, ROOT, SEND, SPAWN)
SPAWNED = "spawned"  #: of the content of a code by which a process begins that was spawned


def dealing(space: Space, program: Program, end: Waits, execution: Execution) -> Waiting:
    """The wait by which the image does what a program wants to be done."""
    try:
        with space.in_sight():
            deed = deed_of(space, program, end)
    except (CannotStore, TypeError) as error:
        deed = ("doing:refuse", (str(error),))
    return Waiting("doing", deed, execution)


def deed_of(space: Space, program: Program, end: Waits) -> tuple[str, tuple[Any, ...]]:
    host = space.host
    if end.kind == SEND:
        pid, message = end.arguments
        if host.machine_of(pid) == MACHINE:
            return "doing:send", (pid, to_value(message, host))
        try:
            return "doing:send", (pid, by_table(message, host))
        except TypeError as error:
            raise TypeError(
                f"cannot send it to process {pid}, which is no Python: {error}"
            ) from None
    if end.kind == COMPLETE:
        name, value = end.arguments
        return "doing:complete", (name, to_value(value, host))
    if end.kind == ROOT:
        what, *given = end.arguments
        return f"doing:root-{what}", tuple(given)
    function, arguments, keywords = end.arguments
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    code = spawned_code(space, program, (function, arguments, keywords), name)
    return "doing:spawn", (code, (), name)


def spawned_code(space: Space, program: Program, call: Any, name: str) -> ForeignCode:
    """The code of a process that calls a function, with a copy of what this has. CannotStore."""
    frames, space.frames = space.frames, []
    waits_for, space.call = space.call, None
    tasks, space.tasks = space.tasks, None
    at_exit, space.at_exit = space.at_exit, []
    try:
        shape = shape_of(space, call)
    finally:
        space.frames, space.call, space.tasks = frames, waits_for, tasks
        space.at_exit = at_exit
    own = program
    namespaces = cut(shape.namespaces, program.namespaces)
    kept = (namespaces, shape.refs, shape.imported, shape.outside, shape.set_up)
    if not (program.is_shared and program.has(*kept)):
        own = program.copy()
        own.keep(*kept)
    return ForeignCode(MACHINE, name, (SPAWNED, own, cut(shape.held, b"")))
