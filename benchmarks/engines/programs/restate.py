"""The measures of Restate (PyPI: restate-sdk, npm: @restatedev/restate-server).

A place is a directory for the server's data. The server is a process of its own, beside this one,
which serves the handlers; it ends with this one. The variable SERVER names its program.

See benchmarks.engines.measures.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import hypercorn.asyncio
import hypercorn.config
import restate

from benchmarks.engines.programs.common import at_once, memory, seconds, step, tell_step

SERVER = "BENCHMARK_RESTATE"  #: names the variable with the path of restate-server
THREADS, IN_FLIGHT = 16, 64
PATIENCE = 60  #: seconds until the server must be there
DIE_WITH_PARENT = 1  #: PR_SET_PDEATHSIG

MOMENTS: list[float] = []
AWAITED: list[str] = []  #: what `hear` waits for, one after the other
ASLEEP: set[int] = set()

bench = restate.Service("bench")


@bench.handler()
async def take_steps(context: restate.Context, count: int) -> int:
    for i in range(count):
        await context.run_typed("step", step, number=i)
    return count


@bench.handler()
async def take_many(context: restate.Context, count: int) -> int:
    for i in range(count):
        await context.run_typed("step", step, number=i)
    while True:
        await context.run_typed("told step", tell_step, number=count)
        count += 1


@bench.handler()
async def do_nothing(context: restate.Context) -> bool:
    return True


@bench.handler()
async def doze(context: restate.Context, number: int) -> None:
    ASLEEP.add(number)
    await context.sleep(timedelta(hours=1))


@bench.handler()
async def hear(context: restate.Context, count: int) -> int:
    for _ in range(count):
        name, message = context.awakeable()
        AWAITED.append(name)
        await message
        MOMENTS.append(time.perf_counter())
    return count


@dataclass
class Engine:
    """The server and this process's handlers, which it knows."""

    ingress: int  #: the port at which calls are taken
    server: subprocess.Popen[bytes]
    _mine: Any = None

    def call(self, path: str, body: Any = None) -> Any:
        """POST; by a connection that each thread keeps."""
        connection = getattr(self._mine, "connection", None)
        if connection is None:
            connection = HTTPConnection("127.0.0.1", self.ingress, timeout=600)
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._mine.connection = connection
        return posted(connection, path, body)

    def memory(self) -> float:
        """Megabytes of both processes that are in memory."""
        pages = int(Path(f"/proc/{self.server.pid}/statm").read_text().split()[1])
        return memory() + pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def launched(place: str, **settings: str) -> Iterator[Engine]:
    """The ports stay those of the place, as the server remembers where the handlers are."""
    folder = Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    known = folder / "ports"
    if not known.exists():
        known.write_text(json.dumps([free_port() for _ in range(4)]))
    ingress, admin, node, handlers = json.loads(known.read_text())
    environment = {
        "RESTATE_INGRESS__BIND_ADDRESS": f"127.0.0.1:{ingress}",
        "RESTATE_ADMIN__BIND_ADDRESS": f"127.0.0.1:{admin}",
        "RESTATE_BIND_ADDRESS": f"127.0.0.1:{node}",
        "RESTATE_LISTEN_MODE": "tcp",
        "RESTATE_BASE_DIR": str((folder / "data").resolve()),
        "RESTATE_LOG_FILTER": "error",
        "DO_NOT_TRACK": "1",
        **settings,
    }
    serve(handlers)
    server = subprocess.Popen(
        [os.environ[SERVER], "--no-logo"],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "errors").open("ab"),
        cwd=folder,
        preexec_fn=lambda: ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL),
    )
    engine = Engine(ingress, server, threading.local())
    register(engine, admin, f"http://127.0.0.1:{handlers}")
    try:
        yield engine
    finally:
        server.kill()
        server.wait()


