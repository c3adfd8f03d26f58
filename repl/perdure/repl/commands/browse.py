"""`perdure browse [WHAT]`: the definitions of an image, references, and what they were."""

from __future__ import annotations

import json
from typing import Any

import click

from perdure.image import CannotBrowse, Image
from perdure.repl.browsing import Shell, split_module
from perdure.repl.commands.debug import Reading
from perdure.repl.opening import open_image
from perdure.repl.options import image_option, provide_option
from perdure.repl.shells import BROWSE_PROMPT


@click.command("browse")
@image_option
@provide_option
@click.option(
    "--batch", metavar="COMMANDS", help="Do these, between semicolons, and read no others."
)
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array, or an object.")
@click.argument("what", metavar="[WHAT]", required=False)
def command(
    image: str | None,
    provided: tuple[str, ...],
    batch: str | None,
    as_json: bool,
    what: str | None,
) -> int:
    """Look at the definitions of the image: at those of the module WHAT, or at the definition WHAT;
    without WHAT at the modules.

    Commands are read line by line: `list user`, `callers total`, `history total`, `revert total`,
    `find-by-example 3 4 => 7`; `help` lists them. The exit code is 1 where one of `--batch`, or of
    a pipe, could not be done.
    """
    with open_image(image, provided, create=False, resumes=False) as opened:
        if as_json:
            click.echo(json.dumps(told(opened, what), indent=2))
            return 0
        return Reading(opened, Shell(opened, what or ""), BROWSE_PROMPT).run(batch)


def told(image: Image, what: str | None) -> Any:
    """The modules; a module's definitions; or all of one definition."""
    browser = image.browse()
    if what is None:
        return [fields(each) for each in browser.modules()]
    try:
        module = browser.module(what)
    except CannotBrowse:
        home, name = split_module(what)
        found = browser.definition(name, home or None)
        here = (found.name, found.module)
        return fields(found) | {
            "callers": [fields(each) for each in browser.callers(*here)],
            "callees": [fields(each) for each in browser.callees(*here)],
            "sleepers": [fields(each) for each in browser.sleepers(*here)],
            "history": [fields(each) for each in browser.history(*here)],
        }
    return [fields(each) for each in browser.definitions(module.name)]


def fields(thing: Any) -> dict[str, Any]:
    """The fields of a dataclass."""
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__}
