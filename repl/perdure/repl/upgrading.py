"""Processes of Python programs and the new version of a file: moving them, and what is told of it.

Read by: `perdure upgrade`, the REPL's `,upgrade`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from perdure.image import CannotUpgrade, Image, Upgraded
from perdure.repl.opening import read_program


def upgraded(image: Image, file: str, pids: Sequence[int]) -> list[Upgraded]:
    """Have processes of the program in a file go on in its new version.

    Without `pids`: all that stand in an older one. Refused where the file cannot be read.
    """
    text = read_program(file)
    texts = {file: text, str(Path(file).resolve()): text}
    if not pids:
        return image.upgrade_all(texts)
    return [_one(image, pid, texts) for pid in dict.fromkeys(pids)]


def _one(image: Image, pid: int, texts: dict[str, str]) -> Upgraded:
    try:
        return Upgraded(pid, "", image.upgrade(pid, texts))
    except CannotUpgrade as error:
        return Upgraded(pid, str(error), [])


def upgraded_lines(file: str, found: Sequence[Upgraded]) -> Iterator[str]:
    """The lines that tell what became of each."""
    if not found:
        yield f"no process stands in an older version of {file}"
    for each in found:
        yield each.problem or f"process {each.pid} goes on in the new version"
        yield from (f"  {note}" for note in each.notes)
