"""`perdure on-error`: what becomes of processes whose errors nobody handles."""

from __future__ import annotations

import click

from perdure.repl.opening import open_image, pid_of, read_image
from perdure.repl.options import PidOrName, image_option


@click.command("on-error")
@image_option
@click.argument("policy", type=click.Choice(["park", "fail"]), required=False)
@click.option(
    "--process",
    "which",
    type=PidOrName(),
    metavar="PID",
    help="Of that process, and of those that it spawns from now on, instead of the image.",
)
@click.option("--as-image", is_flag=True, help="With --process: let it follow the image's again.")
def command(image: str | None, policy: str | None, which: int | str | None, as_image: bool) -> None:
    """Say, or print, what becomes of a process whose error nobody handles: park or fail.

    One that is parked waits until a restart is chosen; one that fails has ended, and can be made
    to go on by the same restarts. An image that was never told has them fail.
    """
    if as_image and (which is None or policy is not None):
        raise click.UsageError("--as-image is for a --process, without a policy")
    if policy is None and not as_image:
        with read_image(image) as opened:
            pid = None if which is None else pid_of(opened, which)
            click.echo(opened.error_policy(pid))
        return
    with open_image(image, create=which is None) as opened:
        pid = None if which is None else pid_of(opened, which)
        opened.set_error_policy(policy, pid)
