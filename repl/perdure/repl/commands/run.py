"""`perdure run FILE [ARG...]`: a program as a new process."""

from __future__ import annotations

from typing import Any

import click

from perdure.repl.commands.failing import exit_code_of
from perdure.repl.driving import drive_to_end
from perdure.repl.failures import Refused
from perdure.repl.opening import folder_of, open_image, read_program
from perdure.repl.options import (
    MEMORY,
    Span,
    image_name,
    image_option,
    label_option,
    language_option,
    provide_option,
)

POLICIES = ("existing", "error", "replace")
REUSES = ("always", "failed", "never")

OUR_OPTIONS = (
    "--image",
    "--provide",
    "--language",
    "--detach",
    "--unique",
    "--policy",
    "--reuse",
    "--label",
    "--queue",
)


@click.command("run", context_settings={"allow_interspersed_args": False})
@image_option
@provide_option
@language_option
@click.option("--detach", is_flag=True, help="Only start it: print its pid and return.")
@click.option(
    "--unique",
    metavar="NAME",
    help="Register the process under NAME. Where one is that has not ended, none is started: that "
    "one is waited for, or the --policy tells.",
)
@click.option(
    "--policy",
    type=click.Choice(POLICIES),
    help="With --unique: whether the existing one is taken (the default), or is an error, or is "
    "ended and replaced.",
)
@click.option(
    "--reuse",
    type=click.Choice(REUSES),
    help="With --unique: whether the name of a process that has ended is free: always (the "
    "default), where it has failed, or never.",
)
@label_option("--label", "A label of the process, by which `perdure ps --where` finds it.")
@click.option("--queue", metavar="NAME", help="As a job, which waits for its turn in that queue.")
@click.option("--key", metavar="KEY", help="Of the job: its key, by which the queue may limit.")
@click.option("--priority", type=int, default=0, help="Of the job: the least is first. Default: 0.")
@click.option("--delay", type=Span(), metavar="SECONDS", help="Of the job: no turn before.")
@click.option("--dedup", metavar="ID", help="Of the job: no other of that id before it ends.")
@click.argument("file", metavar="FILE")
@click.argument("arguments", nargs=-1, metavar="[ARG]...")
def command(
    image: str | None,
    provided: tuple[str, ...],
    language: str,
    detach: bool,
    unique: str | None,
    policy: str | None,
    reuse: str | None,
    label: tuple[tuple[str, str], ...],
    queue: str | None,
    file: str,
    arguments: tuple[str, ...],
    **job: Any,
) -> int:
    """Run FILE, a program, as a new process until it ends.

    Drives the image meanwhile, so its other processes go on too. What stands after FILE is for
    the program's (command-line). FILE may be `-`, standard input, from which the program reads
    otherwise. Ends with the code that the program gives to `exit`.
    """
    arguments = program_arguments(arguments)
    if queue is None and any(job.values()):
        raise click.UsageError("--key, --priority, --delay and --dedup are of a job: give --queue")
    if detach and image_name(image) == MEMORY:
        raise Refused("--detach needs an image that lasts; one in memory ends with this command")
    if unique is None and (policy or reuse):
        raise click.UsageError("--policy and --reuse are for --unique")
    if unique is not None and queue is not None:
        raise click.UsageError("--unique and --queue do not go together; a job has --dedup")
    text = read_program(file)
    name = "<stdin>" if file == "-" else file
    given = (text, name, arguments, [folder_of(file)])
    with open_image(image, provided) as opened:
        if queue is not None:
            labels = dict(label)
            pid = opened.enqueue_program(queue, *given, language=language, labels=labels, **job)
        else:
            pid = opened.spawn_program(
                *given,
                language=language,
                unique=unique,
                policy=policy or POLICIES[0],
                reuse=reuse or REUSES[0],
                labels=dict(label),
            )
        if detach:
            click.echo(pid)
            return 0
        drive_to_end(opened, pid)
        return exit_code_of(opened, pid, name, text)


def program_arguments(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The program's arguments. An option of ours among them was meant for us, unless after `--`."""
    if arguments[:1] == ("--",):
        return arguments[1:]
    for argument in arguments:
        if argument.partition("=")[0] in OUR_OPTIONS:
            raise click.UsageError(
                f"{argument} stands after FILE, where all is for the program; write it before "
                "FILE, or `--` after FILE if the program is to have it",
                click.get_current_context(),
            )
    return arguments
