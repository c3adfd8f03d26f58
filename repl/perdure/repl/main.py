"""The command line: which command, which image, and with what exit code it ends.

A command's module is imported only when the command is named, so that each pays
for its own imports alone: opening the database takes most of the time of a
`perdure eval`, and the tables of `perdure ps` would double it.

Whatever goes wrong becomes one line on stderr and an exit code: 1 when the
program failed, 2 when the command could not be done, 130 after Ctrl-C (143 after
SIGTERM, 129 after SIGHUP). A command whose output nobody reads to its end (`perdure ps | head`)
has done what it was to do: 0. One that drives processes stops when nobody reads what they
print: 141.

Read by: perdure.repl.start. Reads: perdure.repl.commands.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Final

import click

from perdure.repl import warden
from perdure.repl.failures import Refused, Stopped, one_line
from perdure.repl.options import image_option, no_run_option
from perdure.repl.signals import exit_code, number_of
from perdure.repl.streams import forget_stdout, mend_streams

#: Every command, with its line in `perdure --help`, by the sections there; each a module of
#: perdure.repl.commands.
SECTIONS: Final = {
    "Programs": {
        "run": "Run a program as a new process until it ends.",
        "call": "Call a function of a program's file in a new process.",
        "load": "Evaluate a file in the image's own environment.",
        "eval": "Evaluate an expression there and print its value.",
        "repl": "Read, evaluate, print, again.",
        "attach": "Be the console of a process until it ends.",
        "work": "Drive all processes of the image.",
        "serve": "Let several processes have one image open.",
    },
    "Processes": {
        "ps": "List the processes.",
        "top": "Show what runs and waits, again and again.",
        "tui": "Show that on the whole screen, and debug and inspect there.",
        "show": "Show a process with its stack.",
        "result": "Print the value that a process ended with.",
        "wait": "Wait for the end of a process.",
        "say": "Say something to all at the image, or show what was said.",
        "transcript": "Print what a process has printed.",
        "send": "Send a message to a process.",
        "query": "Ask a process, which is not disturbed.",
        "signal": "Have a process handle a signal.",
        "update": "Have a process do an update, and print its result.",
        "complete": "Give processes what they await from outside.",
        "cancel": "Have a process clean up and end.",
        "kill": "End a process where it stands.",
        "park": "Let a process stand where it is.",
        "resume": "Let a process go on that is parked, or stands at a breakpoint.",
        "forget": "Forget processes that have ended.",
    },
    "What failed": {
        "debug": "Look into a process, change it, and have it go on.",
        "inspect": "Look at a value, and at what is in it.",
        "browse": "Look at definitions, at their callers, and at what they were.",
        "file-out": "Print a module's definitions as a text for git.",
        "retry": "Go on with processes that have failed.",
        "restarts": "List how a process can go on that an error has stopped.",
        "restart": "Choose one of these.",
        "on-error": "Say whether processes are parked by errors, or fail.",
        "breakpoint": "Have processes stop at a procedure, a line or an error.",
    },
    "New versions": {
        "upgrade": "Have processes of a Python program go on in its new version.",
        "versions": "List the versions of the program, and wait for the end of old ones.",
    },
    "Schedules, queues, channels, locks": {
        "schedule": "Have something started again and again.",
        "schedules": "List the schedules.",
        "queue": "Have a queue of jobs, or change its limits.",
        "queues": "List the queues.",
        "channel": "Put into a channel that has a name, take from it, close it.",
        "channels": "List the channels that have names.",
        "lock": "Hold a mutex or a semaphore that has a name, or give it back.",
        "locks": "List the mutexes and semaphores that have names.",
    },
    "Upkeep": {
        "check": "Look whether all of an image is as it must be.",
        "stats": "Count its objects by kind and size.",
        "pack": "Give back the space of what is dead in an image.",
        "backup": "Save an image that is in use.",
        "restore": "Make an image of what was saved.",
        "salvage": "Keep what can be read of a damaged image.",
    },
}
COMMANDS: Final = {name: line for each in SECTIONS.values() for name, line in each.items()}


def perhaps(name: str) -> str:
    """`; did you mean show?`, where a command is called nearly so, or longer."""
    spelling = import_module("perdure.repl.spelling")
    longer = [each for each in COMMANDS if each.startswith(name.lower())]
    meant = longer[: spelling.MOST] or spelling.near(name.lower(), COMMANDS)
    return f"; did you mean {' or '.join(meant)}?" if meant else ""


class Unread(Exception):
    """Nobody reads our output any more. Of a BrokenPipeError click would make exit code 1."""


@contextmanager
def read_or_not() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise Unread from error


class Commands(click.Group):
    """A group that knows its commands by name and imports one when it is used."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        with read_or_not():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        with read_or_not():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(
            f"perdure.repl.commands.{cmd_name.replace('-', '_')}"
        ).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # One column for all: each section alone would choose its own.
        width = max(map(len, COMMANDS))
        for title, lines in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), line) for name, line in lines.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"no such command: {args[0]}{perhaps(args[0])}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0, or what the program gave to (exit); 1 the program failed; "
    "2 the command could not be done, and nothing was changed; 130 stopped by Ctrl-C "
    "(143 by SIGTERM, 129 by SIGHUP), 141 where nobody reads what processes print any more; "
    "the processes are asleep in the image.",
)
@click.version_option(package_name="perdure", message="perdure %(version)s")
@image_option
@no_run_option
def commands(image: str | None, no_run: bool) -> None:
    """Run programs, of Scheme or of regular Python, whose running state is a database.

    A program stops when this command does, at any instant and for any reason, and goes on from
    there when an image's processes are driven again: by `work`, or by `run`, `load`, `eval` and
    `repl` on the way.
    """


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments (default: the process's own) say; give the exit code."""
    # What importing makes stays: to look for garbage in it took a sixth of `perdure eval`.
    # perdure.repl.opening switches this on again.
    gc.disable()
    warden.is_wanted = arguments is None
    mend_streams()
    try:
        code: Any = commands.main(arguments, prog_name="perdure", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        click.echo(help_wanted.format_message(), err=True)
        return 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "perdure"
        said = decapitalized(error.format_message())
        if isinstance(error, click.NoSuchOption) and error.option_name == "--no-run":
            meant = path.replace("perdure", "perdure --no-run", 1)
            said = f"--no-run stands before the command: `{meant}`"
        complain(f"{path}: {said} (see `{path} --help`)")
        return 2
    except Stopped as error:
        complain(f"perdure: {error.format_message()}")
        return error.code
    except Refused as error:
        complain(f"perdure: {error.format_message()}", getattr(error, "more", ()))
        return error.exit_code
    except click.ClickException as error:
        complain(f"perdure: {decapitalized(error.format_message())}")
        return 2
    except (click.Abort, KeyboardInterrupt) as error:
        return exit_code(number_of(error.__cause__ or error))
    except (BrokenPipeError, Unread):
        forget_stdout()  # whoever read it has seen enough
        return 0
    except OSError as error:
        what = f": {error.filename!r}" if error.filename else ""
        complain(f"perdure: {error.strerror or error}{what}")
        return 2
    finally:
        gc.enable()
    return code if isinstance(code, int) else 0


def complain(message: str, more: Sequence[str] = ()) -> None:
    """Say on stderr what was wrong, in a line, and in lines what else is to be known."""
    try:
        sys.stdout.flush()
    except OSError:  # that is what there is to complain of, maybe
        forget_stdout()
    with suppress(OSError):  # there is no terminal any more
        print("\n".join([one_line(message), *more]), file=sys.stderr)


def decapitalized(sentence: str) -> str:
    """click's messages as the second half of a line: `No such option: -x.` without both ends."""
    return (sentence[:1].lower() + sentence[1:]).removesuffix(".")
