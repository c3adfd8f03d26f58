"""Variables of the lowering that stand for what Python has on its stack.

An exception takes that off the stack before a handler, a `finally` or a caller runs, and a
generator among it ends then. So what may have one is cleared: an iterator by a `try` around its
loop, however that is left; temporaries at the head of what an exception is handled by.

Read by: the modules of this folder.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from perdure.languages.python.code.marks import mark
from perdure.languages.python.code.nodes import (
    assign,
    at,
    attempt,
    call,
    constant,
    handler,
    letting_go,
    load,
    raising,
    set_constant,
    store,
    unless_capturing,
)
from perdure.languages.python.lowering.function import FunctionLowering


def emit_cleared(
    lowering: FunctionLowering,
    place: ast.AST,
    body: list[ast.stmt],
    name: str,
    *,
    is_returned_through: bool = False,
    leave: str = ".left",
) -> None:
    """Emit statements after which a variable is clear, also where an exception leaves them.

    leave: the function of the runtime's that is given the iterator, and gives what is to stay.

    So it is where a `return` does, if that is asked for. An iterator whose end runs no code stays
    then, as a failed program may be given a value, and go on with the loop.
    """
    leaving = assign(place, name, call(place, leave, load(place, name)))
    if is_returned_through:
        new = attempt(place, body, final=[unless_capturing(place, [leaving])])
    else:
        failing = handler(place, load(place, ".BaseException"), None, [leaving, raising(place)])
        new = attempt(place, body, [letting_go(place), failing])
    mark(new, clears=name)
    lowering.emit(new)
    if not is_returned_through:
        lowering.emit(leaving if leave != ".left" else set_constant(place, name, None))


@contextmanager
def noting_held(lowering: FunctionLowering) -> Iterator[set[str]]:
    """Note the temporaries that keep objects in the statements that are lowered now."""
    before, lowering.ever_held = lowering.ever_held, set()
    try:
        yield lowering.ever_held
    finally:
        lowering.ever_held |= before


def cleared(place: ast.AST, names: Collection[str]) -> Sequence[ast.stmt]:
    """The statement that clears temporaries, if there are any."""
    if not names:
        return ()
    targets: list[ast.expr] = [store(place, name) for name in sorted(names)]
    return [at(place, ast.Assign(targets, constant(place, None)))]
