"""Waiting for several things at once, by the toy: `select(pid, name, seconds)`.

The end of a process, a message, a turnstile, an effect, a moment. The value is a pair of the number
of the wait that has ended, from 0 on, and what that gave.
"""

from __future__ import annotations

from perdure.image.processes.waits import Effect, Message, ProcessEnd, Select, Timer
from perdure.vm import Capture, current
from perdure.vm.objects.data import String, Value
from perdure.vm.objects.singletons import DEFAULT
from perdure.vm.primitives.registry import control
from tests.house.toy.compiling import PROCEDURES
from tests.house.turnstile import Passage


@control("house:select")
def select(pid: Value, name: String, seconds: Value) -> Value:
    until = current().host.now() + seconds
    waits = (
        ProcessEnd(pid),
        Message(None, DEFAULT),
        Passage(name.text),
        Effect("test_waits", "ask", (name.text,)),
        Timer(until),
    )
    raise Capture(*Select(waits).to_stored())


PROCEDURES["select"] = "house:select"
