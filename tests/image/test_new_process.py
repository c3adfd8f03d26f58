"""Every site of many procedures is stored in an image file, and resumed in a new process.

tests/vm/test_capture.py does so within one process, where something left in memory
could help. Here one process stops each program at each of its check points and at
each `(test-pause x)`, and stores what is left to do. A second process, which has
compiled none of it, goes on with all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from persistent.mapping import PersistentMapping

from perdure.image import Image
from perdure.languages import scheme
from perdure.vm import Execution, Invoke, Outcome, Preempted, Resumption, Return, Waiting
from perdure.vm.objects.procedures import builtins
from perdure.vm.objects.singletons import UNSPECIFIED
from tests.environment import python_environment
from tests.vm.captured import PROGRAMS
from tests.vm.session import CountingMachine, Output, shown_outcome

SUSPENDED = "suspended"  #: where the database's root keeps what is left to do


def test_a_new_process_goes_on_from_every_check_point(image_path: Path) -> None:
    with Image.open(image_path) as image:
        stored = store_all(image)
    assert stored > 10 * len(PROGRAMS)

    resumed = subprocess.run(
        [sys.executable, "-m", "tests.image.test_new_process", image_path],
        env=python_environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    shown: list[list[str]] = json.loads(resumed.stdout)
    assert len(shown) == stored
    assert [each for each in shown if each[2] != PROGRAMS[each[0]][1]] == []


# In the first process


def store_all(image: Image) -> int:
    """Store each program as it stands at each place where it can stop; gives how many."""
    machine = CountingMachine(image.root.libraries, Output())
    suspended = PersistentMapping()
    for name, (text, _) in PROGRAMS.items():
        for where, outcome in stops(image, machine, text):
            value = outcome.arguments[0] if isinstance(outcome, Waiting) else UNSPECIFIED
            state = outcome.execution.to_state()
            suspended[name, where] = (machine.host.text, state, value)
    image.scheduler.change(lambda: database_root(image).update({SUSPENDED: suspended}))
    return len(suspended)


def stops(
    image: Image, machine: CountingMachine, text: str
) -> Iterator[tuple[str, Waiting | Preempted]]:
    """The program, run anew for each stop: nothing that is stored has gone on since."""
    pauses, checks = 0, 0
    while True:
        outcome = run_to(image, machine, text, pauses, checks)
        if isinstance(outcome, Preempted):
            yield f"{checks} check points after {pauses} pauses", outcome
            checks += 1
        elif isinstance(outcome, Waiting):
            yield f"pause {pauses}", outcome
            pauses, checks = pauses + 1, 0
        else:
            return


def run_to(image: Image, machine: CountingMachine, text: str, pauses: int, checks: int) -> Outcome:
    """Run it past so many pauses, and from there past so many check points."""
    world = scheme.World(image.root.libraries)
    environment = scheme.interaction_environment(world, "test")
    environment.bind("test-pause", builtins["test-pause"])
    machine.host.text = ""
    execution = Execution.start()
    resumption: Resumption = Invoke(scheme.compile_text(text, "test.scm", environment, world))
    machine.checks = None
    for _ in range(pauses):
        outcome = machine.run(execution, resumption)
        assert isinstance(outcome, Waiting)
        execution, resumption = outcome.execution, Return(outcome.arguments[0])
    machine.checks = checks
    return machine.run(execution, resumption)


# In the second process


def resume_all(image: Image) -> list[tuple[str, str, str]]:
    """Go on with each; gives its name, where it stood, and all that it printed and gave."""
    machine = CountingMachine(image.root.libraries, Output())
    shown = []
    image.scheduler.transactions.begin()  # never committed: each is to be resumed as stored
    for (name, where), (printed, state, value) in database_root(image)[SUSPENDED].items():
        machine.host.text = printed
        outcome = machine.run(Execution.from_state(state), Return(value))
        while isinstance(outcome, Waiting):
            outcome = machine.run(outcome.execution, Return(outcome.arguments[0]))
        shown.append((name, where, f"{machine.host.text}=> {shown_outcome(outcome)}"))
    image.scheduler.transactions.abort()
    return shown


def database_root(image: Image) -> Any:
    return image.root._p_jar.root()


if __name__ == "__main__":
    with Image.open(sys.argv[1]) as image:
        print(json.dumps(resume_all(image)))
