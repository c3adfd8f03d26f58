"""`perdure ps`: the processes of an image, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from time import time
from typing import Any

import click

from perdure.image import Image, ProcessInfo, Progress
from perdure.repl.opening import read_image
from perdure.repl.options import Pid, Span, image_option, label_option, waits_option
from perdure.repl.tables import Row, print_table
from perdure.repl.wording import age_of, duration_text, local_time, progress_text, utc_text

HEADINGS = ("PID", "NAME", "STATE", "WAITS FOR", "UNTIL", "AGE", "STEPS")
STYLES = {"failed": "red", "ready": "green", "parked": "yellow", "done": "dim", "cancelled": "dim"}
STATES = ("ready", "waiting", "parked", "done", "failed", "cancelled")

PAGE = 100  #: processes shown where no limit is given
CHUNK = 500  #: read at once of all there are
DAY = 86_400


@click.command("ps")
@image_option
@waits_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
@click.option("--state", type=click.Choice(STATES), help="Only those in that state.")
@click.option("--name", metavar="NAME", help="Only those of that name.")
@label_option("--where", "Only those with that label; several: with all of them.")
@click.option("--days", type=Span(), metavar="D", help="Only those of the last D days.")
@click.option("--before", type=Pid(), metavar="PID", help="The last ones with lesser pids.")
@click.option("--after", type=Pid(), metavar="PID", help="The first ones with greater pids.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help=f"So many at most, instead of {PAGE}."
)
@click.option("--all", "is_all", is_flag=True, help="All there are, as with --json.")
def command(
    image: str | None,
    provided: tuple[str, ...],
    as_json: bool,
    state: str | None,
    name: str | None,
    where: tuple[tuple[str, str], ...],
    days: float | None,
    before: int | None,
    after: int | None,
    limit: int | None,
    is_all: bool,
) -> None:
    """List the processes: what each waits for and until when, its age and its steps.

    The last hundred, unless told otherwise. Shows the image as of its last commit, also while
    another process drives it.
    """
    if is_all and limit is not None:
        raise click.UsageError("--all is for all there are: give no --limit")
    since = None if days is None else time() - days * DAY
    wanted: dict[str, Any] = {"state": state, "name": name, "since": since}
    if where:
        wanted["label"] = dict(where)
    with read_image(image, provided) as opened:
        if limit is None and (is_all or as_json):
            found = every(opened, wanted, after or 0, before)
            if as_json:
                print_json(found)
            else:
                show(list(found))
            return
        count = limit or PAGE
        page = opened.processes(**wanted, after=after, before=before, limit=count)
        if as_json:
            print_json(page)
            return
        show(page)
        if len(page) == count:
            tell_of_more(opened, wanted, page, after=after, before=before)


def every(
    opened: Image, wanted: dict[str, Any], after: int, before: int | None
) -> Iterator[ProcessInfo]:
    """All that are wanted, the oldest first, some at a time."""
    while True:
        page = opened.processes(**wanted, after=after, before=before, limit=CHUNK)
        yield from page
        if len(page) < CHUNK:
            return
        after = page[-1].pid


def tell_of_more(
    opened: Image,
    wanted: dict[str, Any],
    page: list[ProcessInfo],
    *,
    after: int | None,
    before: int | None,
) -> None:
    """Say how the next page is had, if there is one."""
    if after is not None:
        last = page[-1].pid
        if opened.processes(**wanted, after=last, before=before, limit=1):
            click.echo(f"there are more: --after {last}, or --all", err=True)
    else:
        first = page[0].pid
        if opened.processes(**wanted, before=first, limit=1):
            click.echo(f"there are older ones: --before {first}, or --all", err=True)


def show(processes: Iterable[ProcessInfo]) -> None:
    found = list(processes)
    tells = any(process.progress is not None for process in found)
    rows = [row_of(process, tells_progress=tells) for process in found]
    headings = (*HEADINGS, "PROGRESS") if tells else HEADINGS
    print_table(headings, rows, right=(0, 5, 6), style_of=lambda row: STYLES.get(row[2], ""))


def row_of(process: ProcessInfo, *, tells_progress: bool = False) -> Row:
    """`tells_progress`: in one more column, which stands there where any process has told of it."""
    row = (
        str(process.pid),
        name_of(process),
        process.state,
        process.waits_for or "-",
        local_time(process.until) if process.until is not None else "-",
        duration_text(age_of(process)),
        str(process.steps),
    )
    if not tells_progress:
        return row
    return (*row, "-" if process.progress is None else progress_text(process.progress))


def name_of(process: ProcessInfo) -> str:
    """Its name, with those under which it is registered."""
    others = [name for name in process.registered if name != process.name]
    return f"{process.name} ({', '.join(others)})" if others else process.name


def print_json(processes: Iterable[ProcessInfo]) -> None:
    """One object a line, so that a million of them need no memory and `grep` works too."""
    separator = "["
    for process in processes:
        click.echo(separator + json.dumps(object_of(process), ensure_ascii=False), nl=False)
        separator = ",\n "
    click.echo("[]" if separator == "[" else "]")


def object_of(process: ProcessInfo) -> dict[str, Any]:
    return {
        "pid": process.pid,
        "name": process.name,
        "state": process.state,
        "waits_for": process.waits_for or None,
        "until": utc_text(process.until) if process.until is not None else None,
        "created": utc_text(process.created),
        "age": round(age_of(process), 3),
        "steps": process.steps,
        "registered": list(process.registered),
        "labels": process.labels,
        "version": process.version or None,
        "progress": progress_object(process.progress),
    }


def progress_object(progress: Progress | None) -> dict[str, Any] | None:
    if progress is None:
        return None
    return {
        "done": progress.done,
        "total": progress.total,
        "text": progress.text or None,
        "moment": utc_text(progress.moment),
    }
