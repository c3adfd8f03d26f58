"""The commands of the REPL: `,ps` and its like.

Each is a function of the image and its argument. What is more than text to show, a
command gives back as an action: the loop that called it does that.

Read by: both loops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import wrap
from typing import Final

from perdure.image import Image, ImageError, NoSuchProcess
from perdure.repl import browsing
from perdure.repl.editing import Editing
from perdure.repl.interaction import tutorial
from perdure.repl.interaction.actions import (
    Action,
    Browse,
    CommandError,
    Done,
    Edit,
    Inspect,
    Keys,
    Quit,
    Top,
)
from perdure.repl.interaction.form_commands import (
    apropos,
    doc,
    load,
    macroexpand,
    more,
    profile,
    source,
    time,
    trace,
    untrace,
)
from perdure.repl.interaction.process_commands import (
    ask,
    attach,
    break_at,
    break_where_raised,
    bt,
    cancel,
    debug,
    forget,
    kill,
    park,
    policy,
    ps,
    restart,
    restarts,
    resume,
    retry,
    send,
    unbreak,
    upgrade,
)
from perdure.repl.monitoring import wanted_from
from perdure.repl.spelling import near
from perdure.repl.tables import plain_lines
from perdure.repl.wording import author, local_time, said_line
from perdure.vm.dataclass import dataclass

#: Commands of the browser that are commands here, too.
BROWSED: Final = (
    *("callers", "callees", "sleepers", "history", "changes", "diff", "revert"),
    *("find", "find-text", "find-by-example", "edit", "file-out"),
)
MOST = 40  #: texts that ,say shows
HELP: Final = 78  #: cells of a line of ,help

BEGINNING: Final = (
    "Type a form; Enter evaluates it once its parentheses are closed. Its value is $N.",
    "The commands; ,help SECTION tells what they do, ,help NAME what one does, ,help all all:",
)
ENDING: Final = (
    "Keys: Tab completes, Ctrl-R searches the history, Alt-Enter begins a line; Ctrl-C",
    "parks the form that runs, Ctrl-Z leaves it to the background, Ctrl-D leaves.",
)
#: The names of all commands, in order.
SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "forms": ("load", "more", "time", "profile", "macroexpand"),
    "processes": (
        *("ps", "top", "bt", "attach", "park", "resume", "cancel", "kill", "forget"),
        *("ask", "send", "schedules", "queues"),
    ),
    "repair": (
        *("debug", "retry", "restarts", "restart", "upgrade", "policy"),
        *("break", "break-on", "unbreak", "inspect", "trace", "untrace"),
    ),
    "definitions": ("doc", "apropos", "source", "browse", *BROWSED),
    "here": ("help", "tutorial", "say", "keys", "quit"),
}


@dataclass(frozen=True, slots=True)
class Command:
    usage: str
    help: str
    run: Callable[[Image, str], Action]


def whole_name(name: str) -> str:
    """The name of the command that a name, which may be cut short, means. CommandError."""
    if name in COMMANDS:
        return name
    meant = [each for each in COMMANDS if each.startswith(name)]
    if len(meant) > 1:
        *others, last = (f",{each}" for each in meant)
        raise CommandError(f",{name} may be {', '.join(others)} or {last}")
    if not meant:
        said = near(name, COMMANDS)
        guess = f"did you mean ,{said[0]}?" if said else ",help lists them"
        raise CommandError(f"there is no command ,{name}; {guess}")
    return meant[0]


def run_command(image: Image, name: str, argument: str) -> Action:
    """Do what a command says, in the thread that drives the image."""
    command = COMMANDS[whole_name(name)]
    try:
        return command.run(image, argument)
    except NoSuchProcess as error:
        raise CommandError(f"no process has the pid {error.pid}; ,ps lists them") from None
    except ImageError as error:
        raise CommandError(str(error)) from None


# The commands


def _help(image: Image, argument: str) -> Action:
    if not argument:
        return Done([*BEGINNING, *section_lines(), *ENDING])
    name = argument.removeprefix(",")
    if name == "all":
        wanted = list(COMMANDS)
    elif name in SECTIONS:
        wanted = list(SECTIONS[name])
    elif name in COMMANDS:
        wanted = [name]
    else:
        raise CommandError(
            f"there is no command ,{name}, and no section of that name; ,help lists them"
        )
    width = max(len(COMMANDS[each].usage) for each in wanted)
    return Done(
        [f"  {COMMANDS[each].usage.ljust(width)}  {COMMANDS[each].help}" for each in wanted]
    )


def section_lines() -> Iterator[str]:
    """The names of all commands, those of a section together."""
    width = max(map(len, SECTIONS))
    for section, names in SECTIONS.items():
        named = "  ".join(f",{name}" for name in names)
        first, *rest = wrap(named, HELP - width - 4, break_on_hyphens=False)
        yield f"  {section.ljust(width)}  {first}"
        yield from (f"  {' ' * width}  {line}" for line in rest)


def _schedules(image: Image, argument: str) -> Action:
    rows = [
        (
            each.name,
            each.state,
            each.timing,
            "-" if each.next is None else local_time(each.next),
            f"{each.done} runs",
        )
        for each in image.schedules()
    ]
    return Done(plain_lines(("NAME", "STATE", "TIMING", "NEXT", "RUNS"), rows))


def _queues(image: Image, argument: str) -> Action:
    rows = [
        (each.name, str(each.waiting), str(each.delayed), str(each.running))
        for each in image.queues()
    ]
    return Done(plain_lines(("NAME", "WAITING", "DELAYED", "RUNNING"), rows, (1, 2, 3)))


def _inspect(image: Image, argument: str) -> Action:
    return Inspect(argument)


def _top(image: Image, argument: str) -> Action:
    wanted_from(argument)  # says what is wrong
    return Top(argument)


def _browse(image: Image, argument: str) -> Action:
    return Browse(argument)


def _browsed(command: str) -> Callable[[Image, str], Action]:
    """A command of the browser's by itself."""

    def run(image: Image, argument: str) -> Action:
        try:
            return Done(browsing.Shell(image).run(f"{command} {argument}"))
        except Editing as editing:
            return Edit(editing)

    return run


