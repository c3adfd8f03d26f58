"""Commands that start at once: forked off a process that has imported what `perdure` needs.

Most commands of these tests take less time than importing what they are made of. A
command that is forked off has its own arguments, folder, environment, standard streams and
process id, and ends as any other; nothing was opened before the fork. What a new process
does besides is tested where one is started: by `Command.start`, and on a terminal.

`finished` waits for its end; `started` gives what can be told and waited for as a subprocess
can: a server, a worker.

    PERDURE_TEST_COMMANDS=new pytest ...      each command a new process, as its users start it

Read by: tests.repl.command, tests.sharing.crowd.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import importlib
import io
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

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
#: What is imported besides for the first that goes on: a server, a client of one, of PostgreSQL;
#: the REPL.
NEEDED_LATER = (
    "ZODB.config",
    "zodburi.resolvers",
    "perdure.repl.commands.repl",
    "perdure.repl.commands.serve",
    "perdure.image.storage.zeo.answering",
    "perdure.image.storage.zeo.calling",
    "perdure.image.storage.zeo.serving",
    "perdure.image.storage.postgresql.postgresql",
    "tests.sharing.member",
)
#: Variables that are not looked at before a command runs.
LATE = ("PERDURE_IMAGE", "PERDURE_STORM_", "PERDURE_TEST_")
PERDURE = "perdure.repl"  #: the module that is the command


class Hatched:
    """A process that was forked off, with the face of a subprocess.Popen."""

    def __init__(self, line: list[str], told: int, stdout: IO[str] | None) -> None:
        self.stdout = stdout
        self.returncode: int | None = None
        self._line, self._told, self._said = line, told, b""
        self.pid = int(self._hear(1, None) or 0)

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._awaited(0.0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._awaited(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self._line, timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """Nothing where it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _awaited(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            code = self._hear(2, timeout)
            if code is not None:
                self.returncode = int(code)
                os.close(self._told)
        return self.returncode

    def _hear(self, number: int, timeout: float | None) -> bytes | None:
        """That line of what is told of it; None where it is not told in time."""
        until = None if timeout is None else time.monotonic() + timeout
        while self._said.count(b"\n") < number:
            left = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._told], [], [], left)[0]:
                return None
            heard = os.read(self._told, 100)
            assert heard, "the hatchery is gone"
            self._said += heard
        return self._said.split()[number - 1]


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

    def start(
        self, line: list[str], folder: Path, environment: dict[str, str], err: IO[Any]
    ) -> Hatched:
        """Start a module with arguments; its standard output is to be read."""
        reads, writes = os.pipe()
        with Path(os.devnull).open() as given:
            streams = [given.fileno(), writes, err.fileno()]
            told = self._started(line, folder, environment, streams)
        os.close(writes)
        return Hatched(line, told, os.fdopen(reads, encoding="utf-8"))

    def start_on_terminal(
        self, line: list[str], folder: Path, environment: dict[str, str], terminal: int
    ) -> Hatched:
        """The same on a terminal, which becomes that of a session of its own."""
        told = self._started(line, folder, environment, [terminal] * 3)
        return Hatched(line, told, None)

    def _started(
        self, line: list[str], folder: Path, environment: dict[str, str], streams: list[int]
    ) -> int:
        """The descriptor from which is read what becomes of it."""
        wanted = {"line": line, "folder": str(folder), "environment": environment, "stays": True}
        told, tells = os.pipe()
        socket.send_fds(self._socket, [json.dumps(wanted).encode()], [*streams, tells])
        os.close(tells)
        return told

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
    ours = {
        name: value
        for name, value in environment.items()
        if name.startswith("PERDURE_") and not name.startswith(LATE)
    }
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


def started(
    line: list[str],
    folder: Path,
    environment: dict[str, str],
    err: IO[Any],
    *,
    is_new: bool = False,
) -> Hatched | subprocess.Popen[str]:
    """A process that runs a module, `[module, *arguments]`, and writes its complaints to `err`.

    `is_new`: as in `finished`; or the environment is like no other's.
    """
    if CAN_HATCH and not is_new:
        return hatchery_for(environment).start(line, folder, environment, err)
    return subprocess.Popen(
        [sys.executable, "-m", *line],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=err,
        encoding="utf-8",
    )


# In the other process


def serve(descriptor: int) -> None:
    requests = socket.socket(fileno=descriptor)
    import_all(NEEDED)
    later: tuple[str, ...] = NEEDED_LATER
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that supervise
    while True:
        data, descriptors, _, _ = socket.recv_fds(requests, 1 << 20, 4)
        if not data:
            return
        request = json.loads(data)
        if "stays" in request and later:
            import_all(later)
            later = ()
        if os.fork() == 0:
            requests.close()
            supervise(request, descriptors)
        for each in descriptors:
            os.close(each)


def import_all(modules: tuple[str, ...]) -> None:
    for module in modules:
        importlib.import_module(module)
    gc.freeze()  # else a command's first collection copies all that it shares with this


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
        if os.isatty(0):
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        os.chdir(str(request["folder"]))
        os.environ.clear()
        os.environ.update(request["environment"])  # type: ignore[call-overload]
        sys.path[0] = str(request["folder"])
        line = request["line"]
        assert isinstance(line, list)
        module = PERDURE
        if "stays" in request:
            module, *line = line
        sys.argv = ["perdure" if module == PERDURE else module, *line]
        given = io.BufferedReader(io.FileIO(0)) if os.isatty(0) else io.FileIO(0)
        sys.stdin = sys.__stdin__ = io.TextIOWrapper(given, "utf-8")  # type: ignore[misc]
        sys.stdout = sys.__stdout__ = stream_to(1, "strict")  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = stream_to(2, "backslashreplace")  # type: ignore[misc]
        if module == PERDURE:
            code = importlib.import_module("perdure.repl.start").main()
        else:
            runpy.run_module(module, run_name="__main__")
            code = 0
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
    is_by_line = number == 2 or os.isatty(number)
    return io.TextIOWrapper(raw, "utf-8", errors, line_buffering=is_by_line)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
