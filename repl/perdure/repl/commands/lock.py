"""`perdure lock`: what a person does with a mutex or a semaphore that has a name."""

from __future__ import annotations

import click

from perdure.image import LockInfo
from perdure.repl.driving import drive_to_end
from perdure.repl.failures import ProgramFailed, Refused
from perdure.repl.opening import open_image
from perdure.repl.options import Span, image_option
from perdure.vm.objects.singletons import TRUE
from perdure.vm.primitives.checks import items_of

name_argument = click.argument("name", metavar="NAME")


@click.group("lock")
def command() -> None:
    """Hold a mutex or a semaphore that has a name, give it back, make or remove one.

    Programs give names by (name-lock! NAME LOCK); `perdure locks` lists them.
    """


@command.command("mutex")
@image_option
@name_argument
def mutex(image: str | None, name: str) -> None:
    """Have a mutex NAME, which one holds at a time."""
    with open_image(image) as opened:
        opened.mutex(name)


@command.command("semaphore")
@image_option
@name_argument
@click.argument("permits", metavar="PERMITS", type=click.IntRange(min=0))
def semaphore(image: str | None, name: str, permits: int) -> None:
    """Have a semaphore NAME with so many permits."""
    with open_image(image) as opened:
        opened.semaphore(name, permits)


@command.command("acquire", short_help="Wait for it, and print the pid that has it.")
@image_option
@click.option(
    "--timeout",
    type=Span(),
    metavar="SECONDS",
    help="Wait no longer than that: then exit 1.",
)
@click.option(
    "--lease",
    type=Span(),
    metavar="SECONDS",
    help="Give it back by itself after so long.",
)
@name_argument
def acquire(image: str | None, timeout: float | None, lease: float | None, name: str) -> None:
    """Wait for the mutex or a permit, and print the pid of the process that has it then.

    It has it until `perdure lock release PID`, over restarts.
    """
    with open_image(image, create=False) as opened:
        known(opened.locks(), name)
        pid = opened.hold_lock(name, timeout, lease)
        drive_to_end(opened, pid).end_line()
        holder, was_abandoned = items_of("perdure lock", opened.result_value(pid))
        if was_abandoned is TRUE:
            click.echo(f"the last that held {name!r} has ended with it", err=True)
        click.echo(holder)


@command.command("release")
@image_option
@click.argument("pid", metavar="PID", type=int)
def release(image: str | None, pid: int) -> None:
    """Give back what the process PID holds. Where it holds nothing any more: exit 1."""
    with open_image(image, create=False) as opened:
        found = [each.name for each in opened.locks() if pid in each.holders]
        if not found:
            raise ProgramFailed(f"process {pid} holds no lock that has a name")
        opened.release_lock(found[0], pid)


@command.command("remove")
@image_option
@name_argument
def remove(image: str | None, name: str) -> None:
    """Have no lock be known by that NAME. Processes go on with it as before."""
    with open_image(image, create=False) as opened:
        known(opened.locks(), name)
        opened.remove_lock(name)


def known(found: list[LockInfo], name: str) -> None:
    if all(each.name != name for each in found):
        raise Refused(f"no lock is called {name!r}; `perdure locks` lists them")