def serve(port: int) -> None:
    """Serve the handlers, in a thread."""
    config = hypercorn.config.Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.h2_max_concurrent_streams = 2**31 - 1
    config.loglevel = "ERROR"
    app = restate.app([bench])
    threading.Thread(
        target=lambda: asyncio.run(
            hypercorn.asyncio.serve(app, config, shutdown_trigger=asyncio.Event().wait)  # type: ignore[arg-type]
        ),
        daemon=True,
    ).start()


def register(engine: Engine, admin: int, uri: str) -> None:
    """Tell the server where the handlers are, as soon as both are there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        assert engine.server.poll() is None, "the server has ended"
        with suppress(OSError, AssertionError):
            connection = HTTPConnection("127.0.0.1", admin, timeout=PATIENCE)
            posted(connection, "/deployments", {"uri": uri})
            connection = HTTPConnection("127.0.0.1", engine.ingress, timeout=PATIENCE)
            posted(connection, "/bench/do_nothing", None)
            return
        assert time.monotonic() < deadline, "the server does not come"
        time.sleep(0.02)


def posted(connection: HTTPConnection, path: str, body: Any) -> Any:
    """The answer, as plain data."""
    headers = {} if body is None else {"Content-Type": "application/json"}
    connection.request("POST", path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    answer = response.read()
    assert response.status < 300, f"{path}: {response.status} {answer!r}"
    return json.loads(answer) if answer else None


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def steps(place: str, count: int) -> float:
    with launched(place) as engine:
        engine.call("/bench/take_steps", 20)
        return count / seconds(lambda: engine.call("/bench/take_steps", count))


def flows(place: str, count: int) -> float:
    with launched(place) as engine:
        engine.call("/bench/take_steps", 3)
        return count / seconds(
            lambda: at_once(IN_FLIGHT, count, lambda i: engine.call("/bench/take_steps", 3))
        )


def starts_one(place: str, count: int) -> float:
    with launched(place) as engine:
        engine.call("/bench/do_nothing/send")
        return count / seconds(
            lambda: [engine.call("/bench/do_nothing/send") for _ in range(count)]
        )


def starts_many(place: str, count: int) -> float:
    with launched(place) as engine:
        engine.call("/bench/do_nothing/send")
        return count / seconds(
            lambda: at_once(THREADS, count, lambda i: engine.call("/bench/do_nothing/send"))
        )


def send(place: str, count: int) -> float:
    """Milliseconds, the median."""
    with launched(place) as engine:
        engine.call("/bench/hear/send", count)
        taken = []
        for i in range(count):
            while len(AWAITED) <= i:
                time.sleep(0.0002)
            time.sleep(0.01)  # it waits
            sent = time.perf_counter()
            engine.call(f"/restate/awakeables/{AWAITED[i]}/resolve", i)
            while len(MOMENTS) <= i:
                time.sleep(0.0002)
            taken.append(MOMENTS[i] - sent)
    return 1000 * sorted(taken)[count // 2]


def sleepers(place: str, count: int) -> float:
    """Megabytes that they take of both processes' memory, asleep and suspended."""
    with launched(place, RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT="1s") as engine:
        before = engine.memory()
        at_once(THREADS, count, lambda i: engine.call("/bench/doze/send", i))
        while len(ASLEEP) < count:
            time.sleep(0.1)
        time.sleep(5)
        return max(0.0, engine.memory() - before)


def prepare_restart(place: str, count: int) -> None:
    """Takes steps until it is killed; tells each from the number `count` on."""
    with launched(place) as engine:
        engine.call("/bench/take_many", count)


def restart(place: str, count: int) -> None:
    """Goes on, in a fresh process and a fresh server, and tells the step."""
    with launched(place):
        threading.Event().wait()


MEASURED: list[Callable[[str, int], Any]] = [steps, flows, starts_one, starts_many, send, sleepers]
MEASURED += [prepare_restart, restart]
FUNCTIONS = {each.__name__: each for each in MEASURED}
