"""A procedure with many waits in a row: what going on in it costs, its compiling included.

Read by: benchmarks.compiling.__main__.
"""

from __future__ import annotations

from time import process_time

from benchmarks.language.scheme import open_runner
from perdure.vm import Done, Execution, Invoke, Return, Waiting
from perdure.vm.objects.singletons import UNSPECIFIED

IMPORTS = "(import (scheme base) (perdure process))"


def time_waits(waits: int) -> tuple[float, list[str]]:
    """Processor seconds until a procedure has waited so often, and what went wrong."""
    text = f"{IMPORTS} (define (main) {'(yield) ' * waits} {waits})"
    with open_runner() as runner:
        main = runner.main_of(text, "waits.scm")
        began = process_time()
        outcome = runner.machine.run(Execution.start(), Invoke(main))
        met = 0
        while isinstance(outcome, Waiting):
            met += 1
            outcome = runner.machine.run(outcome.execution, Return(UNSPECIFIED))
        taken = process_time() - began
    if isinstance(outcome, Done) and outcome.value == waits == met:
        return taken, []
    return taken, [f"of {waits} waits {met} were met, and then: {outcome!r}"]
