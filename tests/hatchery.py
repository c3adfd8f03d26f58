"""Commands that start at once: forked off a process that has imported what `perdure` needs.

Most commands of these tests take less time than importing what they are made of. A
command that is forked off has its own arguments, folder, environment, standard streams and
process id, and ends as any other; nothing was opened before the fork. What a new process
does besides is tested where one is started: by `Command.start`, and on a terminal.

    PERDURE_TEST_COMMANDS=new pytest ...      each command a new process, as its users start it

Read by: tests.repl.command, tests.sharing.crowd.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from pathlib import Path

from tests.environment import python_environment

MOST_INPUT = 32_000  #: characters that fit into a pipe before anybody reads
CAN_HATCH = sys.platform == "linux" and os.environ.get("PERDURE_TEST_COMMANDS") != "new"
NEEDED = (
    "perdure.repl.main",
    "perdure.repl.opening",
    "perdure.image",
    "perdure.languages.scheme",
    "perdure.bootstrap.bootstrap",
    "perdure.repl.commands.eval",
    "perdure.repl.commands.run",
    "perdure.repl.commands.ps",
    "perdure.repl.commands.show",
)


class Hatchery:
    """The process that commands are forked off."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hatchery", str(other.fileno())],
            env=python_environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[other.fileno()],
        )
        other.close()
        atexit.register(self.close)

    def close(self) -> None:
        self._socket.close()
        self._process.wait()

    def run(
        self, line: list[str], folder: Path, environment: dict[str, str], given: str, timeout: float
    ) -> tuple[int, str, str]:
        """Its exit code, and what it has written to both streams. `given`: its standard input."""
        request = json.dumps({"line": line, "folder": str(folder), "environment": environment})
        told, tells = os.pipe()
        reads, writes = os.pipe()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            socket.send_fds(
                self._socket, [request.encode()], [reads, out.fileno(), err.fileno(), tells]
            )
            os.close(reads)
            os.close(tells)
            try:
                with suppress(BrokenPipeError):
                    os.write(writes, given.encode())
                os.close(writes)
                code = self._code(told, line, timeout)
            finally:
                os.close(told)
            out.seek(0)
            err.seek(0)
            return code, text_of(out.read()), text_of(err.read())

    def _code(self, told: int, line: list[str], timeout: float) -> int:
        said = b""
        while said.count(b"\n") < 2:
            if not select.select([told], [], [], timeout)[0]:
                with suppress(ProcessLookupError):
                    os.kill(int(said), signal.SIGKILL)
                raise subprocess.TimeoutExpired(line, timeout)
            heard = os.read(told, 100)
            assert heard, "the hatchery is gone"
            said += heard
        return int(said.split()[1])


def text_of(data: bytes) -> str:
    return data.decode("utf-8").replace("\r\n", "\n")


_hatcheries: dict[tuple[tuple[str, str], ...], Hatchery] = {}


def hatchery_for(environment: dict[str, str]) -> Hatchery:
    """That whose modules were imported with the same of Perdure's variables."""
    ours = {name: value for name, value in environment.items() if name.startswith("PERDURE_")}
    key = tuple(sorted(ours.items()))
    if key not in _hatcheries:
        _hatcheries[key] = Hatchery(ours)
    return _hatcheries[key]


def finished(
    arguments: list[str],
    folder: Path,
    environment: dict[str, str],
    given: str,
    timeout: float,
    *,
    is_new: bool = False,
) -> tuple[int, str, str]:
    """The exit code, output and complaints of `perdure` with these arguments.

    `is_new`: the process must be a new one, as the environment matters to Python itself.
    """
    if CAN_HATCH and not is_new and len(given) < MOST_INPUT:
        return hatchery_for(environment).run(arguments, folder, environment, given, timeout)
    ended = subprocess.run(
        [sys.executable, "-m", "perdure.repl", *arguments],
        cwd=folder,
        env=environment,
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


# In the other process


def serve(descriptor: int) -> None:
    requests = socket.socket(fileno=descriptor)
    for module in NEEDED:
        importlib.import_module(module)
    gc.freeze()  # else a command's first collection copies all that it shares with this
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that supervise
    while True:
        data, descriptors, _, _ = socket.recv_fds(requests, 1 << 20, 4)
        if not data:
            return
        if os.fork() == 0:
            requests.close()
            supervise(json.loads(data), descriptors)
        for each in descriptors:
            os.close(each)


def supervise(request: dict[str, object], descriptors: list[int]) -> None:
    """Fork the command; write its pid and, once it has ended, its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, told = descriptors
    pid = os.fork()
    if pid == 0:
        os.close(told)
        command(request, streams)
    for each in streams:
        os.close(each)
    os.write(told, b"%d\n" % pid)
    _, status = os.waitpid(pid, 0)
    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def command(request: dict[str, object], streams: list[int]) -> None:
    """Do what a new process does, to its end."""
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(str(request["folder"]))
        os.environ.clear()
        os.environ.update(request["environment"])  # type: ignore[call-overload]
        sys.path[0] = str(request["folder"])
        line = request["line"]
        assert isinstance(line, list)
        sys.argv = ["perdure", *line]
        sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.FileIO(0), "utf-8")  # type: ignore[misc]
        sys.stdout = sys.__stdout__ = stream_to(1, "strict")  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = stream_to(2, "backslashreplace")  # type: ignore[misc]
        code = importlib.import_module("perdure.repl.start").main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else error.code is not None
    except BaseException:  # noqa: BLE001  (as the interpreter does)
        traceback.print_exc()
    with suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    for output in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            output.flush()
    os._exit(code)


def stream_to(number: int, errors: str) -> io.TextIOWrapper:
    raw = io.BufferedWriter(io.FileIO(number, "w"))
    return io.TextIOWrapper(raw, "utf-8", errors, line_buffering=number == 2)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
