"""A browser by lines: each is a command, and gives lines to show.

`perdure browse` reads them from a terminal, a pipe or its `--batch`; the REPL has `,browse`, and
each of the commands by itself, `,callers total`.

Read by: perdure.repl.commands.browse, perdure.repl.interaction.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from perdure.image import (
    Browser,
    CannotBrowse,
    Change,
    Definition,
    Image,
    ImageError,
    ProcessFailed,
    Reference,
    Sleeper,
)
from perdure.repl.cells import cut, width_of
from perdure.repl.editing import Editing
from perdure.repl.excerpts import cells_of_terminal, place_lines
from perdure.repl.shells import (
    Command,
    LeaveShell,
    check_for_repl,
    help_lines,
    known_in,
    problem_line,
)
from perdure.vm.texts import visible

NAMES: Final = 24  #: cells that names take at most, in lists
PAGE: Final = 20  #: entries of a page
DRAFTS: Final = "browser drafts"  #: under which the image keeps texts that were not defined
EXAMPLE: Final = "this needs arguments and a result: find-by-example 3 4 => 7"


class Shell:
    """A person, or a script, and a module that is looked at."""

    takes_forms = False  # names, and lines with a text in them

    def __init__(self, image: Image, what: str = "") -> None:
        self.image = image
        self.browser: Browser = image.browse()
        self.module: str | None = None
        self.listed: list[tuple[str, str]] = []  #: (module, name) of what was listed last
        self.before: int | None = None  #: where the next page of changes begins
        self._first = what

    def greeting(self) -> list[str]:
        """The modules, or what was asked for at the beginning."""
        return self.run(self._first) if self._first else _modules(self, "")

    def doing(self) -> str:
        return ""

    def stop(self) -> None:
        pass

    def run(self, line: str) -> list[str]:
        """Do a command; lines to show. ImageError; Editing; LeaveShell."""
        line = line.strip()
        if not line:
            return _changes(self, "more") if self.before is not None else []
        name, _, argument = line.partition(" ")
        command = KNOWN.get(name)
        if command is not None:
            return command.run(self, argument.strip())
        check_for_repl(name)
        if line in self.module_names():
            return _list(self, line)
        return _show(self, line)

    def module_names(self) -> list[str]:
        return [each.name for each in self.browser.modules()]

    def meant(self, argument: str, command: str) -> tuple[str, str | None]:
        """The name, and the module, that a person means: "total", "(shop prices) total", "2"."""
        if not argument:
            raise CannotBrowse(f"this needs a name: {command} total, or {command} (shop prices) p")
        if argument.isascii() and argument.isdigit() and int(argument) < len(self.listed):
            module, name = self.listed[int(argument)]
            return name, module
        module, name = split_module(argument)
        if module:
            return name, module
        if self.module is not None and " " not in name:
            names = [each.name for each in self.browser.definitions(self.module)]
            if name in names:
                return name, self.module
        return name, None

    def definition(self, argument: str, command: str) -> Definition:
        name, module = self.meant(argument, command)
        return self.browser.definition(name, module)


def split_module(argument: str) -> tuple[str, str]:
    """("(shop prices)", "price") of "(shop prices) price"; of one word ("", that)."""
    if argument.startswith("("):
        depth = 0
        for at, c in enumerate(argument):
            depth += (c == "(") - (c == ")")
            if not depth and argument[at + 1 :].strip():
                return argument[: at + 1], argument[at + 1 :].strip()
            if not depth:
                break
        return "", argument
    module, _, name = argument.rpartition(" ")
    return module.strip(), name.strip()


# What is there


def _modules(shell: Shell, argument: str) -> list[str]:
    found = shell.browser.modules(own=argument != "all")
    rows = [(each.name, count_text(each.count, "definition")) for each in found]
    lines = in_columns(rows)
    if argument != "all":
        lines.append("  the libraries that come with an image: modules all")
    return lines


def _list(shell: Shell, argument: str) -> list[str]:
    module = argument or shell.module or "user"
    found = shell.browser.definitions(module)
    shell.module = module
    shell.listed = [(module, each.name) for each in found]
    rows = [(each.name, "" if each.is_exported else "internal", first_line(each)) for each in found]
    return [
        f"{module}: {count_text(len(found), 'definition')}",
        *in_columns(rows, is_numbered=True),
    ]


def first_line(definition: Definition) -> str:
    """A definition in a list: what is said of it, or how it begins."""
    if definition.documentation:
        return definition.documentation.split("\n")[0]
    code = [line for line in definition.text.split("\n") if line and line[0] not in ";#"]
    return code[0].strip() if code else definition.kind


def _show(shell: Shell, argument: str) -> list[str]:
    found = shell.definition(argument, "show")
    shown = "" if found.is_exported else ", internal"
    head = f"; {found.name}, of {found.module}{shown}"
    head += f"; {found.place}" if found.place else ""
    if found.text:
        return [head, *found.text.split("\n")]
    meaning = shell.browser.meaning(found.name, found.module)
    said = found.documentation.split("\n") if found.documentation else []
    return [head, meaning, *(f"  {line}".rstrip() for line in said)]


# References


def _callers(shell: Shell, argument: str) -> list[str]:
    name, module = shell.meant(argument, "callers")
    return shell_lines(shell, shell.browser.callers(name, module), f"nothing refers to {name}")


def _callees(shell: Shell, argument: str) -> list[str]:
    name, module = shell.meant(argument, "callees")
    nothing = f"{name} refers to no definition of the image"
    return shell_lines(shell, shell.browser.callees(name, module), nothing)


def shell_lines(shell: Shell, found: Iterable[Reference], nothing: str) -> list[str]:
    """Definitions with numbers, by which they are meant next."""
    shell.listed = [(each.module, each.name) for each in found]
    rows = [(name, module) for module, name in shell.listed]
    return in_columns(rows, is_numbered=True) or [nothing]


def _sleepers(shell: Shell, argument: str) -> list[str]:
    name, module = shell.meant(argument, "sleepers")
    found = shell.browser.sleepers(name, module)
    return sleeper_lines(found) or [f"no process stands in {name}"]


def sleeper_lines(found: Iterable[Sleeper]) -> list[str]:
    rows = [
        (
            str(each.pid),
            each.process,
            each.state,
            each.position,
            "as it is now" if each.is_current else "a former text",
        )
        for each in found
    ]
    return in_columns(rows)


# Changes


def _history(shell: Shell, argument: str) -> list[str]:
    name, module = shell.meant(argument, "history")
    found = shell.browser.history(name, module)
    return change_lines(found) or [f"the change log has no text of {name}"]


def change_lines(found: Iterable[Change]) -> list[str]:
    rows = [
        (
            f"#{each.number}",
            time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(each.at)),
            each.title if each.names != ("",) else f"all of {each.home}",
            "" if each.home == "user" or each.names == ("",) else each.home,
            f"{each.source}:{each.line}",
            f"process {each.pid}" if each.pid else "",
            each.by,
        )
        for each in found
    ]
    return in_columns(rows)


def _changes(shell: Shell, argument: str) -> list[str]:
    before = shell.before if argument == "more" else None
    if argument.lstrip("#").isdigit():
        before = int(argument.lstrip("#"))
    found = shell.browser.changes(before, PAGE + 1)
    shell.before = found[PAGE - 1].number if len(found) > PAGE else None
    lines = change_lines(found[:PAGE])
    if shell.before is not None:
        lines.append(f"  ... changes {shell.before} shows those before")
    return lines or ["nothing has been defined here yet"]


def _diff(shell: Shell, argument: str) -> list[str]:
    words = argument.split()
    numbers = [int(word.lstrip("#")) for word in words if word.lstrip("#").isdigit()]
    if len(numbers) == len(words) == 2:
        return shell.browser.diff(numbers[1], numbers[0]) or ["they are the same"]
    if len(numbers) == len(words) == 1:
        return shell.browser.diff(numbers[0]) or ["it is as the one before"]
    name, module = shell.meant(argument, "diff")
    history = shell.browser.history(name, module)
    if not history:
        raise CannotBrowse(f"the change log has no text of {name}")
    return shell.browser.diff(history[0].number, name=name)


def _revert(shell: Shell, argument: str) -> list[str]:
    word = argument.lstrip("#")
    name = ""
    if word.isdigit():
        number = int(word)
    else:
        name, module = shell.meant(argument, "revert")
        history = shell.browser.history(name, module)
        if len(history) < 2:
            raise CannotBrowse(f"the change log has no text of {name} before the one of now")
        number = history[1].number
    change = shell.browser.revert(number, name or None)
    lines = [f"{change.title} is as in #{change.number} again"]
    return lines + ([] if change.names == ("",) else old_lines(shell, change.names[0], change.home))


# Finding


def _find(shell: Shell, argument: str) -> list[str]:
    if not argument:
        raise CannotBrowse("this needs a name, or a part of one: find total")
    return shell_lines(shell, shell.browser.find_name(argument), f"no name is like {argument}")


def _find_text(shell: Shell, argument: str) -> list[str]:
    found = shell.browser.find_text(argument)
    shell.listed = [(each.module, each.name) for each in found]
    rows = [(each.name, each.module, f"{each.number}: {each.text.strip()}") for each in found]
    return in_columns(rows, is_numbered=True) or [f"no definition has {argument!r} in its text"]


def _find_by_example(shell: Shell, argument: str) -> list[str]:
    given, arrow, result = argument.rpartition("=>")
    arguments = forms_in(given)
    if not arrow or not arguments or not result.strip():
        raise CannotBrowse(EXAMPLE)
    found = shell.browser.find_by_example(arguments, result.strip())
    shell.listed = [(each.module, each.name) for each in found]
    rows = [(each.text, each.module) for each in found]
    return in_columns(rows, is_numbered=True) or ["no procedure here gives that"]


def forms_in(text: str) -> list[str]:
    """The forms that stand in a text side by side."""
    found = re.findall(r"\S+", text)
    forms: list[str] = []
    for word in found:
        if forms and not is_whole(forms[-1]):
            forms[-1] += f" {word}"
        else:
            forms.append(word)
    return forms


def is_whole(text: str) -> bool:
    """Whether the strings and the brackets that a text opens are closed."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"|#\\.', "", text)
    if '"' in bare or bare in ("'", "`", "#"):
        return False
    return all(bare.count(pair[0]) <= bare.count(pair[1]) for pair in ("()", "[]", "{}"))


