"""The Python that a program was turned into, and where its time goes.

The generated Python is caught where the generator hands it to Python's compiler.

Read by: benchmarks.language.__main__.
"""

from __future__ import annotations

import ast
import builtins
import cProfile
import pstats
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from perdure.vm.python import functions


@contextmanager
def generated_code() -> Iterator[list[str]]:
    """Collects the text of every Python function that is generated meanwhile."""
    texts: list[str] = []

    def compile_and_keep(source: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(source, ast.Module):
            texts.append(ast.unparse(source))
        return builtins.compile(source, *arguments, **options)

    functions.compile = compile_and_keep  # type: ignore[attr-defined]
    try:
        yield texts
    finally:
        del functions.compile  # type: ignore[attr-defined]


def print_profile(action: Callable[[], object]) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(action)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
