"""Failures: an exception that no handler takes, as the image keeps it.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import Any

from perdure.languages.python.machine.calling import is_runtime
from perdure.languages.python.machine.looking import texts_of
from perdure.languages.python.machine.programs import MACHINE, Codes, Program
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.values import CANCELLED
from perdure.languages.python.runtime.errors import Cancelled, Raised
from perdure.vm import Condition, Execution, Failed, ForeignCode, Invoke, Raise, Resumption
from perdure.vm.objects.conditions import Origin, report_text
from perdure.vm.objects.printer import short_text

OWN = "perdure.languages.python.machine"
FAILED = "failed"  #: of the content of a code whose frame is only kept to be shown
NOT_AGAIN = "a program of Python does not go on where it has failed; run it anew"


def failure(space: Space, program: Program, error: BaseException) -> Failed:
    """The end of a process that has raised that, and the stack where it did."""
    if isinstance(error, Cancelled | Raised):
        return Failed(error.payload, Execution(frames_at(space, program, error.__traceback__)))
    frames = frames_at(space, program, error.__traceback__)
    position = place_in_text(error) or (frames[-1][0].position(0) if frames else "")
    return Failed(condition_of(error, position), Execution(frames))


def has_failed(execution: Execution) -> bool:
    """Whether that is the stack of a program that has failed, which is only kept to be shown."""
    outermost = None
    for outermost, _, _ in execution.all_frames():  # noqa: B007
        pass
    return outermost is not None and outermost.content[0] == FAILED


def cannot_go_on(error: BaseException, execution: Execution) -> Failed:
    """The end of a process whose text is no Python, or which waits where it cannot."""
    return Failed(condition_of(error, place_in_text(error)), execution)


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


def frames_at(
    space: Space, program: Program, entry: TracebackType | None
) -> tuple[tuple[ForeignCode, int, tuple[Any, ...]], ...]:
    """The program's part of a traceback, outermost first."""
    by_name = {codes.unit.name: codes for codes in program.modules}
    frames: list[tuple[ForeignCode, int, tuple[Any, ...]]] = []
    while entry is not None:
        frame = entry.tb_frame
        unit = space.unit_of(frame.f_globals)
        if unit is not None and not is_runtime(frame.f_globals):
            codes = by_name.get(unit.module.name)
            if codes is None:
                codes = by_name[unit.module.name] = Codes(unit.new_unit())
            positions = list(frame.f_code.co_positions())
            line, _, column, _ = positions[entry.tb_lasti // 2]
            place = (line or entry.tb_lineno, (column or 0) + 1)
            name = frame.f_code.co_qualname
            local = frame.f_locals
            content = (FAILED, texts_of(local))
            code = ForeignCode(MACHINE, name, content, codes.source, (place,))
            frames.append((code, 0, ()))
        entry = entry.tb_next
    return tuple(frames)


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
