"""Each row of the lowering behaves as CPython: output, order of evaluation, failures, lines."""

from __future__ import annotations

import ast
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from perdure.languages.python.code import ASKED, DOTTED, HAVING, KNOWN
from perdure.languages.python.lowering import Options, lower_module
from tests.python.behaviour import WAYS, lowered, natively, stopped
from tests.python.plain import run
from tests.python.rows import whole, whole_texts

TEXTS = whole_texts()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", TEXTS)
def test_it_behaves_as_cpython(name: str, way: str) -> None:
    assert lowered(whole(name), way) == natively(whole(name))


@pytest.mark.parametrize("name", TEXTS)
def test_it_behaves_so_when_it_is_stopped_before_every_statement(name: str) -> None:
    assert stopped(whole(name)) == natively(whole(name))


@pytest.mark.parametrize("name", TEXTS)
def test_it_behaves_so_when_it_is_stopped_at_every_exception(name: str) -> None:
    assert stopped(whole(name), raises=True) == natively(whole(name))


def test_only_names_that_are_known_are_used() -> None:
    used = set()
    for options in WAYS.values():
        for name in TEXTS:
            module = lower_module(whole(name), "text.py", "m", options)
            bodies = [ast.Module(function.body, []) for function in module.functions]
            for node in (node for body in bodies for node in ast.walk(body)):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    used.add(node.id)
    own = {name for name in used if (name.startswith(".") and name[-1].isalpha()) or "?" in name}
    variables = {".it", ".made", ".key"}
    assert {n for n in own if n not in DOTTED and n not in variables} <= {
        n
        for n in own
        if (n[1:2] in "mhw" and n[-1] in "dmtc") or n.startswith((".a_", HAVING, KNOWN, ASKED))
    }


@pytest.mark.parametrize(
    "text",
    ["def f(:", "return 1", "x = 1\nawait x", "def f():\n    nonlocal q", "f'{'", "a +* b", "\0"],
)
def test_a_syntax_error_is_python_s_own(text: str) -> None:
    with pytest.raises((SyntaxError, ValueError)) as native:
        compile(text, "mine.py", "exec")
    with pytest.raises((SyntaxError, ValueError)) as own:
        lower_module(text, "mine.py")
    assert own.value.args == native.value.args


def test_a_warning_of_the_compiler_is_given_once_at_the_line_of_the_text() -> None:
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        lower_module("x = 1\nif x is 5: pass\n", "mine.py")
    assert [(w.category, w.filename, w.lineno) for w in given] == [(SyntaxWarning, "mine.py", 2)]


def test_every_site_has_a_position_of_its_own() -> None:
    for name in TEXTS:
        module = lower_module(whole(name), "t.py", "m", Options(True, True, True))
        assert len(module.site_at) == len(module.sites)
        for site in module.sites:
            assert module.statement(site.number) is not None


def test_a_class_knows_its_functions_by_their_qualified_names() -> None:
    text = """
class C:
    def f(self):
        def g(): return lambda: h()
        return g
    class D:
        async def k(self): global made; made = 1
"""
    module = lower_module(text, "t.py")
    assert sorted({function.qualname for function in module.functions}) == [
        "<module>",
        "C.D.k",
        "C.f",
        "C.f.<locals>.g",
        "C.f.<locals>.g.<locals>.<lambda>",
    ]


def test_a_function_begins_at_its_first_decorator() -> None:
    module = lower_module("\n@d\ndef f(x):\n    return g(x)\n", "t.py")
    assert module.functions[1].first_line == 2


@contextmanager
def parsing_in_collections() -> Iterator[None]:
    """Have each collection of garbage parse a text, as a finalizer may, or another thread."""
    is_busy = False

    def parse(phase: str, facts: dict[str, Any]) -> None:
        nonlocal is_busy
        if not is_busy:
            is_busy = True
            with suppress(RecursionError):
                ast.parse("(" * 150 + "1" + ")" * 150 + "+" + "-" * 3000 + "1")
            is_busy = False

    before = gc.get_threshold()
    gc.callbacks.append(parse)
    gc.set_threshold(50)
    try:
        yield
    finally:
        gc.callbacks.remove(parse)
        gc.set_threshold(*before)


def test_a_text_is_parsed_while_finalizers_parse() -> None:
    """CPython counts the depth of all trees in one place: python/cpython#106905."""
    text = "".join(f"a{n} = print({n}, [1, 2, {{3: 4}}])\n" for n in range(300))
    with parsing_in_collections():
        for _ in range(5):
            assert len(lower_module(text, "text.py").sites) == 300
    assert gc.isenabled()


RAISING = """
import gc, weakref

class Refused(Exception):
    pass

def raises(make):
    raise make()

gc.disable()
try:
    raises(lambda: Refused(1))
except Refused as error:
    seen = weakref.ref(error)
is_gone = seen() is None
gc.enable()
"""


def test_an_exception_is_not_kept_by_the_frame_that_raised_it() -> None:
    assert run(lower_module(RAISING, "text.py", "m", Options(checks=True)))["is_gone"]
