"""`perdure call FILE:FUNCTION [ARG...]`: a function of a program's file, as a new process."""

from __future__ import annotations

import click

from perdure.image.discovery import known_language
from perdure.repl.commands.failing import exit_code_of
from perdure.repl.commands.run import POLICIES, REUSES, program_arguments
from perdure.repl.driving import drive_to_end
from perdure.repl.failures import Refused
from perdure.repl.opening import open_image
from perdure.repl.options import (
    MEMORY,
    image_name,
    image_option,
    label_option,
    provide_option,
)
from perdure.repl.values import argument_of, print_as_json


@click.command("call", context_settings={"allow_interspersed_args": False})
@image_option
@provide_option
@click.option("--detach", is_flag=True, help="Only start it: print its pid and return.")
@click.option("--unique", metavar="NAME", help="Register the process under NAME, as `run` does.")
@click.option("--policy", type=click.Choice(POLICIES), help="With --unique, as with `run`.")
@click.option("--reuse", type=click.Choice(REUSES), help="With --unique, as with `run`.")
@label_option("--label", "A label of the process, by which `perdure ps --where` finds it.")
@click.option("--queue", metavar="NAME", help="As a job, which waits for its turn in that queue.")
@click.argument("function", metavar="FILE:FUNCTION")
@click.argument("arguments", nargs=-1, metavar="[ARG]...")
def command(
    image: str | None,
    provided: tuple[str, ...],
    detach: bool,
    unique: str | None,
    policy: str | None,
    reuse: str | None,
    label: tuple[tuple[str, str], ...],
    queue: str | None,
    function: str,
    arguments: tuple[str, ...],
) -> int:
    """Call FUNCTION, which the program FILE defines, in a new process, and print its result.

    FILE is run when the image has not run this version of it yet; each call begins with a copy of
    what it has defined. An ARG is what it is as JSON, or else a text. The result is printed as JSON
    where it can be, a text as it is, and nothing for None.
    """
    if detach and image_name(image) == MEMORY:
        raise Refused("--detach needs an image that lasts; one in memory ends with this command")
    if unique is None and (policy or reuse):
        raise click.UsageError("--policy and --reuse are for --unique")
    if unique is not None and queue is not None:
        raise click.UsageError("--unique and --queue do not go together")
    if ":" not in function:
        raise click.UsageError(f"{function!r} is no FILE:FUNCTION, such as flow.py:main")
    given = [argument_of(each) for each in program_arguments(arguments)]
    labels = dict(label)
    with open_image(image, provided) as opened:
        if queue is not None:
            pid = opened.enqueue(queue, function, *given, labels=labels)
        else:
            pid = opened.spawn(
                function,
                *given,
                unique=unique,
                policy=policy or POLICIES[0],
                reuse=reuse or REUSES[0],
                labels=labels,
            )
        if detach:
            click.echo(pid)
            return 0
        drive_to_end(opened, pid).end_line()
        code = exit_code_of(opened, pid)
        if not opened.has_exited(pid):
            language = known_language(opened.process(pid).language)
            print_as_json(language.write(opened.result_value(pid)))
        return code
