"""Timing what comes before a program runs.

Read by: benchmarks.compiling.__main__.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from benchmarks.compiling.program import Program
from benchmarks.language.scheme import open_runner
from benchmarks.measuring import seconds_of
from perdure.image.storage.creation import run_bootstrap
from perdure.image.storage.file_storage import ImageStorage
from perdure.languages import scheme
from perdure.languages.scheme.compiler.programs import compile_pieces, program_pieces
from perdure.languages.scheme.expander import Piece
from perdure.vm import Closure
from perdure.vm.objects.procedures import Source

Result = TypeVar("Result")

NAME = "large.scm"


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that each step took."""

    reading: float
    expanding: float
    compiling: float  #: to lowered code
    running: float  #: and making Python code of it

    @property
    def whole(self) -> float:
        return self.reading + self.expanding + self.compiling + self.running


def in_a_process(work: Callable[..., Result], *arguments: object) -> Result:
    """The work's value in a fresh process: code that was compiled once is kept in a process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(work, *arguments).result()


def time_program(program: Program) -> tuple[Times, list[str]]:
    """The seconds of each step in a new image in memory, and the answers that are wrong."""
    text = f"{program.text}\n(main)\n"
    pieces: list[list[Piece]] = []
    compiled: list[Closure] = []
    different: list[object] = []
    with open_runner() as runner:
        world = runner.language.world(runner.machine.libraries)
        reading = seconds_of(lambda: list(scheme.Reader(text, NAME)))
        expanding = seconds_of(lambda: pieces.append(program_pieces(text, NAME, world)))
        compiling = seconds_of(
            lambda: compiled.append(compile_pieces(pieces[0], Source(NAME, text), NAME, world))
        )
        running = seconds_of(lambda: different.append(runner.call(compiled[0])))
    wrong = [f"other answers than Python's: {each}" for each in different if each != []]
    # Expanding a program reads it.
    return Times(reading, expanding - reading, compiling, running), wrong


def time_bootstrap() -> tuple[float, int]:
    """Seconds, and the bytes that a new image's file has."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        path = Path(directory) / "data.fs"
        seconds = seconds_of(lambda: run_bootstrap(ImageStorage(str(path))))
        return seconds, path.stat().st_size
