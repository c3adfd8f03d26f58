"""A shared image and the processes around it, each of which a test may kill.

with crowd(tmp_path, "zeo") as here:
    here.start_server()
    worker = here.start_worker("tests.sharing.world")
    with here.open() as image: ...
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perdure.image import Image
from perdure.image.storage.uris import open_uri
from tests.hatchery import Hatched, finished, started
from tests.repl.command import REPOSITORY, Command
from tests.sharing.integrity import check_whole, reached
from tests.sharing.postgres import Cluster, find_programs

Started = subprocess.Popen[str] | Hatched
STORAGES = ("zeo", "postgresql")
LOST_LEASE = re.compile(r": the lease on shard \d+ is lost$")
TAKEOVER = "1.0"  #: seconds, for these tests; the default is 5
#: In a storm, one step of a process may see more workers die than in years elsewhere.
DEATHS = 1000
PATIENCE = 300  #: seconds that anything may take, on a machine that does much else


@dataclass
class Crowd:
    """Everything in one folder; served with ZEO, on a socket there."""

    folder: Path
    server: Started | None = None
    workers: list[Started] = field(default_factory=list)
    started: int = 0
    variables: dict[str, str] = field(default_factory=dict)  #: more of the environment of all

    @property
    def uri(self) -> str:
        return f"zeo://{self.folder / 'image' / 'serve.sock'}"

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    @property
    def environment(self) -> dict[str, str]:
        environment = Command(self.folder).environment | {
            "PERDURE_TAKEOVER": TAKEOVER,
            "PERDURE_CHECKPOINT": "1",
            "PERDURE_DEATHS": str(DEATHS),
            **self.variables,
        }
        environment["PYTHONPATH"] += os.pathsep + str(REPOSITORY)
        return environment

    def start_server(self) -> None:
        self.server = self._start("perdure.repl", "serve", "image")
        assert self.server.stdout is not None
        assert self.server.stdout.readline().strip() == self.uri

    def kill_server(self) -> None:
        assert self.server is not None
        self.server.kill()
        self.server.wait()

    def check_whole(self) -> int:
        """The number of records, none of which is missed; nobody else may use the image."""
        self.kill_server()
        return check_whole(self.folder / "image")

    def start_worker(
        self, *modules: str, waits: bool = True, clock: float = 0.0, **variables: str
    ) -> Started:
        """`clock`: seconds by which the clock of its machine is wrong; variables: its own."""
        self.started += 1
        statistics = str(self.folder / f"statistics-{self.started}")
        line = ("tests.sharing.member", self.uri, statistics, str(clock), *modules)
        worker = self._start(*line, **variables)
        self.workers.append(worker)
        if waits:
            assert worker.stdout is not None
            assert worker.stdout.readline().strip() == "ready"
        return worker

    def stop_workers(self) -> dict[str, int]:
        """Let them end; gives their statistics, summed up."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait(PATIENCE)
        self.workers.clear()
        total: dict[str, int] = {}
        for file in self.folder.glob("statistics-*"):
            for name, count in json.loads(file.read_text(encoding="utf-8")).items():
                total[name] = total.get(name, 0) + count
            file.unlink()
        return total

    def open(self, *provides: Any, **options: Any) -> Image:
        return Image.open(self.uri, provides=list(provides), **options)

    def perdure(self, *arguments: str, stdin: str = "") -> str:
        """The text that the command prints, on this image."""
        line = ["--image", self.uri, *arguments]
        code, out, err = finished(line, self.folder, self.environment, stdin, PATIENCE)
        # One that gets no processor for TAKEOVER loses its lease, and may say so.
        told = [line for line in err.splitlines() if not LOST_LEASE.search(line)]
        assert (code, told) == (0, []), err
        return out

    def _start(self, *line: str, **variables: str) -> Started:
        """Start a module, with arguments."""
        environment = self.environment | variables
        is_new = bool(variables)
        with (self.folder / "errors").open("a") as errors:
            return started(list(line), self.folder, environment, errors, is_new=is_new)


@dataclass
class PostgresCrowd(Crowd):
    """The image is in a database of a PostgreSQL cluster of its own."""

    cluster: Cluster = field(kw_only=True)

    @property
    def uri(self) -> str:
        return self.cluster.uri()

    def start_server(self) -> None:
        self.cluster.start()

    def kill_server(self) -> None:
        self.cluster.kill()

    def check_whole(self) -> int:
        storage = open_uri(self.uri, read_only=True, create=False).storage
        try:
            return len(reached(storage))
        finally:
            storage.close()


@contextmanager
def crowd(folder: Path, storage: str = "zeo", template: Cluster | None = None) -> Iterator[Crowd]:
    """`template`: a cluster with a database for the image, which does not run."""
    cluster = None
    if storage == "postgresql":
        cluster = fresh_cluster() if template is None else template.copy()
    here = Crowd(folder) if cluster is None else PostgresCrowd(folder, cluster=cluster)
    try:
        yield here
    finally:
        errors = folder / "errors"
        if errors.exists():
            print(errors.read_text())  # shown where the test fails
        for process in [*here.workers, here.server]:
            if process is not None:
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()
        if cluster is not None:
            cluster.remove()


def fresh_cluster() -> Cluster:
    """A cluster with an empty database `image`."""
    programs = find_programs()
    assert programs is not None
    cluster = Cluster(programs)
    cluster.make()
    cluster.start()
    cluster.run("CREATE DATABASE image")
    cluster.stop()
    return cluster


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Look again and again, and fail when it has not come true in that time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)
