"""A process that forks one child for each program, which so starts with its libraries imported.

    python nursery.py [RUNNER]

Each line that it reads is a request: a program's file, folder, arguments and input. For each it
writes a line: standard output, standard error and exit code. A program is run as `python FILE` runs
it, or by the function `run(file, text, main)` of the module RUNNER, with main the new `__main__`.

It runs under each Python, so it imports nothing but the standard library, and RUNNER.

Started by: tests.python.harness.ways.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[[str, str, types.ModuleType], None]

#: Modules that many of the programs import, and that take long.
COMMON = ("asyncio", "concurrent.futures", "dataclasses", "inspect", "json", "logging", "typing")

SECONDS = 300  #: a program may take


def main() -> None:
    """Serve requests; in a child, run the program and come back, to end as Python ends."""
    requests, replies = take_streams()
    run = natively if len(sys.argv) < 2 else importlib.import_module(sys.argv[1]).run
    for name in COMMON:
        importlib.import_module(name)
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # what is stored again and again makes no garbage
    for line in requests:
        request = json.loads(line)
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:
            given.write(request["input"].encode())
            given.seek(0)
            with tempfile.TemporaryFile() as err:
                pid = os.fork()
                if pid == 0:
                    become(request, [given.fileno(), out.fileno(), err.fileno()])
                    requests.close()
                    return child(request, run)
                _, status = os.waitpid(pid, 0)
                reply = [text_in(out), text_in(err), os.waitstatus_to_exitcode(status)]
        replies.write(json.dumps(reply) + "\n")
        replies.flush()
    return None


def take_streams() -> tuple[Any, Any]:
    """Standard input and output for requests and replies; programs have their own."""
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    return requests, replies


def text_in(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode("utf-8", "replace"))


def become(request: dict[str, Any], streams: list[int]) -> None:
    """Be a new process: its streams, folder, arguments and path."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    signal.alarm(SECONDS)
    sys.stdin = sys.__stdin__ = text_stream(0, "r")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = text_stream(1, "w")  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = text_stream(2, "w")  # type: ignore[misc]
    os.chdir(request["folder"])
    sys.argv = [request["file"], *request["arguments"]]
    sys.path[0] = request["folder"]


def text_stream(number: int, mode: str) -> Any:
    return os.fdopen(number, mode, encoding="utf-8", errors="backslashreplace", closefd=False)


def child(request: dict[str, Any], run: Run) -> None:
    path = Path(request["folder"]) / request["file"]
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=str(path), __builtins__=builtins)
    sys.modules["__main__"] = module
    run(str(path), path.read_text(encoding="utf-8"), module)


def natively(file: str, text: str, module: types.ModuleType) -> None:
    exec(compile(text, file, "exec", dont_inherit=True), module.__dict__)


if __name__ == "__main__":
    main()
