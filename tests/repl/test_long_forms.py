"""Typing in a long form: a key costs the looking at one line, wherever in the text it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from perdure.languages.scheme.reader import is_incomplete
from perdure.repl.interaction import lines
from perdure.repl.interaction.brackets import pair_at
from perdure.repl.interaction.forms import is_begun
from perdure.repl.interaction.indenting import indentation
from perdure.repl.interaction.lines import Lines
from perdure.repl.interaction.screen import Screen
from perdure.repl.interaction.terminal import Terminal

FORM = "(define (f x)" + "".join(
    f'\n  (let ((y{n} (+ x {n})) (s "text")) ; why'
    f"\n    (if (> y{n} 3)"
    f"\n        (vector-ref (vector y{n} 'a . (#t)) 0) #f))"
    for n in range(333)
)  # 1,000 lines
TOKENS = st.sampled_from(
    [
        *"((()))\n\n\n '`,\"|.[\\",
        *("#|", "|#", "#;", "#\\", "#\\a", "#\\foo", "#(", "#u8(", "300", "a", "1/0"),
        *('"x"', "|b|", "#0=", "#0#", "#t", "#foo", "; c", "#!fold-case", "\\n", "\u2028"),
    ]
)
TEXTS = st.lists(TOKENS, max_size=14).map("".join)


@given(TEXTS)
def test_a_text_is_complete_when_the_reader_says_so(text: str) -> None:
    assert is_begun(text) == is_incomplete(text)


@given(TEXTS)
def test_nothing_of_a_text_is_left_out(text: str) -> None:
    pieces = [piece for line in Lines(text).lines for _, piece in line.pieces]
    assert "".join(pieces) == text + "\n"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("(f a", 3),
        ("(f", 2),
        ("(define (f x)", 2),
        ("(let ((x 1)\n      (y 2))", 2),
        ("(let ((x 1)", 6),
        ("((a) (b)", 1),
        ('(f \'a\n   (g "(" #\\( ; (\n', 6),
        ("'(a b\n   c", 4),
        ('(display "text', 0),
        ("#| (f a", 0),
        ("(f)", 0),
        ("(f a))) (list 1", 14),
        ("(f\n a", 1),
    ],
)
def test_a_line_is_indented_as_scheme_is_written(text: str, columns: int) -> None:
    assert indentation(text) == columns


@pytest.mark.parametrize(
    ("text", "position", "places"),
    [
        ("(a (b) c)", 0, [(0, 0), (0, 8)]),
        ("(a (b) c)", 9, [(0, 8), (0, 0)]),
        ("(a\n (b)\n c)", 11, [(2, 2), (0, 0)]),
        ("(a\n (b)\n c)", 4, [(1, 1), (1, 3)]),
        ('(a ")" b)', 0, [(0, 0), (0, 8)]),
        ('(a ")" b)', 4, []),
        ("#(1 #| ) |# 2)", 1, [(0, 1), (0, 13)]),
        ("a)(b)", 1, []),
        ("a)(b)", 2, [(0, 2), (0, 4)]),
        ("(a", 0, []),
    ],
)
def test_a_parenthesis_has_its_partner(
    text: str, position: int, places: list[tuple[int, int]]
) -> None:
    assert pair_at(Document(text, position)) == places


class NoImage:
    """The image of a terminal that has none: an answer without anything in it."""

    def ask(self, what: object, *, again: bool = False) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(frozenset({"define", "let", "if"}))
        return future


def timed_keys(form: str, position: int, keys: str) -> list[float]:
    """Processor seconds from each key, typed at the position of a form, to its drawing."""
    took: list[float] = []
    with create_pipe_input() as keyboard:
        shown = StringIO()
        output = Vt100_Output(shown, lambda: Size(rows=40, columns=100), term="xterm")
        with create_app_session(input=keyboard, output=output):
            terminal = Terminal(Screen(), NoImage(), vi=False)  # type: ignore[arg-type]
            app = terminal._forms.app
            left = list(keys)
            typed = SimpleNamespace(at=0.0)

            def drawn(_: object) -> None:
                if app.current_buffer.text != form or took:
                    took.append(time.process_time() - typed.at)
                if not app.current_buffer.text:
                    return
                if left:
                    typed.at = time.process_time()
                    keyboard.send_text(left.pop(0))
                else:
                    app.after_render -= drawn
                    app.exit(result="")

            def begin() -> None:
                app.current_buffer.document = Document(form, position)
                app.after_render += drawn

            terminal._forms.prompt("> ", pre_run=begin)
    return took


@pytest.mark.parametrize("place", [lambda n: n, lambda n: n // 2, lambda n: 1])
def test_a_key_in_a_form_of_a_thousand_lines_looks_at_one_of_them(
    place: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    look_at = lines._look_at

    def counted(text: str, state: str) -> lines.Line:
        looked.append(text)
        return look_at(text, state)

    monkeypatch.setattr(lines, "_look_at", counted)
    took = timed_keys(FORM, place(len(FORM)), "ab)(c")
    assert len(looked) <= FORM.count("\n") + 1 + 2 * 5  # all once; a line for each key
    print(f"{min(took) * 1000:.0f} ms a key")
    assert min(took) < 0.030
