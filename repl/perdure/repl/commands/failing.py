"""How a command that was a process's console tells that the process has failed.

The message, the line of the source with the place marked, the procedures on the stack, and
how to see more. Of an image in memory there is no more: it ends with the command.

Read by: perdure.repl.commands.run, load, attach.
"""

from __future__ import annotations

from perdure.image import Image, ProcessFailed
from perdure.repl.excerpts import place_lines
from perdure.repl.failures import ProgramFailed
from perdure.repl.interaction.documentation import unbound_hints
from perdure.repl.stacks import outline, source_on_stack
from perdure.vm import walk
from perdure.vm.texts import visible

FRAMES = 6  #: procedures of the stack that are named


def exit_code_of(image: Image, pid: int, name: str = "", text: str = "") -> int:
    """The code to exit with, of a process that has ended; a ProgramFailed tells how it failed.

    `text` is the program's, whose errors call it `name`.
    """
    try:
        return image.exit_code(pid)
    except ProcessFailed as error:
        raise program_failed(image, error, name, text) from error


def program_failed(image: Image, error: ProcessFailed, name: str, text: str) -> ProgramFailed:
    execution = image.workbench.execution(error.pid)
    position = error.position
    source, first = source_on_stack(execution, position)
    if name and position.rsplit(":", 2)[0] == name:
        source, first = text, 1
    message = error.message.removesuffix(f" ({visible(position)})")
    stack = outline(() if execution is None else walk(execution), FRAMES)
    lines = place_lines(source, position, first)
    lines += unbound_hints(image, error.payload, execution)
    if len(stack) > 1:
        lines += [f"  {line}" for line in stack]
    if stack and not image.is_in_memory:
        lines.append(f"`perdure show {error.pid}` shows its stack with the variables")
    return ProgramFailed(
        f"process {error.pid} failed: {message}", [visible(line) for line in lines]
    )