# Defining


def _edit(shell: Shell, argument: str) -> list[str]:
    name, module = shell.meant(argument, "edit")
    try:
        found = shell.browser.definition(name, module)
    except CannotBrowse:
        if module is not None and module not in shell.module_names():
            raise
        found = None
    home = found.module if found is not None else module or "user"
    if found is not None and found.language != "scheme":
        raise CannotBrowse(f"{home} is a file: change it there, and `perdure upgrade` moves to it")
    if found is not None and not found.text:
        raise CannotBrowse(f"the text of {name} is not known")
    text = found.text if found is not None else f"(define ({name})\n  )"
    draft = find_draft(shell.image, home, name)

    def finish(image: Image, made: str) -> list[str]:
        return defined(Shell(image), home, name, text, made)

    raise Editing(shell.image, draft or f"{text}\n", finish)


def defined(shell: Shell, module: str, name: str, before: str, text: str) -> list[str]:
    """Define what was edited; where it is wrong, the text is kept for the next time."""
    text = text.strip()
    if not text or text == before.strip():
        keep_draft(shell.image, module, name, "")
        return ["nothing was changed"]
    try:
        shell.browser.define(text, module)
    except (ProcessFailed, ImageError) as error:
        keep_draft(shell.image, module, name, text + "\n")
        payload = getattr(error, "payload", None)
        places = place_lines(text, getattr(payload, "position", "") or "")
        return [problem_line(error), *places, f"your text is kept: edit {name} goes on with it"]
    keep_draft(shell.image, module, name, "")
    return [f"defined: {name}", *old_lines(shell, name, module)]


