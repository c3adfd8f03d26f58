"""`perdure work`: drive whatever is in the image."""

from __future__ import annotations

import logging
import os

import click

from perdure.image.storage.uris import is_uri
from perdure.repl import logs
from perdure.repl.console import console
from perdure.repl.crew import Crew, stop_with_crew
from perdure.repl.driving import Family, Output, asleep_text, leave, stoppable, stopped
from perdure.repl.failures import Refused
from perdure.repl.opening import open_image
from perdure.repl.options import Span, image_name, image_option, is_to_resume, provide_option


@click.command("work")
@image_option
@provide_option
@click.option(
    "--until-idle",
    is_flag=True,
    help="Return when no process is ready or waits for a timer or an effect.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="How many worker processes; more than one for an image that `perdure serve` serves.",
)
@click.option(
    "--grace",
    type=Span(),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long effects may go on running when the command is to end.",
)
@click.option(
    "--queue",
    "queues",
    metavar="NAME",
    multiple=True,
    help="Take jobs of that queue only; may be given several times. Default: of all.",
)
@click.option(
    "--place",
    "places",
    metavar="PLACE",
    multiple=True,
    help="Also run effects that have that place: @effect(place=...). May be given several times.",
)
@click.option(
    "--effects",
    "max_effects",
    type=click.IntRange(min=1),
    metavar="N",
    help="Run no more than N effects at once, of all functions together, in each worker.",
)
def command(
    image: str | None,
    provided: tuple[str, ...],
    until_idle: bool,
    workers: int,
    grace: float,
    queues: tuple[str, ...],
    places: tuple[str, ...],
    max_effects: int | None,
) -> int | None:
    """Drive all processes of the image, until Ctrl-C.

    Prints what they print; on a terminal, what is typed goes to one that wants input. On Ctrl-C,
    SIGTERM or SIGHUP the driver stops after a commit, with the processes asleep in the image,
    and waits for effects that run, so that none is cut off. A second signal does not wait.

    Of a shared image it drives its part, takes work from workers that have more, and takes over
    from those that die. Jobs are taken of the queues that it is given, or of all.
    """
    if not is_to_resume():
        raise Refused("`work` runs what the image holds, and --no-run says not to; leave one out")
    if workers > 1:
        options = ["--grace", str(grace), *(["--until-idle"] if until_idle else [])]
        options += [part for name in queues for part in ("--queue", name)]
        options += [part for place in places for part in ("--place", place)]
        options += [] if max_effects is None else ["--effects", str(max_effects)]
        return run_crew(image_name(image), provided, workers, options)
    tell_warnings()  # also those of opening, of clocks that disagree
    with (
        open_image(
            image,
            provided,
            create=False,
            grace=grace,
            queues=queues or None,
            places=places,
            max_effects=max_effects,
        ) as opened,
        stoppable(opened) as interruptions,
        console(opened, lambda pid: is_at_terminal()),
    ):
        stop_with_crew(opened.stop)
        opened.on_output = Output(Family(opened), interruptions)
        if until_idle:
            opened.run_until_idle()
        else:
            opened.drive()
        if interruptions.signal is not None:
            raise leave(opened, asleep_text(opened), interruptions)
    return None


def is_at_terminal() -> bool:
    """Whether a person types to this command; a reader in a shell's background is stopped."""
    try:
        return os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp()
    except OSError:  # a terminal that no shell controls
        return True


def tell_warnings() -> None:
    """Say on stderr what has happened, takeovers too."""
    logs.tell("perdure", level=logging.INFO)
    logging.getLogger("perdure.members").setLevel(logging.INFO)


def run_crew(image: str, provided: tuple[str, ...], workers: int, options: list[str]) -> int:
    if not is_uri(image):
        raise Refused(
            f"{image!r} can be open in one process only: serve it with `perdure serve`, "
            "and give the workers the zeo:// address that it prints"
        )
    arguments = ["work", *options]
    for name in provided:
        arguments += ["--provide", name]
    crew = Crew(workers, arguments, image)
    code = crew.run()
    if crew.signal is not None:
        raise stopped("the processes are asleep in the image", crew.signal)
    return code
