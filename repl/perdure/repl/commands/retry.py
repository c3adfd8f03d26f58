"""`perdure retry PID`: go on with what has failed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from perdure.image import CannotForget, Image
from perdure.repl.driving import drive_to_end
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import PidOrName, image_option, provide_option
from perdure.vm import Value


@click.command("retry")
@image_option
@provide_option
@click.argument("which", type=PidOrName(), metavar="[PID]", required=False)
@click.option("--value", metavar="EXPR", help="Let what it failed in give the value of EXPR.")
@click.option(
    "--all", "is_all", is_flag=True, help="All that have failed, or are parked by an error."
)
@click.option("--name", metavar="NAME", help="With --all: only processes of that name.")
@click.option("--error", metavar="TEXT", help="With --all: only those whose error has TEXT in it.")
@click.option(
    "--like",
    type=PidOrName(),
    metavar="PID",
    help="All that have failed with the same error as that one.",
)
def command(
    image: str | None,
    provided: tuple[str, ...],
    which: int | str | None,
    value: str | None,
    is_all: bool,
    name: str | None,
    error: str | None,
    like: int | str | None,
) -> None:
    """Have process PID, which has failed or is parked, do again what it failed in, and go on.

    An effect is begun again under the key that it had. With --value, the process goes on as if
    what it failed in had given the value of EXPR, which is evaluated in the image's own
    environment; for a process of regular Python in Python, in its innermost frame. With --all or
    --like, prints the pids of all that go on, each with the value that EXPR has for it; where EXPR
    fails for one, none goes on. Those that were parked by `park` are not among them. What becomes
    of it is seen when the image is driven on, by `work`.
    """
    check(which, name, error, is_all=is_all or like is not None)
    with open_image(image, provided if value is not None else (), create=False) as opened:
        pid = None if which is None else pid_of(opened, which)
        if pid is not None:
            opened.process(pid)
        if pid is None:
            wanted = None if like is None else pid_of(opened, like)
            pids = opened.retry_all(name=name, error=error, like=wanted, text=value)
            click.echo("\n".join(map(str, pids)), nl=bool(pids))
        elif value is None:
            opened.retry(pid)
        else:
            opened.retry_value(pid, value_for(opened, pid, value))


def value_for(opened: Image, pid: int, text: str) -> Value:
    """The value of an expression in the language of a process."""
    found = opened.value_for(pid, text)
    return value_of(opened, text) if found is None else found


def value_of(opened: Image, text: str) -> Value:
    """The value of an expression, in the image's own environment."""
    evaluating = opened.spawn_eval(text, "<retry>", [Path.cwd()])
    try:
        drive_to_end(opened, evaluating)
        return opened.result_value(evaluating)
    finally:
        with suppress(CannotForget):
            opened.forget(evaluating)


def check(which: int | str | None, name: str | None, error: str | None, *, is_all: bool) -> None:
    if is_all and which is not None:
        raise click.UsageError("--all and --like are for all that have failed so: give no PID")
    if not is_all and which is None:
        raise click.UsageError("missing PID, --all or --like")
    if not is_all and (name is not None or error is not None):
        raise click.UsageError("--name and --error are for --all")