def old_lines(shell: Shell, name: str, module: str) -> list[str]:
    """The processes that still run a former text of it."""
    try:
        found = [each for each in shell.browser.sleepers(name, module) if not each.is_current]
    except CannotBrowse:
        return []
    if not found:
        return []
    count = count_text(len(found), "process")
    verb = "stands" if len(found) == 1 else "stand"
    how = "debug PID, then again, has one call the new one"
    return [f"{count} still {verb} in a former text; {how}:", *sleeper_lines(found)]


def find_draft(image: Image, module: str, name: str) -> str:
    """The text that was edited last and could not be defined; "" for none."""
    for stored in image.workbench.kept(DRAFTS).values():
        if stored[:2] == (module, name):
            return str(stored[2])
    return ""


def keep_draft(image: Image, module: str, name: str, text: str) -> None:
    """Keep a text for the next time; "" forgets it."""
    if text == find_draft(image, module, name):
        return
    bench = image.workbench

    def change() -> None:
        drafts = bench.keep(DRAFTS)
        for number, stored in list(drafts.items()):
            if stored[:2] == (module, name):
                del drafts[number]
        if text:
            drafts.append((module, name, text))

    bench.change(change)


# Files


def _file_out(shell: Shell, argument: str) -> list[str]:
    module, name = split_module(argument) if argument else ("", shell.module or "user")
    module, file = (module, name) if module else (name, "")
    filed = shell.browser.file_out(module)
    missing = [f"; not in it, as the text is not known: {' '.join(filed.missing)}"]
    told = missing if filed.missing else []
    if not file:
        return [*filed.text.rstrip("\n").split("\n"), *told]
    try:
        Path(file).write_text(filed.text, encoding="utf-8")
    except OSError as error:
        raise CannotBrowse(f"cannot write {file!r}: {error.strerror}") from None
    return [f"{module} is in {file}; load {file} has the same definitions elsewhere", *told]


