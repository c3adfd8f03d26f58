"""The commands of the REPL that concern forms and names: `,load`, `,time`, `,doc` and their like.

Read by: perdure.repl.interaction.commands.
"""

from __future__ import annotations

import re
from pathlib import Path

from perdure.image import Image
from perdure.languages import scheme
from perdure.languages.scheme import macroexpanded
from perdure.repl.interaction import documentation, paging, tracing
from perdure.repl.interaction.actions import Action, CommandError, Done, Load, Profile, Time
from perdure.repl.interaction.forms import NAME, first_fault
from perdure.repl.interaction.layout import code_lines
from perdure.vm.objects.conditions import Fault, report_text

MOST_RUNS = 10_000  #: of a form that is timed
MOST = 40  #: names of ,apropos


def load(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a file: ,load shapes.scm")
    path = Path(argument.strip('"')).expanduser()
    if path.is_dir():
        raise CommandError(f"{str(path)!r} is a folder; this needs a file: ,load shapes.scm")
    if not path.is_file():
        raise CommandError(f"there is no file {str(path)!r}")
    return Load(path)


def time(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a form: ,time (fib 25), or ,time 10 (fib 25) for ten runs")
    found = re.fullmatch(r"(\d+)\s+(\S.*)", argument, re.DOTALL | re.ASCII)
    if found is None or first_fault(argument) is not None:
        return Time(argument)
    times = int(found[1])
    if not 1 <= times <= MOST_RUNS:
        raise CommandError(f"a form is timed 1 to {MOST_RUNS} times, not {times}")
    return Time(found[2], times)


def profile(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a form: ,profile (fib 25)")
    return Profile(argument)


def trace(image: Image, argument: str) -> Action:
    if argument:
        for name in argument.split():
            tracing.trace(image, name)
        return Done([f"traced: {argument}; ,untrace {argument} ends that"])
    names = list(tracing.traced_names(image))
    return Done([f"traced: {' '.join(names)}" if names else "nothing is traced: ,trace area"])


def untrace(image: Image, argument: str) -> Action:
    names = argument.split() or list(tracing.traced_names(image))
    for name in names:
        tracing.untrace(image, name)
    return Done([f"not traced any more: {' '.join(names)}" if names else "nothing is traced"])


def doc(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a name: ,doc map")
    return Done(list(documentation.doc_lines(image, argument)))


def source(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a name: ,source area")
    lines = documentation.source_lines(image, argument)
    if lines is None:
        raise CommandError(documentation.why_no_source(image, argument))
    return Done(lines)


def macroexpand(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a form: ,macroexpand (my-macro 1 2)")
    world = scheme.language.world(image.workbench.libraries)
    try:
        datum, steps = macroexpanded(argument, NAME, image.workbench.interaction, world)
    except Fault as fault:
        raise CommandError(report_text(fault.payload)) from None
    return Done(code_lines(datum) if steps else [f"{argument} is no use of a macro"])


def apropos(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a part of a name: ,apropos string")
    found = documentation.apropos(image, argument)
    width = max((len(name) for name, _ in found[:MOST]), default=0)
    lines = [f"{name.ljust(width)}  {text}" for name, text in found[:MOST]]
    if len(found) > MOST:
        lines.append(f"and {len(found) - MOST} more")
    return Done(lines or [f"no name here has {argument!r} in it"])


def more(image: Image, argument: str) -> Action:
    try:
        return Done(paging.more_lines(image, argument))
    except paging.NothingLeft as error:
        raise CommandError(str(error)) from None
