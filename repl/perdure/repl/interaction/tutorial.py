"""`,tutorial`: fifteen minutes in an image, step by step.

Each step says what to type; what was done is seen in the image, not in the keys. The step is kept
in the image, too: a tutorial is gone on with after a kill, which is one of its steps.

Read by: perdure.repl.interaction.commands, both loops.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final

from perdure.image import Image
from perdure.repl.interaction.memory import Form, own
from perdure.vm.dataclass import dataclass

KEPT: Final = "repl tutorial"  #: under which the image keeps STEP, SLEEPER and OPENED
STEP, SLEEPER, OPENED = range(3)  #: the step; the process that sleeps; the system's pid of the REPL
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One step: lines that say what to do, and whether it has been done."""

    lines: tuple[str, ...]
    is_done: Callable[[Image], bool]
    said: str  #: once it is


# What was done


def _defines(name: str, times: int = 1) -> Callable[[Image], bool]:
    return lambda image: len(image.browse().history(name, "user")) >= times


def _gave(text: str) -> Callable[[Image], bool]:
    """Whether a form that begins so has given a value."""

    def is_done(image: Image) -> bool:
        last = own(image)[-3:]
        return any(
            each.text.startswith(text) and _state(image, each.pid) == "done" for each in last
        )

    return is_done


def _sleeps(image: Image) -> bool:
    found = _sleeper(image)
    if found is None or _state(image, found.pid) not in ("waiting", "parked"):
        return False
    _keep(image, SLEEPER, found.pid)
    _keep(image, OPENED, os.getpid())
    return True


def _sleeper(image: Image) -> Form | None:
    forms = [each for each in own(image) if "(sleep" in each.text and "sell" in each.text]
    return forms[-1] if forms else None


def _is_opened_again(image: Image) -> bool:
    return _kept(image, OPENED) != os.getpid()


def _has_failed(image: Image) -> bool:
    pid = _kept(image, SLEEPER)
    return _state(image, pid) == "failed" or image.workbench.is_stopped(pid)


def _is_repaired(image: Image) -> bool:
    return _state(image, _kept(image, SLEEPER)) == "done"


def _state(image: Image, pid: int) -> str:
    return image.workbench.find_state(pid) or ""


STEPS: Final = (
    Step(
        (
            "All that you define and run here is kept in the image. Define a procedure:",
            "    (define (price x) (+ x 3))",
        ),
        _defines("price"),
        "price is in the image now; each commit is on the disk before you see its result.",
    ),
    Step(("Call it:", "    (price 4)"), _gave("(price"), "Its value is kept as $N, too."),
    Step(
        (
            "Now one that calls it:",
            "    (define (sell things) (map price things))",
        ),
        _defines("sell"),
        ",callers price would tell that sell calls it; ,history price what it was before.",
    ),
    Step(
        (
            "A form is a process. Start one that sleeps, and press Ctrl-Z while it does:",
            "    (begin (sleep 15) (sell '(4 tea 5)))",
        ),
        _sleeps,
        "It goes on without you; ,ps lists it.",
    ),
    Step(
        (
            "Kill this REPL while it sleeps: close the window, or `kill -9` from another one. Then",
            "open the image again, with `perdure repl`, and type ,tutorial.",
        ),
        _is_opened_again,
        "Killed, and nothing is lost: the process sleeps on from where it was.",
    ),
    Step(
        (
            "Wait until it wakes: it will fail, as tea is no number. ,bt shows its stack, and",
            ",ps its state.",
        ),
        _has_failed,
        "It has failed, but its stack is kept, for weeks if need be.",
    ),
    Step(
        (
            "What is wrong is the definition. ,edit price opens it in your editor; or type:",
            "    (define (price x) (if (number? x) (+ x 3) 2))",
        ),
        _defines("price", 2),
        "New calls take the new one; ,diff price shows what you have changed.",
    ),
    Step(
        (
            "Now have the failed process go on. Open a debugger of it, look at its stack, and call",
            "price anew in its place; then leave:",
            "    ,debug PID",
            "    bt",
            "    again",
            "    quit",
        ),
        _is_repaired,
        "It was killed, has failed, was repaired, and has gone on to its end: (7 2 8).",
    ),
)
END: Final = (
    "That was the tutorial. docs/living.md tells of the debugger, the inspector and the browser;",
    ",help lists the commands.",
)


def begin(image: Image, argument: str) -> list[str]:
    """Go on with it, begin it, or leave it; lines to show."""
    at = _kept(image, STEP)
    if argument == "stop":
        _keep(image, STEP, NONE)
        return ["left; ,tutorial begins it anew"]
    if argument == "again" or not 0 <= at < len(STEPS):
        _keep(image, STEP, 0)
        return step_lines(image, 0)
    return checked(image) or step_lines(image, at)


def checked(image: Image) -> list[str]:
    """Lines that say that the step has been done, and what comes next; none where it has not."""
    at = _kept(image, STEP)
    if not 0 <= at < len(STEPS) or not STEPS[at].is_done(image):
        return []
    lines = [STEPS[at].said]
    _keep(image, STEP, at + 1)
    if at + 1 < len(STEPS):
        return [*lines, *step_lines(image, at + 1)]
    return [*lines, *END]


def step_lines(image: Image, at: int) -> list[str]:
    pid = str(_kept(image, SLEEPER))
    lines = [line.replace("PID", pid) for line in STEPS[at].lines]
    return ["", f"Tutorial, {at + 1} of {len(STEPS)} (,tutorial stop leaves it)", *lines]


def _kept(image: Image, what: int) -> int:
    found: Any = image.workbench.kept(KEPT).get(what, NONE)
    return int(found)


def _keep(image: Image, what: int, value: int) -> None:
    if _kept(image, what) != value:
        image.workbench.change(lambda: image.workbench.keep(KEPT).update({what: value}))
