"""Outputs: what somebody at a terminal sees of a program that has ended.

Read by: the rest of tests.python.harness.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """Standard output, the last line of standard error, and the exit code.

    The lines before the last one are a traceback's: they hold frames of the harness.
    """

    stdout: str
    error: str
    code: int


def output_of(stdout: str, stderr: str, code: int) -> Output:
    lines = stderr.splitlines()
    return Output(stdout, lines[-1] if lines else "", code)
