"""Runs of the orders program as `perdure` processes, watched from outside.

How far a run is can be seen in the books of the world outside (see shop.py), and, when
no process drives it, in its image: `perdure ps` and `perdure transcript`.

Read by: examples.orders.demo.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from time import perf_counter, sleep
from types import TracebackType
from typing import Any

HERE = Path(__file__).parent
PERDURE = [sys.executable, "-m", "perdure.repl"]
POLL = 0.01  #: seconds between two looks into the books
PATIENCE = 300  #: seconds until a run that does not get on is given up

ENDED = """SELECT count(DISTINCT order_id) FROM calls
    WHERE answer LIKE 'shipped%' OR answer LIKE 'refused%' OR answer = 'damaged'"""


class Stuck(Exception):
    """A run failed, or does not get on."""


class Place:
    """An image and the world outside that belongs to it."""

    def __init__(self, directory: Path, name: str, orders: int) -> None:
        self.image = directory / f"{name}.image"
        self.books = directory / f"{name}.sqlite"
        self.orders = orders

    # Driving it

    def start(self) -> Run:
        """`perdure run`, in a new process."""
        return self._run("run", "--provide", "shop.py", "orders.scm", str(self.orders))

    def resume(self) -> Run:
        """`perdure work`, in a new process."""
        return self._run("work", "--until-idle", "--provide", "shop.py")

    def _run(self, *arguments: str) -> Run:
        environment = os.environ | {"PERDURE_IMAGE": str(self.image)}
        return Run(self, arguments, environment | {"SHOP_DATABASE": str(self.books)})

    # The world outside, also while it is driven

    def calls(self) -> int:
        """How many calls have reached the world outside."""
        return self.ask("SELECT count(*) FROM calls")

    def deliveries(self) -> int:
        """The same, with those counted again that were made again under their key."""
        return self.ask("SELECT coalesce(sum(asked), 0) FROM calls")

    def ended_orders(self) -> int:
        return self.ask(ENDED)

    def ask(self, question: str) -> int:
        if not self.books.exists():
            return 0
        with closing(sqlite3.connect(self.books, timeout=10)) as database:
            try:
                number: int
                (number,) = database.execute(question).fetchone()
            except sqlite3.OperationalError:
                return 0  # the tables are just being made
            return number

    # The image, while nothing drives it

    def processes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self._output("ps", "--json"))
        return found

    def sleepers(self) -> str:
        """The processes' waits, the most frequent first, in a line."""
        groups = Counter(
            (each["waits_for"] or each["state"]).removesuffix(" (python shop)")
            for each in self.processes()
        )
        for what in [what for what in groups if what.startswith("process ")]:
            groups["another process"] += groups.pop(what)
        return ", ".join(f"{number} {waiting(what)}" for what, number in groups.most_common())

    def leftovers(self) -> str:
        """The processes that have not ended well."""
        return ", ".join(
            f"{each['pid']} ({each['name']}: {each['state']})"
            for each in self.processes()
            if each["state"] not in ("done", "cancelled")
        )

    def transcript(self) -> str:
        """The text that the program has printed."""
        return self._output("transcript", "1")

    def _output(self, *arguments: str) -> str:
        ended = subprocess.run(
            [*PERDURE, *arguments],
            env=os.environ | {"PERDURE_IMAGE": str(self.image)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if ended.returncode:
            raise Stuck(f"perdure {' '.join(arguments)}: {ended.stderr.strip()}")
        return ended.stdout


def waiting(what: str) -> str:
    """`a timer` -> `wait for a timer`; `effect charge-card` -> `in charge-card`."""
    if what.startswith("effect "):
        return f"in {what.removeprefix('effect ')}"
    return f"wait for {what}" if what.startswith("a") else what


class Run:
    """A process that drives an image; killed when it is left before its end."""

    def __init__(self, place: Place, arguments: tuple[str, ...], environment: dict[str, str]):
        self.place = place
        self.command = " ".join(("perdure", *arguments))
        self._before = place.deliveries()
        self._began = perf_counter()
        self._process = subprocess.Popen(
            [*PERDURE, *arguments],
            cwd=HERE,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self.has_ended():
            self.kill()

    @property
    def seconds(self) -> float:
        """Since it was started."""
        return perf_counter() - self._began

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL: it cannot be caught, and nothing is tidied up."""
        self._process.kill()
        self._process.wait()

    def wait_for_calls(self, calls: int, timeout: float) -> bool:
        """Wait until so many calls have reached the outside, or it ends; False at the timeout."""
        until = perf_counter() + timeout
        while not self.has_ended():
            if self.place.calls() >= calls:
                return True
            if perf_counter() >= until:
                self._check_patience()
                return False
            sleep(POLL)
        return True

    def wait_for_life(self) -> None:
        """Wait until it has reached the outside, or ends."""
        while not self.has_ended() and self.place.deliveries() <= self._before:
            self._check_patience()
            sleep(POLL)

    def check(self) -> None:
        """Stuck if it did not end well."""
        _, errors = self._process.communicate()
        if self._process.returncode:
            raise Stuck(f"{self.command}: {errors.strip() or self._process.returncode}")

    def _check_patience(self) -> None:
        if self.seconds > PATIENCE:
            raise Stuck(f"{self.command}: not done after {PATIENCE} seconds")
