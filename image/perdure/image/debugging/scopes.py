"""The scope of a frame: the environment that its text was compiled in, and what procedure it is.

Code keeps no environment. It is found by what the environment has: a variable whose procedure is
from the same text. A program of its own (`perdure run`) leaves none; it gets one that has what the
image's own has, and the program's variables as far as the code on the stack names them.

Read by: perdure.image.api.debugging.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from perdure.image.errors import CannotDebug
from perdure.image.schema.root import ImageRoot
from perdure.vm import Execution
from perdure.vm.machine.linker import Linker
from perdure.vm.machine.unwinding import arguments_at, called_by, closure_at, frame_at
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell, Closure, Code, Source

LOOKED_AT = 1_000  #: frames of a stack in which a program's variables are looked for


def environment_of(root: ImageRoot, execution: Execution, code: Code) -> Environment:
    """The environment of a procedure's text."""
    frames = (frame[0] for frame in islice(execution.all_frames(), LOOKED_AT))
    codes = {id(each): each for each in (code, *frames) if isinstance(each, Code)}
    cells = {id(cell): cell for cell in _cells_in(codes.values())}
    source = code.source
    if code.name == root.interaction.name or source is None:
        return root.interaction
    own = [cell for cell in cells.values() if _is_from(cell, source)]
    homes = [code.name, *(cell.home for cell in own)]
    for home in homes:
        if home in root.libraries:
            return root.libraries[home]
    named = root.interaction.find(code.name)
    if isinstance(named, Cell) and _is_from(named, source):
        return root.interaction
    programs = [home for home in homes if home and home != root.interaction.name]
    wanted = own if own else [cell for cell in cells.values() if cell.home == source.name]
    if not wanted or (own and all(cell.home == root.interaction.name for cell in own)):
        return root.interaction
    made = Environment(programs[0] if programs else source.name)
    made.bindings.update(root.interaction.bindings)
    for cell in cells.values():
        if cell.home not in root.libraries:
            made.bindings[cell.name] = cell
    return made


def _is_from(cell: Cell, source: Source) -> bool:
    """Whether the variable is of a procedure from that text."""
    value = cell.value if cell.is_bound else None
    if not isinstance(value, Closure):
        return False
    found = value.code.source
    return found is not None and (found is source or found.name == source.name)


def _cells_in(codes: Iterable[Code]) -> Iterator[Cell]:
    waiting, seen = [*codes], set()
    while waiting:
        code = waiting.pop()
        if id(code) in seen:
            continue
        seen.add(id(code))
        for each in code.constants:
            if isinstance(each, Code):
                waiting.append(each)
            elif isinstance(each, Cell):
                yield each


def call_again(
    root: ImageRoot, execution: Execution, depth: int, linker: Linker
) -> tuple[Value, tuple[Value, ...]]:
    """The procedure of a frame as it is defined now, and the arguments that it was called with.

    CannotDebug where the arguments, or what an inner procedure has captured, are not kept.
    """
    frame = frame_at(execution, depth)
    assert frame is not None
    code = frame[0]
    assert isinstance(code, Code)
    arguments, lost = arguments_at(frame, linker)
    if lost:
        raise CannotDebug(
            f"{code.name or 'the procedure'} keeps no more what it was called with for "
            f"{', '.join(lost)}; an image opened with keeps_variables, as the commands do, "
            "keeps all in scope"
        )
    procedure = _defined_now(root, execution, depth, code, linker) or closure_at(frame, linker)
    if procedure is None:
        raise CannotDebug(
            f"{code.name or 'the procedure'} is an inner procedure, and what it has captured is "
            "not kept here; start the frame of the one around it again"
        )
    return procedure, tuple(arguments)


def _defined_now(
    root: ImageRoot, execution: Execution, depth: int, code: Code, linker: Linker
) -> Value | None:
    """The value that the global variable of a frame's procedure has now; None for an inner one."""
    caller = frame_at(execution, depth + 1)
    called = None if caller is None else called_by(caller, linker)
    if isinstance(called, Cell) and called.name == code.name and called.is_bound:
        return called.value
    if not code.name or code.source is None:
        return None
    environment = environment_of(root, execution, code)
    found = environment.find(code.name)
    if isinstance(found, Cell) and found.is_bound and isinstance(found.value, Closure):
        if linker.link(found.value.code).captures_nothing and linker.link(code).captures_nothing:
            return found.value
    return None
