"""`python -m benchmarks.language`: Scheme programs beside straight Python.

Each program of the folder `programs` is there twice. The answers are compared
first, which also compiles the Scheme (not measured); then both run in turn. Fails
when an answer differs, the geometric mean of the ratios is above MEAN, or one of
them is above WORST.

Reads: benchmarks.language.scheme, benchmarks.language.programs.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.language.profile import generated_code, print_profile
from benchmarks.language.scheme import ProgramFailed, Runner, error_text, open_runner
from benchmarks.measuring import geometric_mean, in_turn
from benchmarks.tables import table
from perdure.vm.objects.conditions import Fault

MEAN = 3.0  #: the geometric mean of Perdure's time over Python's, at most
WORST = 20.0  #: the same for any one program
ROUNDS = 5
QUICK_ROUNDS = 2

PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True, slots=True)
class Measured:
    """One program's medians, in milliseconds."""

    name: str
    size: int
    python: float
    perdure: float

    @property
    def ratio(self) -> float:
        return self.perdure / self.python


@dataclass(frozen=True, slots=True)
class Broken:
    """A program that failed or gave another answer than Python's."""

    name: str
    reason: str


def main() -> int:
    options = parsed(sys.argv[1:])
    if options.profile:
        show_profile(options.profile)
        return 0
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    measured: list[Measured] = []
    broken: list[Broken] = []
    with open_runner() as runner:
        for name in options.only or program_names():
            result = measure(name, runner, rounds)
            if isinstance(result, Measured):
                measured.append(result)
            else:
                broken.append(result)
    mean = geometric_mean([each.ratio for each in measured]) if measured else float("nan")
    problems = problems_of(measured, broken, mean)
    if options.json:
        print(json_text(measured, mean, problems))
    else:
        print(text(measured, mean, rounds))
        for problem in problems:
            print(f"FAILED: {problem}")
    return 1 if problems else 0


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.language",
        description="Small Scheme programs beside the same programs as plain Python.",
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        nargs="+",
        choices=program_names(),
        help=f"these programs alone: {', '.join(program_names())}",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds")
    parser.add_argument("--rounds", type=int, help=f"how often each runs (default {ROUNDS})")
    parser.add_argument(
        "--profile",
        metavar="NAME",
        choices=program_names(),
        help="show the Python generated for a program and where its time goes; measure nothing",
    )
    return parser.parse_args(arguments)


def program_names() -> list[str]:
    return sorted(path.stem for path in PROGRAMS.glob("*.scm"))


def measure(name: str, runner: Runner, rounds: int) -> Measured | Broken:
    """Check the answer, then take the time of both."""
    python = importlib.import_module(f"benchmarks.language.programs.{name}")
    in_python: Callable[[int], object] = python.main
    size: int = python.SIZE
    wanted = in_python(size)
    try:
        source = (PROGRAMS / f"{name}.scm").read_text(encoding="utf-8")
        in_scheme = runner.main_of(source, f"{name}.scm")
        answer = runner.call(in_scheme, size)
    except Fault as error:
        return Broken(name, f"does not compile: {error_text(error.payload)}")
    except ProgramFailed as error:
        return Broken(name, str(error))
    if answer != wanted:
        return Broken(name, f"the answer is {answer!r}, Python's is {wanted!r}")
    python_times, perdure_times = in_turn(
        rounds, lambda: in_python(size), lambda: runner.call(in_scheme, size)
    )
    return Measured(name, size, 1000 * median(python_times), 1000 * median(perdure_times))


def show_profile(name: str) -> None:
    size: int = importlib.import_module(f"benchmarks.language.programs.{name}").SIZE
    with open_runner() as runner:
        source = (PROGRAMS / f"{name}.scm").read_text(encoding="utf-8")
        with generated_code() as texts:
            procedure = runner.main_of(source, f"{name}.scm")
            runner.call(procedure, size)
        print("\n\n".join(texts))
        print_profile(lambda: runner.call(procedure, size))


def problems_of(measured: list[Measured], broken: list[Broken], mean: float) -> list[str]:
    problems = [f"{each.name}: {each.reason}" for each in broken]
    problems += [
        f"{each.name}: {each.ratio:.1f} times Python, more than {WORST:.0f}"
        for each in measured
        if each.ratio > WORST
    ]
    if mean > MEAN:
        problems.append(f"the geometric mean is {mean:.2f}, more than {MEAN}")
    return problems


def text(measured: list[Measured], mean: float, rounds: int) -> str:
    rows = [
        (each.name, f"{each.python:.1f}", f"{each.perdure:.1f}", f"{each.ratio:.2f}")
        for each in measured
    ]
    rows.append(("geometric mean", "", "", f"{mean:.2f}"))
    heading = ("program", "Python ms", "Perdure ms", "ratio")
    how = f"{rounds} rounds in turn, medians; {platform.python_implementation()} "
    return f"{table(heading, rows)}\n\n{how}{platform.python_version()}"


def json_text(measured: list[Measured], mean: float, problems: list[str]) -> str:
    found = {
        "python": platform.python_version(),
        "programs": [{**asdict(each), "ratio": each.ratio} for each in measured],
        "geometric_mean": mean,
        "problems": problems,
    }
    return json.dumps(found, indent=2)


if __name__ == "__main__":
    sys.exit(main())
