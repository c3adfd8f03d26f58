"""How a text behaves: its output, and where it fails; natively and lowered."""

from __future__ import annotations

import contextlib
import io
import re
import types
import warnings
from collections.abc import Callable
from typing import Any

from perdure.languages.python.code import decode, encode
from perdure.languages.python.lowering import Options, lower_module
from tests.python.plain import run_as
from tests.python.stopping import Stopping

Behaviour = tuple[str, Any]

FILE = "text.py"

#: Comprehensions have frames of their own in some versions, and lifted ones in all.
INLINED = ("<listcomp>", "<setcomp>", "<dictcomp>")

#: The ways of lowering a text that must not be seen.
WAYS = {
    "sites": Options(),
    "checks": Options(checks=True, ticks=True),
    "pokes": Options(pokes=True),
    "raises": Options(checks=True, ticks=True, steps=True, raises=True),
}


def natively(text: str) -> Behaviour:
    def run(main: types.ModuleType) -> None:
        exec(compile(text, FILE, "exec", dont_inherit=True), main.__dict__)

    return behaviour(run)


def lowered(text: str, way: str) -> Behaviour:
    module = decode(encode(lower_module(text, FILE, "__main__", WAYS[way])))
    return behaviour(lambda main: run_as(module, main))


def stopped(text: str, every: int = 1, *, raises: bool = False) -> Behaviour:
    """Stopped before every statement, or before one in several, and gone on with by the rest.

    Where it `raises`, it is stopped where each exception is raised, too.
    """
    module = lower_module(text, FILE, "__main__", Options(pokes=True, raises=raises))
    return behaviour(lambda main: Stopping(module, every).run(main))


def behaviour(run: Callable[[types.ModuleType], None]) -> Behaviour:
    """The output, and the exception: its class, its words, the lines it went through."""
    main = types.ModuleType("__main__")
    out = io.StringIO()
    failure: Any = None
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            run(main)
        except Exception as error:  # noqa: BLE001 - it is what is asked
            failure = told(error)
    return re.sub(r" at 0x[0-9a-f]+", "", out.getvalue()), failure


def told(error: BaseException | None) -> Any:
    if error is None:
        return None
    lines = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == FILE and code.co_name not in (
            "<listcomp>",
            "<setcomp>",
            "<dictcomp>",
        ):
            lines.append((code.co_name, traceback.tb_lineno))
        traceback = traceback.tb_next
    context = None if error.__suppress_context__ else told(error.__context__)
    return type(error).__name__, str(error), lines, told(error.__cause__), context
