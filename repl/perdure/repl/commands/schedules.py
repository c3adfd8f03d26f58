"""`perdure schedules`: what an image starts again and again, one a line."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from perdure.repl.opening import read_image
from perdure.repl.options import image_option
from perdure.repl.tables import NOTHING, Row, print_table
from perdure.repl.wording import local_time, utc_text

if TYPE_CHECKING:
    from perdure.image import ScheduleInfo

HEADINGS = ("NAME", "STATE", "TIMING", "NEXT", "LAST RUN", "PID", "RUNS", "SKIPPED")
STYLES = {"failed": "red", "paused": "yellow", "ended": "dim"}


@click.command("schedules")
@image_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
def command(image: str | None, as_json: bool) -> None:
    """List the schedules, with their next times and last runs.

    Shows the image as of its last commit, also while another process drives it.
    """
    with read_image(image) as opened:
        found = opened.schedules()
        if as_json:
            click.echo(json.dumps([object_of(each) for each in found], ensure_ascii=False))
        else:
            rows = [row_of(each) for each in found]
            print_table(
                HEADINGS, rows, right=(5, 6, 7), style_of=lambda row: STYLES.get(row[1], "")
            )


def row_of(schedule: ScheduleInfo) -> Row:
    last = schedule.runs[0] if schedule.runs else None
    return (
        schedule.name,
        schedule.state,
        schedule.timing,
        NOTHING if schedule.next is None else local_time(schedule.next),
        NOTHING if last is None else f"{local_time(last.moment)} {last.state}",
        NOTHING if last is None else str(last.pid),
        str(schedule.done),
        str(schedule.skipped),
    )


def object_of(schedule: ScheduleInfo) -> dict[str, Any]:
    """The same with moments in ISO 8601, as `perdure ps --json` has them."""
    made = asdict(schedule)
    made["next"] = None if schedule.next is None else utc_text(schedule.next)
    until = schedule.rules["until"]
    made["rules"]["until"] = None if until is None else utc_text(until)
    for run in made["runs"]:
        run["moment"] = utc_text(run["moment"])
    return made
