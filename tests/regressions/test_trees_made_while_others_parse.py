"""A tree is made though finalizers and other threads parse in its midst (python/cpython#106905).

A process of Python failed with SystemError: AST constructor recursion depth mismatch, in a worker
where a library's finalizer had let another thread run.
"""

from __future__ import annotations

import ast
import gc
import sys
import threading
from contextlib import suppress
from typing import Any

import pytest

from perdure.languages.python.code import trees
from perdure.languages.python.code.trees import tree_of

DEEP = "x = " + "(" * 60 + "1" + " + 2)" * 60
TEXT = "\n".join(["def f(a, b):", *["    c = [a + b * (a - b), {a: b}]"] * 200])


class Parsing:
    """Garbage that parses when it is let go of."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        parse()


def parse() -> None:
    with suppress(SystemError, RecursionError):
        ast.parse(DEEP)


def test_it_is_made_beside_others() -> None:
    expected = ast.dump(ast.parse(TEXT))
    is_over = threading.Event()

    def disturb() -> None:
        while not is_over.is_set():
            gc.enable()  # as whoever had disabled it before
            Parsing()
            parse()

    threads = [threading.Thread(target=disturb) for _ in range(2)]
    threshold, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(20)
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for _ in range(15):
            assert ast.dump(tree_of(TEXT)) == expected
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
        gc.set_threshold(*threshold)
        sys.setswitchinterval(interval)
        gc.enable()


def test_it_is_made_once_more_where_the_count_was_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: list[type[Exception]] = [SystemError, SystemError, RecursionError]

    def compiled(*given: Any, **named: Any) -> Any:
        if wrong:
            raise wrong.pop(0)
        return compile(*given, **named)

    monkeypatch.setattr(trees, "compile", compiled, raising=False)
    with pytest.raises(RecursionError):
        tree_of("x = 1")
    wrong[:] = [SystemError, SystemError, SystemError]
    assert ast.dump(tree_of("x = 1")) == ast.dump(ast.parse("x = 1"))
    wrong[:] = [RecursionError]
    assert ast.dump(tree_of("x = 1")) == ast.dump(ast.parse("x = 1"))
    wrong[:] = [SystemError] * 100
    with pytest.raises(SystemError):
        tree_of("x = 1")
