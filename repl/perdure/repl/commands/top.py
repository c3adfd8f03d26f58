"""`perdure top`: the processes of an image while they run, as a table that is shown anew."""

from __future__ import annotations

import json
import os
import time

import click

from perdure.repl import monitoring
from perdure.repl.access import Access, Kept, Reopened
from perdure.repl.cells import terminal_size
from perdure.repl.fullscreen.application import FullScreen
from perdure.repl.monitoring import Wanted
from perdure.repl.opening import as_refusals, bring, open_image
from perdure.repl.options import MEMORY, Span, image_name, image_option, is_terminal, provide_option


@click.command("top")
@image_option
@provide_option
@click.option("--batch", is_flag=True, help="Print the table, again and again, instead.")
@click.option("-n", "times", type=click.IntRange(min=1), metavar="N", help="So many times.")
@click.option(
    "--delay",
    type=Span(0.1),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="How long each table stands.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=monitoring.ROWS,
    show_default=True,
    metavar="N",
    help="How many processes a batch shows.",
)
@click.option("--sort", type=click.Choice(monitoring.SORTS[1:]), help="Sort the first thousand so.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object each time.")
@click.argument("words", metavar="[FILTER]...", nargs=-1)
def command(
    image: str | None,
    provided: tuple[str, ...],
    *,
    batch: bool,
    times: int | None,
    delay: float,
    limit: int,
    sort: str | None,
    as_json: bool,
    words: tuple[str, ...],
) -> None:
    """Show what runs and waits: processes, timers, queues, members.

    FILTER: a state, a name, labels as NAME=VALUE, and which come first: living (those that have not
    ended, the newest first; then the others), newest, oldest, due or busy. On a terminal it is
    shown anew each second, with its keys below: look, debug, park, resume, cancel, retry. Nothing
    runs for it. Where that is no terminal, or a dumb one, the table is printed once, and with
    `--batch` until it is stopped.
    """
    name = image_name(image)
    with as_refusals():
        wanted = monitoring.wanted_from(" ".join(words), sort=sort or "")
    is_screen = is_terminal() and os.isatty(0) and os.environ.get("TERM") not in (None, "", "dumb")
    is_batch = batch or as_json or not is_screen
    if "://" in name or name == MEMORY:
        with open_image(image, provided, create=False, resumes=False, tells_failures=False) as it:
            begin(Kept(it), name, wanted, delay, limit, times, is_batch=is_batch, as_json=as_json)
        return
    bring(provided)
    reopened = Reopened(name, provided)
    try:
        with as_refusals():
            reopened.look(lambda it: it.counts())
            begin(reopened, name, wanted, delay, limit, times, is_batch=is_batch, as_json=as_json)
    finally:
        reopened.close()


def begin(
    access: Access,
    name: str,
    wanted: Wanted,
    delay: float,
    limit: int,
    times: int | None,
    *,
    is_batch: bool,
    as_json: bool,
) -> None:
    if is_batch:
        last = times or 1
        print_tables(access, wanted, delay, limit, last, as_json=as_json)
    else:
        FullScreen(access, name, wanted, delay=delay).run()


def print_tables(
    access: Access, wanted: Wanted, delay: float, limit: int, times: int, *, as_json: bool
) -> None:
    """Print the table so many times."""
    speeds = monitoring.Speeds()
    for number in range(times):
        if number:
            time.sleep(delay)
            click.echo()
        if as_json:
            found = access.look(lambda it: monitoring.sample_object(it, wanted, limit, speeds))
            click.echo(json.dumps(found, ensure_ascii=False), nl=number == times - 1)
        else:
            lines = access.look(
                lambda it: monitoring.text_lines(it, wanted, limit, speeds, cells())
            )
            click.echo("\n".join(lines))


def cells() -> int:
    """As wide as the terminal, or as what a pipe reads."""
    return terminal_size()[0] if is_terminal() else monitoring.PIPED
