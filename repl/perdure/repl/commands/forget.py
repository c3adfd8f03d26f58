"""`perdure forget`: ended processes are forgotten, at once or in time."""

from __future__ import annotations

import json

import click

from perdure.image import Image, Limit
from perdure.image.schema.history import COMPLETIONS, DAY, ENDS, KINDS
from perdure.repl.opening import open_image, pid_of, read_image
from perdure.repl.options import PidOrName, Span, image_option
from perdure.repl.tables import print_table

WHAT = {
    "forms": "texts that were evaluated",
    "failed": "other processes that failed",
    "done": "others, done or cancelled",
    COMPLETIONS: "what was completed from outside",
}


@click.command("forget")
@image_option
@click.argument("processes", type=PidOrName(), metavar="[PID]...", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="All that have ended.")
@click.option("--state", type=click.Choice(ENDS), help="With --all: only those in that state.")
@click.option("--name", metavar="NAME", help="With --all: only those of that name.")
@click.option(
    "--days",
    type=Span(),
    metavar="D",
    help="With --all: only those made more than D days ago. With --keep: for how long.",
)
@click.option("--policy", is_flag=True, help="Show for how long, and how many, are kept.")
@click.option("--json", "as_json", is_flag=True, help="With --policy: for programs.")
@click.option(
    "--keep",
    type=click.Choice((*KINDS, COMPLETIONS)),
    help="Say it: keep those for --days D, and --count N of them; for ever without.",
)
@click.option(
    "--count", type=click.IntRange(min=0), metavar="N", help="With --keep: so many at most."
)
def command(
    image: str | None,
    processes: tuple[int | str, ...],
    is_all: bool,
    state: str | None,
    name: str | None,
    days: float | None,
    policy: bool,
    as_json: bool,
    keep: str | None,
    count: int | None,
) -> None:
    """Forget processes that have ended: their results, transcripts and stacks.

    The image does so by itself in time, as --policy shows and --keep says. Where processes are
    named, or --all is given, it does so at once, and prints how many it were. What they
    have taken on disk is given back by `perdure pack`.
    """
    if sum((bool(processes), is_all, policy, keep is not None)) != 1:
        raise click.UsageError("give PIDs, or one of --all, --policy and --keep")
    if not is_all and (state is not None or name is not None):
        raise click.UsageError("--state and --name are for --all")
    if days is not None and not (is_all or keep is not None):
        raise click.UsageError("--days is for --all and --keep")
    if (count is not None and keep is None) or (as_json and not policy):
        raise click.UsageError("--count is for --keep, and --json for --policy")
    if policy:
        with read_image(image) as opened:
            show(opened, as_json=as_json)
        return
    with open_image(image, create=False) as opened:
        if keep is not None:
            opened.keep(keep, None if days is None else days * DAY, count)
        elif is_all:
            older = (days or 0.0) * DAY
            click.echo(opened.forget_all(state=state, name=name, older=older))
        else:
            pids = {pid_of(opened, each) for each in processes}
            opened.forget(*pids)
            click.echo(len(pids))


def show(opened: Image, *, as_json: bool) -> None:
    limits = opened.limits()
    if as_json:
        found = {
            kind: {"days": days_of(limit), "count": limit.most} for kind, limit in limits.items()
        }
        click.echo(json.dumps(found))
        return
    rows = [
        (
            kind,
            "for ever" if limit.seconds is None else f"{days_of(limit):g}",
            "any" if limit.most is None else str(limit.most),
            WHAT[kind],
        )
        for kind, limit in limits.items()
    ]
    print_table(("KIND", "DAYS", "COUNT", "WHAT"), rows, right=(1, 2))


def days_of(limit: Limit) -> float | None:
    return None if limit.seconds is None else limit.seconds / DAY
