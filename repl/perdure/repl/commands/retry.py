"""`perdure retry PID`: go on with what has failed."""

from __future__ import annotations

from pathlib import Path

import click

from perdure.repl.driving import drive_to_end
from perdure.repl.opening import open_image
from perdure.repl.options import Pid, image_option, provide_option


@click.command("retry")
@image_option
@provide_option
@click.argument("pid", type=Pid(), metavar="[PID]", required=False)
@click.option("--value", metavar="EXPR", help="Let what it failed in give the value of EXPR.")
@click.option("--all", "is_all", is_flag=True, help="All that have failed, instead of one.")
@click.option("--name", metavar="NAME", help="With --all: only processes of that name.")
@click.option("--error", metavar="TEXT", help="With --all: only those whose error has TEXT in it.")
def command(
    image: str | None,
    provided: tuple[str, ...],
    pid: int | None,
    value: str | None,
    is_all: bool,
    name: str | None,
    error: str | None,
) -> None:
    """Have process PID, which has failed, do again what it failed in, and go on.

    An effect is begun again under the key that it had. With --value, the process goes on as if
    what it failed in had given the value of EXPR, which is evaluated in the image's own
    environment. One that is parked goes on. What becomes of it is seen when the image is driven
    on, by `work`.
    """
    check(pid, value, name, error, is_all=is_all)
    with open_image(image, provided if value is not None else (), create=False) as opened:
        if pid is None:
            pids = opened.retry_all(name=name, error=error)
            click.echo("\n".join(map(str, pids)), nl=bool(pids))
        elif value is None:
            opened.retry(pid)
        else:
            opened.process(pid)
            evaluating = opened.spawn_eval(value, "<retry>", [Path.cwd()])
            drive_to_end(opened, evaluating)
            opened.retry_value(pid, opened.result_value(evaluating))


def check(
    pid: int | None, value: str | None, name: str | None, error: str | None, *, is_all: bool
) -> None:
    if is_all and (pid is not None or value is not None):
        raise click.UsageError("--all is for all that have failed: give no PID and no --value")
    if not is_all and pid is None:
        raise click.UsageError("missing PID, or --all")
    if not is_all and (name is not None or error is not None):
        raise click.UsageError("--name and --error are for --all")
