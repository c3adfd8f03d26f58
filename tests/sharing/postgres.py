"""PostgreSQL for tests: a cluster in a temporary folder, on a free port of 127.0.0.1.

Debian's package `postgresql` has the programs. The server refuses to run as root, so
where the tests do, it runs as `postgres` or `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

MISSING = "needs PostgreSQL's own programs: apt-get install postgresql"
PASSWORD = "sesame"  # no secret: the server is there for a test
PATIENCE = 120  #: seconds in which it must be there


def find_programs() -> Path | None:
    """Where initdb and postgres are: the newest of Debian's, or on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=version_of)
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return None if on_path is None else Path(on_path).resolve().parent


def version_of(program: Path) -> float:
    return float(program.parts[-3])


def user_of_server() -> dict[str, Any]:
    """For subprocess: the user to be, where the tests are run by root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@dataclass
class Cluster:
    """A database cluster, whose server may be killed and started again."""

    programs: Path
    #: Not in pytest's temporary folders, which are root's alone.
    folder: Path = field(
        default_factory=lambda: Path(tempfile.mkdtemp(prefix="perdure-postgresql-"))
    )
    server: subprocess.Popen[Any] | None = None
    port: int = 0
    is_durable: bool = False  #: whether it syncs, and has as much memory, as a server that is used

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def uri(self, database: str = "image") -> str:
        return f"postgresql://ada:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Make the cluster, with a superuser `ada`."""
        self._give_away()
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        line: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            self.data,
            "-U",
            "ada",
            "-E",
            "UTF8",
        ]
        line += ["--locale=C", "-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"]
        line += ["--wal-segsize=1"]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, **self._options())

    def copy(self) -> Cluster:
        """Another like this one, which does not run."""
        made = Cluster(self.programs)
        made._give_away()
        line: list[str | Path] = ["cp", "-a", self.data, made.data]
        subprocess.run(line, check=True, **made._options())
        return made

    def start(self) -> None:
        self.port = self.port or free_port()
        line: list[str | Path] = [self.programs / "postgres", "-D", self.data, "-p", str(self.port)]
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories="]
        settings += ["log_min_messages=fatal", "min_wal_size=2MB", "max_prepared_transactions=8"]
        if not self.is_durable:
            # What a killed server has written is not lost; a loss of power is not tried here.
            settings += ["fsync=off", "shared_buffers=16MB"]
        for setting in settings:
            line += ["-c", setting]
        with (self.folder / "log").open("a") as log:
            self.server = subprocess.Popen(line, stderr=log, **self._options())
        self._wait_until_there()

    def _wait_until_there(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.server is not None
            assert self.server.poll() is None, (self.folder / "log").read_text()
            try:
                psycopg2.connect(self.uri("postgres")).close()
                return
            except psycopg2.OperationalError:
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                time.sleep(0.02)

    def run(self, statement: str, database: str = "postgres") -> None:
        connection = psycopg2.connect(self.uri(database))
        try:
            connection.autocommit = True
            connection.cursor().execute(statement)
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL to the server and all processes that it has started."""
        assert self.server is not None
        self.server.send_signal(signal.SIGSTOP)  # or it would start others
        victims = [*children_of(self.server.pid), self.server.pid]
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait()
        deadline = time.monotonic() + PATIENCE
        # They hold the shared memory that the next server wants to have to itself.
        while any(is_alive(pid) for pid in victims):
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def stop(self) -> None:
        """Let it end, its clients cut off."""
        if self.server is not None:
            if self.server.poll() is None:
                self.server.send_signal(signal.SIGINT)
            self.server.wait(PATIENCE)
            self.server = None

    def remove(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _options(self) -> dict[str, Any]:
        return {"cwd": self.folder, **user_of_server()}

    def _give_away(self) -> None:
        user = user_of_server()
        if user:
            os.chown(self.folder, user["user"], user["group"])


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def children_of(parent: int) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if field_of(pid, 1) == str(parent)]


def is_alive(pid: int) -> bool:
    return field_of(pid, 0) not in ("", "Z")


def field_of(pid: int, number: int) -> str:
    """The field of /proc/PID/stat after the name: 0 is the state, 1 the parent."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[number]
