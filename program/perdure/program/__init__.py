"""Functions for programs of regular Python: processes, messages, effects.

    from perdure import program

    def worker(boss):
        program.send(boss, program.receive() * 2)

    pid = program.spawn(worker, program.self_pid())
    program.send(pid, 21)
    print(program.receive())

Under `python flow.py` a process is a thread, and all is in memory; under `perdure run flow.py` it
is a process of the image, which outlives its worker. docs/python.md has the rules.

Read by: programs.
"""

from perdure.program.backend import EffectInterrupted, ProcessFailed
from perdure.program.functions import (
    complete,
    effect,
    effect_key,
    inline,
    receive,
    root,
    self_pid,
    send,
    spawn,
    wait,
    wait_for,
)

__all__ = [
    "EffectInterrupted",
    "ProcessFailed",
    "complete",
    "effect",
    "effect_key",
    "inline",
    "receive",
    "root",
    "self_pid",
    "send",
    "spawn",
    "wait",
    "wait_for",
]
