"""`make demo`: all orders once undisturbed, then again with the process killed all the while.

    python -m examples.orders.demo [--orders N] [--kills N] [--directory DIR]

The moments of the kills are spread over the whole run, by the number of calls that have
reached the world outside. A killed image is resumed by a fresh `perdure work`. At the end
the books of the world outside (examples.orders.audit) must show each order settled or
undone exactly once, and the totals that the program prints must be those of the
undisturbed run. Exit code 1 if not.

Reads: examples.orders.runs, examples.orders.audit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from examples.orders.audit import Audit, audit
from examples.orders.runs import Place, Run, Stuck

ORDERS, KILLS = 300, 8


def main() -> int:
    options = parsed(sys.argv[1:])
    console = Console(highlight=False, soft_wrap=True)
    began = perf_counter()
    with folder(options.directory) as directory:
        demo = Demo(console, directory, options.orders, options.kills)
        try:
            problems = demo.show()
        except Stuck as error:
            problems = [str(error)]
        except KeyboardInterrupt:
            return 130
    for problem in problems:
        console.print(Text(f"✗ {problem}", "bold red"))
    console.print(Text(f"\n{perf_counter() - began:.0f} seconds", "dim"))
    return 1 if problems else 0


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m examples.orders.demo",
        description="Fulfil orders, with the process killed on the way, and check the books.",
    )
    parser.add_argument("--orders", type=int, default=ORDERS, help=f"how many (at most {ORDERS})")
    parser.add_argument("--kills", type=int, default=KILLS, help=f"how many (default {KILLS})")
    parser.add_argument(
        "--directory", type=Path, help="keep the images and the books in this new directory"
    )
    return parser.parse_args(arguments)


@contextmanager
def folder(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        wanted.mkdir(parents=True)
        yield wanted.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="perdure-demo-") as made:
        yield Path(made)


class Demo:
    """The three acts, and how they are told."""

    def __init__(self, console: Console, directory: Path, orders: int, kills: int) -> None:
        self.console = console
        self.directory = directory
        self.orders = orders
        self.kills = kills

    def show(self) -> list[str]:
        """Gives what was wrong."""
        self.heading(f"1  {self.orders} orders at once, undisturbed")
        calm = Place(self.directory, "undisturbed", self.orders)
        self.undisturbed(calm)
        calm_audit = audit(calm.books, self.orders)

        self.heading(f"2  The same in a fresh image, killed {self.kills} times with SIGKILL")
        killed = Place(self.directory, "killed", self.orders)
        kills = self.disturbed(killed, calm_audit.calls)

        self.heading("3  The books of the warehouse, the card company and the carrier")
        return self.compare(calm, calm_audit, killed, audit(killed.books, self.orders), kills)

    # The acts

    def undisturbed(self, place: Place) -> None:
        began = perf_counter()
        with self.bar() as (progress, task), place.start() as run:
            self.say("started", run.command)
            while not run.wait_for_calls(1 << 60, 0.1):
                progress.update(task, completed=place.ended_orders())
            run.check()
        self.say("done", f"in {perf_counter() - began:.1f} s, {place.calls()} calls to the outside")
        self.console.print(Text(framed(place.transcript())), end="")

    def disturbed(self, place: Place, calls: int) -> int:
        """Kill it at moments spread over all its calls; gives how often it was killed."""
        kills = 0
        with self.bar() as (progress, task):
            for moment in moments(self.kills, calls):
                with self.started(place, first=kills == 0) as run:
                    while not run.wait_for_calls(moment, 0.1):
                        progress.update(task, completed=place.ended_orders())
                    if run.has_ended():
                        run.check()
                        break
                    run.kill()
                    kills += 1
                seconds = run.seconds
                self.say(
                    "KILLED",
                    f"after {seconds:.1f} s, at call {place.calls()} of {calls}",
                    "bold red",
                )
                self.say("", f"asleep in the image: {place.sleepers()}", "dim")
            with self.started(place, first=False) as run:
                while not run.wait_for_calls(1 << 60, 0.1):
                    progress.update(task, completed=place.ended_orders())
                run.check()
        self.say("done", f"{place.calls()} calls to the outside")
        self.console.print(Text(framed(place.transcript())), end="")
        return kills

    @contextmanager
    def started(self, place: Place, *, first: bool) -> Iterator[Run]:
        """Start or resume it, and tell when it has come to life."""
        with place.start() if first else place.resume() as run:
            run.wait_for_life()
            life = f"{run.command}   [first call after {run.seconds:.2f} s]"
            self.say("started" if first else "resumed", life, "green")
            yield run

    def compare(
        self, calm: Place, calm_audit: Audit, killed: Place, killed_audit: Audit, kills: int
    ) -> list[str]:
        problems = [f"undisturbed: {problem}" for problem in calm_audit.problems]
        problems += killed_audit.problems
        if not problems:
            self.check(
                f"each order was settled exactly once: {len(killed_audit.settled)} charged once "
                f"and shipped once, {len(killed_audit.undone)} undone"
            )
            self.check(
                f"{killed_audit.repeated} calls were made again under the key they had, because "
                "a kill had cut off the answer: none had an effect twice"
            )
        if kills < self.kills:
            problems.append(f"it ended before it could be killed {self.kills} times")
        leftovers = killed.leftovers()
        if leftovers:
            problems.append(f"processes are left over: {leftovers}")
        if (killed_audit.settled, killed_audit.revenue, killed_audit.calls) == (
            calm_audit.settled,
            calm_audit.revenue,
            calm_audit.calls,
        ):
            self.check(
                f"the same orders were settled as in the undisturbed run, with "
                f"{killed_audit.calls} calls and {killed_audit.revenue / 100:,.2f} in the till"
            )
        else:
            problems.append("the books differ from those of the undisturbed run")
        if calm.transcript() == killed.transcript():
            self.check("the totals are those of the undisturbed run, to the letter")
        else:
            problems.append("the totals differ from those of the undisturbed run")
        return problems

    # How it is told

    def heading(self, text: str) -> None:
        self.console.print(Text(f"\n{text}\n", "bold"))

    def say(self, what: str, more: str, style: str = "green") -> None:
        line = Text("   ")
        line.append(f"{what:<9}", style)
        line.append(more, "dim" if not what else "")
        self.console.print(line)

    def check(self, text: str) -> None:
        self.console.print(Text.assemble(("   ✓ ", "bold green"), text))

    @contextmanager
    def bar(self) -> Iterator[tuple[Progress, TaskID]]:
        """A bar while something runs, on a terminal only."""
        with Progress(
            TextColumn("  "),
            BarColumn(40),
            TextColumn("{task.completed} of {task.total} orders", "dim"),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        ) as progress:
            yield progress, progress.add_task("", total=self.orders)


def moments(kills: int, calls: int) -> list[int]:
    """At how many calls to kill: from the very beginning to near the end."""
    return [max(1, int(calls * (n + 0.1) / (kills - 0.4))) for n in range(kills)]


def framed(table: str) -> str:
    """Indented, with an empty line before."""
    return f"\n{indent(table, ' ' * 6)}"


if __name__ == "__main__":
    sys.exit(main())
