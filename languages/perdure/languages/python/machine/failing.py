"""Failures: an exception that no handler takes, as the image keeps it.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

from perdure.languages.python.machine.frames import nothing_in
from perdure.languages.python.machine.placing import places_at, shown_at
from perdure.languages.python.machine.programs import Program
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.languages.python.machine.stopping import (
    AGAIN,
    BEGIN,
    GIVEN,
    Began,
    Stopped,
    as_shown,
    came_of,
    is_shown_only,
    stack_of,
    stopped_in,
)
from perdure.languages.python.machine.storing import (
    execution_of,
    held_before,
    shape_of,
    with_journal,
)
from perdure.languages.python.machine.values import CANCELLED
from perdure.languages.python.machine.valuing import Fault, Left, fault_of, has_others
from perdure.languages.python.runtime.errors import Cancelled, Raised
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import (
    Condition,
    Done,
    Execution,
    Failed,
    ForeignCode,
    Invoke,
    Outcome,
    Raise,
    Resumption,
    Return,
)
from perdure.vm.objects.conditions import Origin, report_text
from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import short_text

OWN = "perdure.languages.python.machine"
NOT_AGAIN = "it has failed in an older version, which kept nothing to go on with; run it anew"


def failure(space: Space, program: Program, error: BaseException, began: Began) -> Failed:
    """The end of a process that has raised that, and the stack where it did."""
    kept = fault_kept(space, error) if has_others(space) else None
    places = places_at(space, error.__traceback__) if kept is None else kept[3]
    frames = shown_at(space, program, places)
    shown = Execution(frames)
    if isinstance(error, Cancelled):
        return Failed(error.payload, shown)
    if isinstance(error, Raised):
        payload: Any = error.payload
    else:
        position = place_in_text(error) or (frames[-1][0].position(0) if frames else "")
        payload = condition_of(error, position)
    passed = [frame for frame in space.passed if frame.unit not in GUESTS]
    common = 0 if began.how[0] == BEGIN or has_others(space) else len(passed)
    printed = said_before(space).removeprefix(began.printed)
    valued, fault = stacks_then(space, program, error, began)
    stop = stopped(payload, shown, began, error, valued, unbound_by(space, error), printed)
    ways = None if fault is None or stop.fault is None else stopped_in(stop.fault)
    if fault is not None and ways is not None:
        ways.fault, ways.common = fault.to_state(), common
    return stop


def said_before(space: Space) -> str:
    """The text that a slice has shown by then which is run again. The output is settled."""
    said = "".join(space.output)
    if space.shown.startswith(said):
        said = space.shown
    space.settle_output()
    return said


def stopped(
    payload: Value,
    shown: Execution,
    began: Began,
    error: BaseException,
    valued: Execution | None = None,
    unbound: tuple[str, str] | None = None,
    printed: str = "",
) -> Failed:
    """The end of a process by what it has raised, with the ways on."""
    is_wait = is_of_wait(error, began)
    how = began.how
    if is_wait and began.again is not None:
        how = began.again
    stands = began.execution
    if how[0] == GIVEN:
        stands = began.outcome.stored_as(stands)
    if how[0] == AGAIN:
        printed = ""  # what comes then is another course
    name = began.how[1].name if began.how[0] == BEGIN else ""
    fault = stack_of(shown, Stopped(stands, how, valued, unbound, printed), name)
    return Failed(payload, fault, fault, came_of_wait=is_wait)


def is_of_wait(error: BaseException, began: Began) -> bool:
    """Whether an exception came of how the wait has ended that its slice began with."""
    return any(one is each for one in came_of(error) for each in began.errors)


def stacks_then(
    space: Space, program: Program, error: BaseException, began: Began
) -> tuple[Execution | None, Execution | None]:
    """The stack that is to be given a value, and the one for a debugger; None where none can."""
    if is_of_wait(error, began):
        if began.again is None or began.again[0] != AGAIN:
            return None, None  # of the image's own waits the image knows how
        return with_journal(began.execution, "", None), None
    if program.is_loading:
        return None, None
    found = fault_kept(space, error)
    if found is None:
        return None, None
    frames, fewer, left, _ = found
    space.call = None
    if space.tasks is not None:
        space.tasks.go_on_in_main()
    before = held_before(began.execution)
    with space.in_sight():
        space.frames[:] = frames or [nothing_in(MAIN)]
        fault = stored_or_none(space, program, before, Left((), False) if left is None else left)
        if fault is not None:
            return fault if frames else None, fault
        space.frames[:] = fewer  # what nothing that follows reads may be what cannot be stored
        return stored_or_none(space, program, before, None) if fewer else None, None


def fault_kept(space: Space, error: BaseException) -> Fault | None:
    """The frames of the stack that has raised that: as it ended, where another has run since.

    None where none can be told.
    """
    tasks = space.tasks
    if not has_others(space):
        return fault_of(space, error)
    if tasks.front is not None or tasks.final is None or tasks.final[1] is not error:
        return None
    kept: Fault | None = tasks.fault
    return kept


def stored_or_none(
    space: Space, program: Program, before: Any, outcome: tuple[Any, ...] | None
) -> Execution | None:
    """The space as an execution with a record of its own; None where it cannot be stored."""
    try:
        shape = shape_of(space, None if outcome is None else tuple(outcome), is_patient=True)
        return execution_of(shape, program.copy(), before=before)
    except Exception:  # noqa: BLE001  (an error of the program's objects must not hide the first)
        return None


def unbound_by(space: Space, error: BaseException) -> tuple[str, str] | None:
    """The module of the program's, and the name there, that an exception says is not defined."""
    if type(error) is not NameError or not str(error).startswith("name "):
        return None
    entry = error.__traceback__
    while entry is not None and entry.tb_next is not None:
        entry = entry.tb_next
    unit = None if entry is None else space.unit_at(entry.tb_frame)
    return None if unit is None or not error.name else (unit.module.name, error.name)


