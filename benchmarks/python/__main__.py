"""`python -m benchmarks.python`: lowered programs of Python beside the same under CPython.

Each program of the folder `programs` runs in three forms: as it is, lowered (every call that may
wait is a site), and lowered with checks and ticks, as processes run. Their answers are compared
first; then all three run in turn. Fails when an answer differs, a geometric mean is above its bar,
or a program with checks is above WORST. Coroutines have a bar of their own, as theirs are called on
the stack of the function that awaits them.

Reads: benchmarks.python.running.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from dataclasses import dataclass
from statistics import median
from time import process_time

from benchmarks.measuring import geometric_mean, in_turn
from benchmarks.python.running import (
    FORMS,
    is_async,
    native_module,
    natively,
    program_names,
    run_of,
    text_of,
)
from benchmarks.tables import table

BARS = {"sites": 1.15, "checks": 1.25}  #: the geometric mean over CPython's time, at most
ASYNC = 0.6  #: the same for coroutines, with checks
WORST = 2.0  #: any one program with checks
ROUNDS = 7
QUICK_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One program's medians, in milliseconds of processor time."""

    name: str
    native: float
    lowered: dict[str, float]

    def ratio(self, form: str) -> float:
        return self.lowered[form] / self.native


@dataclass(frozen=True, slots=True)
class Broken:
    """A program that gave another answer in one of its forms."""

    name: str
    reason: str


def main() -> int:
    options = parsed(sys.argv[1:])
    if options.show:
        print(text_of(options.show, options.form))
        return 0
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    results = [measure(name, rounds) for name in options.only or program_names()]
    measured = [each for each in results if isinstance(each, Measured)]
    means = means_of(measured)
    problems = [f"{each.name}: {each.reason}" for each in results if isinstance(each, Broken)]
    problems += problems_of(measured, means)
    if options.json:
        print(json_text(measured, means, problems))
    else:
        print(text(measured, means, rounds))
        for problem in problems:
            print(f"FAILED: {problem}")
    return 1 if problems else 0


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.python",
        description="Lowered programs of Python beside the same under CPython.",
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
        "--show",
        metavar="NAME",
        choices=program_names(),
        help="print a lowered text; measure nothing",
    )
    parser.add_argument("--form", choices=FORMS, default="checks", help="for --show")
    return parser.parse_args(arguments)


def measure(name: str, rounds: int) -> Measured | Broken:
    """Check the answers, then take the times in turn."""
    wanted = native_module(name).ANSWER
    runs = {"native": natively(name), **{form: run_of(name, form) for form in FORMS}}
    for form, run in runs.items():
        if (answer := run()) != wanted:
            return Broken(name, f"the answer of the {form} form is {answer!r}, not {wanted!r}")
    times = in_turn(rounds, *runs.values(), clock=process_time)
    native, *lowered = [1000 * median(each) for each in times]
    return Measured(name, native, dict(zip(FORMS, lowered, strict=True)))


def means_of(measured: list[Measured]) -> dict[str, float]:
    """The geometric means of what was measured: of each form, and of coroutines."""
    plain = [each for each in measured if not is_async(each.name)]
    coroutines = [each for each in measured if is_async(each.name)]
    means = {form: geometric_mean([each.ratio(form) for each in plain]) for form in FORMS if plain}
    if coroutines:
        means["async"] = geometric_mean([each.ratio("checks") for each in coroutines])
    return means


def problems_of(measured: list[Measured], means: dict[str, float]) -> list[str]:
    bars = {**BARS, "async": ASYNC}
    problems = [
        f"{what}: the geometric mean is {mean:.2f}, more than {bars[what]}"
        for what, mean in means.items()
        if mean > bars[what]
    ]
    return problems + [
        f"{each.name}: {each.ratio('checks'):.2f} times CPython, more than {WORST:.0f}"
        for each in measured
        if each.ratio("checks") > WORST
    ]


def text(measured: list[Measured], means: dict[str, float], rounds: int) -> str:
    rows = [
        (
            each.name,
            f"{each.native:.1f}",
            *(
                cell
                for form in FORMS
                for cell in (f"{each.lowered[form]:.1f}", f"{each.ratio(form):.2f}")
            ),
        )
        for each in sorted(measured, key=lambda each: is_async(each.name))
    ]
    if "sites" in means:
        mean = ("geometric mean", "", "", f"{means['sites']:.2f}", "", f"{means['checks']:.2f}")
        rows.append(mean)
    if "async" in means:
        rows.append(("geometric mean of coroutines", "", "", "", "", f"{means['async']:.2f}"))
    heading = ("program", "CPython ms", "sites ms", "ratio", "checks ms", "ratio")
    how = f"{rounds} rounds in turn, medians of processor time; {platform.python_implementation()} "
    return f"{table(heading, rows)}\n\n{how}{platform.python_version()}"


def json_text(measured: list[Measured], means: dict[str, float], problems: list[str]) -> str:
    found = {
        "python": platform.python_version(),
        "programs": [
            {
                "name": each.name,
                "native": each.native,
                **each.lowered,
                "ratios": {form: each.ratio(form) for form in FORMS},
            }
            for each in measured
        ],
        "geometric_means": means,
        "problems": problems,
    }
    return json.dumps(found, indent=2)


if __name__ == "__main__":
    sys.exit(main())