def _help(shell: Shell, argument: str) -> list[str]:
    return [
        *help_lines(COMMANDS),
        "A module alone is listed; a name, or its number in the last list, is shown.",
    ]


def _quit(shell: Shell, argument: str) -> list[str]:
    raise LeaveShell


# Lines


def in_columns(rows: Iterable[tuple[str, ...]], *, is_numbered: bool = False) -> list[str]:
    """Rows as lines that fit the terminal; the last column takes what is left."""
    shown = [tuple(visible(cell) for cell in row) for row in rows]
    if is_numbered:
        shown = [(str(number), *row) for number, row in enumerate(shown)]
    if not shown:
        return []
    last = len(shown[0]) - 1
    widths = [min(NAMES, max(width_of(row[at]) for row in shown)) for at in range(last)]
    lines = []
    for row in shown:
        cells = [
            cell + " " * max(0, width - width_of(cell))
            for cell, width in zip(row, widths, strict=False)
        ]
        line = "  ".join(
            [*(cell for cell, width in zip(cells, widths, strict=True) if width), row[last]]
        )
        lines.append(cut(f"  {line}", cells_of_terminal()).rstrip())
    return lines


def count_text(count: int, what: str) -> str:
    plural = f"{what}es" if what.endswith("s") else f"{what}s"
    return f"{count:,} {what if count == 1 else plural}"


COMMANDS: Final[tuple[Command[Shell], ...]] = (
    Command(
        ("modules", "m"), "modules [all]", "the program's modules; those that come too", _modules
    ),
    Command(("list", "ls", "l"), "list [MODULE]", "the definitions of a module", _list),
    Command(("show", "s"), "show NAME", "a definition's text", _show),
    Command(("callers",), "callers NAME", "the definitions that refer to it", _callers),
    Command(("callees",), "callees NAME", "those that it refers to", _callees),
    Command(
        ("sleepers",), "sleepers NAME", "the processes that stand in it, in which text", _sleepers
    ),
    Command(("history", "h"), "history NAME", "the texts that it has had, when, by whom", _history),
    Command(
        ("changes", "c"), "changes [N]", "what was defined in the image; before entry N", _changes
    ),
    Command(
        ("diff", "d"), "diff NAME | N [M]", "the last change of it; what entry N changed", _diff
    ),
    Command(("revert",), "revert NAME | N", "define it as it was before; as in entry N", _revert),
    Command(("find", "f"), "find NAME", "definitions whose names are like that", _find),
    Command(
        ("find-text", "ft"), "find-text TEXT", "lines of definitions with that text", _find_text
    ),
    Command(
        ("find-by-example", "fe"),
        "find-by-example A ... => B",
        "procedures that give B for these arguments",
        _find_by_example,
    ),
    Command(("edit", "e"), "edit NAME", "change the text in $EDITOR, and define it", _edit),
    Command(("file-out",), "file-out [MODULE [FILE]]", "a module as a text for a file", _file_out),
    Command(("help", "?"), "help", "this list", _help),
    Command(("quit", "q"), "quit", "leave", _quit),
)
KNOWN: Final = known_in(COMMANDS)
