"""How long forms take, and which procedures take it.

A profile is made by looking, every few milliseconds, at the stack of the thread that drives
the image: at the Python functions that procedures have become. Nothing is changed in what
runs. What is on the heap is not seen: what waits, and what a deep recursion has put there.

Read by: both loops.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from types import FrameType
from typing import Final

from perdure.image.debugging.inner import is_inner
from perdure.repl.tables import plain_lines
from perdure.vm.code.encoding import decoded
from perdure.vm.objects.procedures import Code

INTERVAL: Final = 0.002  #: seconds between two looks, where Python lets one look then
SWITCHING: Final = 0.001  #: seconds after which Python does, while a profile is made
DEEPEST: Final = 2_000  #: Python frames that are looked at
MOST: Final = 15  #: procedures that are told


def time_line(times: Sequence[float], steps: int) -> str:
    """`0.012 s, 1 step`; of several runs the best, the median and the worst."""
    counted = "1 step" if steps == 1 else f"{steps} steps"
    if len(times) == 1:
        return f"{times[0]:.3f} s, {counted}"
    least, most = min(times), max(times)
    return (
        f"{len(times)} runs: {least:.3f} s at best, {median(times):.3f} s in the median, "
        f"{most:.3f} s at worst; {counted} each"
    )


class Profiler:
    """Looks at a thread until it is stopped."""

    def __init__(self, thread: int) -> None:
        self._thread = thread
        self._own: Counter[Code] = Counter()  #: looks at which a code was innermost
        self._total: Counter[Code] = Counter()  #: looks at which it was on the stack
        self._looks = 0
        self._is_over = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._switching = sys.getswitchinterval()
        self._began = perf_counter()

    def start(self) -> None:
        sys.setswitchinterval(SWITCHING)
        self._looking.start()

    def stop(self) -> None:
        self._is_over.set()
        self._looking.join()
        sys.setswitchinterval(self._switching)

    def _look(self) -> None:
        while not self._is_over.wait(INTERVAL):
            found = codes_on(sys._current_frames().get(self._thread))
            if found:
                self._looks += 1
                self._own[found[0]] += 1
                self._total.update(set(found))

    def lines(self) -> list[str]:
        """The procedures found, those that took most first. For the thread that has the image."""
        if not self._looks:
            return ["too short for a profile, or run elsewhere: no procedure was seen at work"]
        found = [code for code in self._total if not is_inner(code.name, code.source)]
        order = sorted(found, key=lambda code: (-self._own[code], -self._total[code]))
        rows = [
            (self._share(self._own[code]), self._share(self._total[code]), _name(code), _text(code))
            for code in order[:MOST]
        ]
        left = len(order) - len(rows)
        return [
            *plain_lines(("OWN", "TOTAL", "PROCEDURE", "IN"), rows, (0, 1)),
            *([f"and {left} more"] if left else []),
            f"looked at {self._looks} times",
        ]

    def _share(self, looks: int) -> str:
        return f"{100 * looks / self._looks:.0f} %"


def codes_on(frame: FrameType | None) -> list[Code]:
    """The code of each procedure on a thread's stack, innermost first."""
    found: list[Code] = []
    for _ in range(DEEPEST):
        if frame is None:
            break
        code = frame.f_globals.get("%code")
        if code is not None:
            found.append(code)
        frame = frame.f_back
    return found


def _name(code: Code) -> str:
    return "the form" if code.name == "user" else code.name or "lambda"


def _text(code: Code) -> str:
    """The text that a procedure is from, with its first line."""
    if code.source is None:
        return ""
    lines = [line for line, _ in decoded(code.lowered).positions]
    return f"{code.source.name}:{min(lines)}" if lines else code.source.name
