"""The beginnings of processes: what a process begins with, and the space in which it does.

A process runs a program, or loads one so that its functions can be called, or calls a function of
one that was loaded, or goes on with a copy of what another had when it spawned it. A text is
lowered by the process that runs it: an error in it is the process's.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from importlib import import_module
from typing import Any

from perdure.languages.python.machine.bases import Base
from perdure.languages.python.machine.dealing import SPAWNED
from perdure.languages.python.machine.frames import START, Frame, frame_for
from perdure.languages.python.machine.programs import MACHINE, Program
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.languages.python.machine.storing import shape_with, space_of
from perdure.languages.python.runtime.coroutines import AsyncFunction
from perdure.languages.python.runtime.outside import is_function
from perdure.languages.python.runtime.twins import UNIT as TWINS
from perdure.vm import Execution, ForeignCode, Source, Waiting

PROGRAM, LOADING, CALLING = "program", "load", "call"

#: Flags of codes whose functions do not run when they are called.
SUSPENDED = 0x20 | 0x80 | 0x200  # of generators, coroutines, asynchronous generators

Make = Callable[[Program], Space]
Begun = tuple[Space, Program]


def program_code(
    text: str, name: str, arguments: tuple[str, ...], search_path: tuple[str, ...]
) -> ForeignCode:
    """The code that a process begins with that runs a program."""
    content = (PROGRAM, arguments, search_path)
    return ForeignCode(MACHINE, name, content, Source(name, text))


def loading_code(base: Base) -> ForeignCode:
    """The code of one that runs the bodies of a program's modules, which calls begin from."""
    return ForeignCode(MACHINE, base.path, (LOADING, base), base.source())


def keeping(code: ForeignCode) -> ForeignCode:
    """The code of the same beginning whose frames keep variables that nothing reads any more."""
    if is_keeping(code):
        return code
    if code.content[0] == CALLING:
        base: Base = code.content[1]
        return base.entry(code.content[2], keeps_variables=True)
    return ForeignCode(MACHINE, code.name, (*code.content, True), code.source)


def is_keeping(code: ForeignCode) -> bool:
    return len(code.content) > 3


def begin(code: ForeignCode, arguments: tuple[Any, ...], host: Any, make: Make) -> Begun | Waiting:
    """The space in which a process begins, and its program; or the end of loading is awaited."""
    kind = code.content[0]
    if kind == PROGRAM:
        return begin_program(code, make)
    if kind == LOADING:
        return begin_loading(code, make)
    if kind == SPAWNED:
        return begin_spawned(code, make)
    base: Base = code.content[1]
    if base.program is None:
        if not base.loader or host.has_ended(base.loader):
            base.loader = host.create_process(loading_code(base), (), f"load {base.path}")
        return Waiting("process", (base.loader,), Execution(((code, 1, arguments),)))
    return begin_call(code, arguments[0], make)


def waiting_call(execution: Execution) -> tuple[ForeignCode, tuple[Any, ...]] | None:
    """The code and arguments of a process that waits for a program to be loaded; else None."""
    if len(execution.frames) != 1:
        return None
    code, _, arguments = execution.frames[0]
    return (code, arguments) if code.content[0] == CALLING else None


def begin_program(code: ForeignCode, make: Make) -> Begun:
    """The space of a program that is about to run, and its record. SyntaxError."""
    source = code.source
    assert source is not None
    _, arguments, search_path = code.content[:3]
    program = Program((source.name, *arguments), search_path)
    space = with_main(make(program), source.name, source.text)
    space.keeps_variables = is_keeping(code)
    return space, program


def begin_loading(code: ForeignCode, make: Make) -> Begun:
    """The space of a program whose first module is about to be imported, and its record."""
    base: Base = code.content[1]
    program = Program((base.path,), base.folders, base)
    return with_main(make(program), f"<load {base.path}>", f"import {base.name}\n"), program


def with_main(space: Space, path: str, text: str) -> Space:
    """A space whose main module's body is to run."""
    module = space.add(space.link(MAIN, path, text))
    module.__dict__.update(__doc__=None, __package__=None, __annotations__={})
    space.frames.append(Frame(MAIN, 0, START, cells={}))
    return space


def begin_call(code: ForeignCode, arguments: bytes, make: Make) -> Begun:
    """A copy of a base, in which a function is about to be called."""
    _, base, name = code.content[:3]
    program: Program = base.program
    space, _ = space_of(base.shape(), lambda: make(program))
    space.keeps_variables = is_keeping(code)
    with space.in_sight():
        given, keywords = unpacked(arguments)
    begin_with(space, function_named(space, base, name), given, keywords)
    return space, program


def begin_spawned(code: ForeignCode, make: Make) -> Begun:
    """A copy of what another process had, in which it is about to call a function."""
    program: Program = code.content[1]
    shape = shape_with(program, code.content[2])
    space, (function, arguments, keywords) = space_of(shape, lambda: make(program))
    begin_with(space, function, arguments, keywords)
    return space, program


def begin_with(
    space: Space, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> None:
    """Have a space call a function; as lowered code calls it where it is not an ordinary one."""
    given = (arguments, keywords)
    if is_function(function, space.builtins) and is_plain(function):
        frame = frame_for(function, *given, next(iter(space.modules)))
    elif type(function) is AsyncFunction:
        run = import_module("asyncio").run
        frame = frame_for(space.twin("ran"), (run, function, *given), {}, TWINS)
    else:
        frame = frame_for(space.twin("called"), (function, *given), {}, TWINS)
    space.frames.append(frame)


def is_plain(function: Any) -> bool:
    """Whether a function runs when it is called."""
    return not function.__code__.co_flags & SUSPENDED


def function_named(space: Space, base: Base, name: str) -> Any:
    """The function of that name, or `Class.method`. LookupError, TypeError."""
    found: Any = space.modules[base.name]
    for part in name.split("."):
        if not hasattr(found, part):
            raise LookupError(f"{base.path} defines no {name!r}")
        found = getattr(found, part)
    if not callable(found):
        raise TypeError(f"{name!r} of {base.path} is no function: it cannot be called")
    return found


def packed(arguments: tuple[Any, ...]) -> bytes:
    """The arguments of a call as bytes. TypeError where there is one that cannot be stored."""
    try:
        return pickle.dumps((arguments, {}), 5)
    except Exception as error:
        raise TypeError(f"an argument cannot be pickled: {error}") from error


def unpacked(stored: bytes) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments again; classes of the program are found in its modules."""
    try:
        found: tuple[tuple[Any, ...], dict[str, Any]] = pickle.loads(stored)
    except Exception as error:
        raise TypeError(f"an argument cannot be unpickled here: {error}") from error
    return found
