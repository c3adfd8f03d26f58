"""The beginning of a process: it lowers its program's text itself.

An error in the text is the process's. Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from collections.abc import Callable

from perdure.languages.python.machine.frames import START, Frame
from perdure.languages.python.machine.linking import link
from perdure.languages.python.machine.programs import MACHINE, Program
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.vm import ForeignCode, Invoke, Source


def program_code(
    text: str, name: str, arguments: tuple[str, ...], search_path: tuple[str, ...]
) -> ForeignCode:
    """The code that a process begins with that runs a program."""
    content = ("program", arguments, search_path)
    return ForeignCode(MACHINE, name, content, Source(name, text))


def is_beginning(resumption: Invoke) -> bool:
    return resumption.procedure.content[0] == "program"


def begin(resumption: Invoke, make: Callable[[Program], Space]) -> tuple[Space, Program]:
    """The space of a program that is about to run, and its record. SyntaxError."""
    procedure = resumption.procedure
    source = procedure.source
    _, arguments, search_path = procedure.content
    program = Program((source.name, *arguments), search_path)
    space = make(program)
    module = space.add(link(MAIN, source.name, source.text))
    module.__dict__.update(__doc__=None, __package__=None, __annotations__={})
    space.frames.append(Frame(MAIN, 0, START, cells={}))
    return space, program
