"""The command line beside the interface for Python: each method of an image has a command."""

from __future__ import annotations

import click
import pytest

from perdure.image import AsyncImage, Image
from perdure.repl.main import commands
from tests.image.test_types import public

#: The command for each method, with the option or the argument where it needs one.
COMMANDS = {
    "awaited_names": "complete",  # which says who waits where nobody awaits the name
    "backtrace": "show",
    "become": "inspect",
    "begin_update": "update --detach",
    "break_on": "breakpoint --raised",
    "breakpoints": "breakpoint",
    "browse": "browse",
    "call": "call",
    "cancel": "cancel",
    "channel": "channel make",
    "channels": "channels",
    "children": "query",  # `perdure query PID children`: a supervisor answers that
    "complete": "complete",
    "counts": "top",
    "debug": "debug",
    "delete_breakpoint": "breakpoint --delete",
    "drain": "versions --drain",
    "enqueue": "run --queue",
    "error_policy": "on-error",
    "eval": "eval",
    "follow": "attach",
    "forget": "forget",
    "forget_all": "forget --all",
    "inspect": "inspect",
    "instances": "inspect",
    "is_completed": "complete",
    "keep": "forget --keep",
    "kill": "kill",
    "limits": "forget --policy",
    "load": "load",
    "locks": "locks",
    "said": "say",
    "say": "say",
    "members": "top",
    "monitor": "wait",
    "mutex": "lock mutex",
    "park": "park",
    "path_to": "inspect",
    "pause_schedule": "schedule pause",
    "process": "show",
    "processes": "ps",
    "query": "query",
    "queue": "queue",
    "queues": "queues",
    "referrers": "inspect",
    "release_lock": "lock release",
    "remove_channel": "channel remove",
    "remove_lock": "lock remove",
    "remove_queue": "queue --remove",
    "remove_schedule": "schedule remove",
    "restart": "restart",
    "restarts": "restarts",
    "result": "result",
    "resume": "resume",
    "resume_schedule": "schedule resume",
    "retry": "retry",
    "retry_all": "retry --all",
    "run_until_idle": "work --until-idle",
    "sample": "top",
    "schedule": "schedule add",
    "schedules": "schedules",
    "semaphore": "lock semaphore",
    "send": "send",
    "set_breakpoint": "breakpoint",
    "set_error_policy": "on-error",
    "signal": "signal",
    "spawn": "run --detach",
    "supply_input": "attach",
    "timers": "top",
    "transcript": "transcript",
    "trigger_schedule": "schedule trigger",
    "unfollow": "attach",
    "update": "update",
    "upgrade": "upgrade",
    "upgrade_all": "upgrade",
    "versions": "versions",
    "whereis": "show",  # which takes names
}
#: Those that the command line has another way for: an expression that `perdure eval` evaluates.
EXPRESSIONS = {
    "link": "(link! one other)",
    "unlink": "(unlink! one other)",
    "request": "(request pid value)",
    "set_labels": "(set-label! name value)",
    "spawn_many": "(for-each (lambda (n) (spawn ...)) ...)",
}
#: Those of an application that has the image open: its own functions, classes, tests and end.
APPLICATIONS = {"advance", "close", "crash", "register_converter", "replace"}


def test_each_method_has_a_command() -> None:
    both = public(Image) & public(AsyncImage)
    methods = {name for name in both if callable(getattr(Image, name))}
    assert methods == {*COMMANDS, *EXPRESSIONS, *APPLICATIONS}


@pytest.mark.parametrize("words", sorted(set(COMMANDS.values())))
def test_the_command_is_there(words: str) -> None:
    found: click.Command = commands
    context = click.Context(commands)
    for word in words.split():
        if word.startswith("--"):
            assert any(word in parameter.opts for parameter in found.params), words
            continue
        assert isinstance(found, click.Group)
        command = found.get_command(context, word)
        assert command is not None, words
        found = command