def has_failed(execution: Execution) -> bool:
    """Whether that is the stack of a program that has failed."""
    outermost = execution.outermost()
    return outermost is not None and is_shown_only(outermost[0])


def cannot_go_on(error: BaseException, began: Began) -> Failed:
    """The end of a process whose text is no Python, or which waits where it cannot."""
    payload = condition_of(error, place_in_text(error))
    return stopped(payload, as_shown(began.execution), began, error)


def ended_before(resumption: Resumption) -> Outcome:
    """The end of a process that has no frames any more."""
    if isinstance(resumption, Raise):
        return Failed(resumption.payload, Execution.start())
    assert isinstance(resumption, Return)
    return Done(resumption.value)


def not_loaded(
    code: ForeignCode, arguments: tuple[Any, ...], resumption: Resumption
) -> Failed | None:
    """The end of a call whose program could not be loaded; None where it was.

    `resumption` is what the call gets of the end of that. A retry begins anew.
    """
    base = code.content[1]
    again = Invoke(code, arguments)
    if not isinstance(resumption, Raise):
        if base.program is not None:
            return None
        text, position, origin = "it calls sys.exit", "", None
    elif isinstance(resumption.payload, Condition):
        payload = resumption.payload
        if payload.kind == CANCELLED:
            return Failed(payload, Execution.start(), Execution.start(), again)
        position, origin = payload.position, payload.origin
        text = report_text(payload).removesuffix(f" ({position})")
    else:
        text, position, origin = short_text(resumption.payload), "", None
    text = f"{base.path} could not be loaded: {text}"
    told = Condition(text, kind="python", position=position, origin=origin)
    return Failed(told, Execution.start(), Execution.start(), again)


def place_in_text(error: BaseException) -> str:
    """The place of a text that is no Python; "" of any other error."""
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f"{error.filename}:{error.lineno}:{error.offset or 1}"
    return ""


def condition_of(error: BaseException, position: str) -> Condition:
    """The part of an exception that the image, and programs of other languages, know."""
    text = "".join(traceback.format_exception_only(error)).rstrip()
    types = tuple(
        f"{each.__module__}.{each.__qualname__}" if each.__module__ != "builtins" else each.__name__
        for each in type(error).__mro__[:-1]
    )
    whole = "".join(traceback.format_exception(error))
    origin = Origin(types, str(error), (), False, None, whole, "")
    if isinstance(error, SyntaxError):
        text = error.msg
    return Condition(text, kind="python", position=position, origin=origin)


logger = logging.getLogger("perdure")

_warned: set[str] = set()  #: homes


def warn_of_repetition(home: str) -> None:
    """Say, once, that a kill repeats what a module does where that is no call of the program's."""
    if home not in _warned:
        _warned.add(home)
        logger.warning(
            "%s touches the world outside where that is no call of the program's, but an operator, "
            "say, or under a function of C's: a kill repeats what is done there until the next "
            "wait",
            home,
        )


def touched_again(touched: Any) -> Exception:
    return RuntimeError(
        f"a function of {touched.home} touches the world outside where it cannot be called as an "
        "effect: under a function of C's, or a library's"
    )


def exit_code(error: SystemExit, output: list[str]) -> int:
    """The code that `sys.exit` gives; a text is printed, and is 1."""
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    output.append(f"{code}\n")
    return 1