def _say(image: Image, argument: str) -> Action:
    if argument:
        image.say(argument, author())
        return Done()
    return Done([said_line(each) for each in image.said()[-MOST:]] or ["nothing was said"])


def _tutorial(image: Image, argument: str) -> Action:
    if argument not in ("", "stop", "again"):
        raise CommandError("these are ,tutorial, ,tutorial again and ,tutorial stop")
    return Done(tutorial.begin(image, argument))


def _keys(image: Image, argument: str) -> Action:
    if argument not in ("vi", "emacs"):
        raise CommandError("these are ,keys vi and ,keys emacs")
    return Keys(vi=argument == "vi")


def _quit(image: Image, argument: str) -> Action:
    return Quit()


COMMANDS: Final = {
    "help": Command(",help [SECTION|NAME|all]", "what commands there are, and what they do", _help),
    "ps": Command(",ps [STATE|all]", "the processes", ps),
    "schedules": Command(",schedules", "what is started again and again", _schedules),
    "queues": Command(",queues", "the queues, and how many jobs wait in each", _queues),
    "bt": Command(",bt [PID]", "a process: its error, its stack, its variables", bt),
    "attach": Command(",attach [PID]", "wait for a process, and be its console", attach),
    "park": Command(",park PID", "let a process stand where it is", park),
    "resume": Command(",resume [PID]", "go on with a parked process", resume),
    "retry": Command(
        ",retry [PID], all [FORM]", "do again what failed, and go on; all with a value", retry
    ),
    "restarts": Command(",restarts [PID]", "how a process can go on after an error", restarts),
    "restart": Command(",restart [PID:]N [FORM ...]", "have it go on so, with values", restart),
    "upgrade": Command(
        ",upgrade FILE [PID ...]", "have Python's processes go on in a new version", upgrade
    ),
    "debug": Command(",debug [PID]", "look into a process, change it, have it go on", debug),
    "inspect": Command(",inspect [FORM|PID|@N]", "look at a value, and at what is in it", _inspect),
    "top": Command(",top [FILTER]", "what runs and waits, again and again", _top),
    "browse": Command(",browse [MODULE|NAME]", "look at definitions, from one to another", _browse),
    **{
        each.names[0]: Command(f",{each.usage}", each.help, _browsed(each.names[0]))
        for each in browsing.COMMANDS
        if each.names[0] in BROWSED
    },
    "say": Command(",say [TEXT]", "say something to all at the image, or what was said", _say),
    "break": Command(
        ",break [AT [if FORM]]", "stop at a procedure or FILE:LINE; or list", break_at
    ),
    "break-on": Command(
        ",break-on [KIND|CLASS] [if PREDICATE]", "stop where that is raised", break_where_raised
    ),
    "unbreak": Command(",unbreak N", "stop there no more", unbreak),
    "policy": Command(",policy [park|fail]", "what becomes of unhandled errors", policy),
    "cancel": Command(",cancel PID", "have a process clean up and end", cancel),
    "kill": Command(",kill PID", "end a process where it stands", kill),
    "forget": Command(",forget PID ...|all", "forget what has ended, at once", forget),
    "ask": Command(",ask PID NAME [FORM ...]", "have a process answer, undisturbed", ask),
    "send": Command(",send PID FORM", "put the form's value into a process's mailbox", send),
    "load": Command(",load FILE", "evaluate a file", load),
    "time": Command(",time [N] FORM", "evaluate, N times, and tell how long it took", time),
    "profile": Command(",profile FORM", "evaluate, and tell which procedures took it", profile),
    "trace": Command(",trace [NAME ...]", "have procedures tell of each call", trace),
    "untrace": Command(",untrace [NAME ...]", "have them, or all, be silent again", untrace),
    "source": Command(",source NAME", "the text that a name was defined by", source),
    "macroexpand": Command(",macroexpand FORM", "what the use of a macro stands for", macroexpand),
    "doc": Command(",doc NAME", "what a name means", doc),
    "apropos": Command(",apropos TEXT", "names that have the text in them", apropos),
    "more": Command(",more [NAME]", "what follows of a long value; or a variable's", more),
    "tutorial": Command(",tutorial [again|stop]", "fifteen minutes, step by step", _tutorial),
    "keys": Command(",keys vi|emacs", "how lines are edited", _keys),
    "quit": Command(",quit", "leave; what is in the image stays there, asleep", _quit),
}
