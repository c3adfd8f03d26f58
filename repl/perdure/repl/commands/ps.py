"""`perdure ps`: the processes of an image, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import click

from perdure.image import ProcessInfo
from perdure.repl.opening import read_image
from perdure.repl.options import image_option
from perdure.repl.tables import Row, print_table
from perdure.repl.wording import age_of, duration_text, local_time

HEADINGS = ("PID", "NAME", "STATE", "WAITS FOR", "UNTIL", "AGE", "STEPS")
STYLES = {"failed": "red", "ready": "green", "parked": "yellow", "done": "dim", "cancelled": "dim"}


@click.command("ps")
@image_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
def command(image: str | None, as_json: bool) -> None:
    """List the processes: what each waits for and until when, its age and its steps.

    Shows the image as of its last commit, also while another process drives it.
    """
    with read_image(image) as opened:
        if as_json:
            print_json(opened.processes())
        else:
            rows = [row_of(process) for process in opened.processes()]
            print_table(
                HEADINGS, rows, right=(0, 5, 6), style_of=lambda row: STYLES.get(row[2], "")
            )


def row_of(process: ProcessInfo) -> Row:
    return (
        str(process.pid),
        process.name,
        process.state,
        process.waits_for or "-",
        local_time(process.until) if process.until is not None else "-",
        duration_text(age_of(process)),
        str(process.steps),
    )


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
    }


def utc_text(moment: float) -> str:
    """ISO 8601: 2026-03-01T12:00:00.250000+00:00."""
    return datetime.fromtimestamp(moment, UTC).isoformat()
