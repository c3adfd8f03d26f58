"""Completion of what is typed, and suggestions; as a person sees them, and case by case."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory

from perdure.repl.interaction.candidates import (
    files_like,
    fuzzy,
    libraries_like,
    library_files,
    matching,
)
from perdure.repl.interaction.contexts import (
    PYTHON,
    SCHEME,
    Command,
    Context,
    Export,
    File,
    Library,
    Name,
    context_of,
)
from perdure.repl.interaction.suggesting import HistorySuggest
from tests.repl.command import Command as Perdure
from tests.repl.screens import screen


@pytest.mark.parametrize(
    ("typed", "context"),
    [
        (",lo", Command("lo")),
        (",load sub/sh", File("sub/sh", SCHEME)),
        (',load "sh', File("sh", SCHEME)),
        ('(load "sh', File("sh", SCHEME)),
        ('(begin (include\n "a', File("a", SCHEME)),
        ('(open-input-file "a', File("a")),
        (",upgrade sub/fl", File("sub/fl", PYTHON)),
        (',upg "my fl', File("my fl", PYTHON)),
        (",upgrade flow.py 7", Name("7", "")),
        ('(string-append "a', None),
        ('(load "a" "b\\"', None),
        ("(f ; comment (a", Name("a", "")),
        ("#| a", None),
        ("(vec|-map", Name("vec", "-map")),
        ("(f |", Name("", "")),
        ("(imp", Name("imp", "")),
        ("(import ", Library("")),
        ("(import (srf", Library("(srf")),
        ("(import (scheme base)\n  (srfi  1", Library("(srfi  1")),
        ("(import srf", Library("srf")),
        ("(import (only (srfi", Library("(srfi")),
        ("(import (prefix (srfi", Library("(srfi")),
        ("(import (only (srfi  1) fir", Export("(srfi 1)", "fir")),
        ("(import (except (srfi 1) first sec", Export("(srfi 1)", "sec")),
        ("(define-library (a)\n (import (srf", Library("(srf")),
        ("(import (srfi 1)) (fir", Name("fir", "")),
    ],
)
def test_what_is_typed_is_known_from_where_it_stands(typed: str, context: Context | None) -> None:
    position = typed.index("|") if typed.count("|") == 1 and "#|" not in typed else len(typed)
    assert (
        context_of(typed.replace("|", "") if position < len(typed) else typed, position) == context
    )


NAMES = [
    "hash-table-ref",
    "hash-table-ref/default",
    "list->vector",
    "vector-map",
    "vector-for-each",
]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("vector-", "", ["vector-map", "vector-for-each"]),
        ("vec", "-map", ["vector-map"]),
        ("vec", "ach", ["vector-for-each"]),
        ("hatabref", "", ["hash-table-ref", "hash-table-ref/default"]),
        ("table-ref", "", ["hash-table-ref", "hash-table-ref/default"]),
        ("l>v", "", ["list->vector"]),
        ("LIST", "", ["list->vector"]),
        ("v", "zzz", ["vector-map", "vector-for-each"]),
        ("q", "", []),
        ("tbx", "", []),
    ],
)
def test_names_that_begin_so_come_before_names_that_have_the_letters(
    before: str, after: str, found: list[str]
) -> None:
    assert matching(NAMES, before, after) == found


def test_the_nearest_comes_first() -> None:
    names = ["make-hash-table", "harsh", "hash", "ha-s-h"]
    assert fuzzy(names, "hash") == ["make-hash-table", "harsh", "ha-s-h"]


def test_libraries_are_found_by_their_names_and_files(tmp_path: Path) -> None:
    for name in ("shop/prices.sld", "top.sld", ".hidden/no.sld", "a/b/c/d/deep.sld"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    here = library_files(tmp_path)
    assert sorted(here) == ["(shop prices)", "(top)"]
    known = [*here, "(srfi 13)", "(srfi 2)", "(scheme hash-table)"]
    assert [name for name, _ in libraries_like(known, "(srfi  ")] == ["(srfi 2)", "(srfi 13)"]
    assert [name for name, _ in libraries_like(known, "(sh")] == ["(shop prices)"]
    assert [name for name, _ in libraries_like(known, "hash")] == ["(scheme hash-table)"]
    assert len(libraries_like(known, "")) == len(known)


def test_paths_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shapes.scm", "shop.txt", "sub/inner.scm", ".secret"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert [path for path, _ in files_like("", SCHEME)] == ["shapes.scm", "sub/"]
    assert [path for path, _ in files_like("sh", SCHEME)] == ["shapes.scm"]
    assert [path for path, _ in files_like("sh")] == ["shapes.scm", "shop.txt"]
    assert [path for path, _ in files_like("shop", SCHEME)] == ["shop.txt"]
    assert [path for path, _ in files_like("sub/", SCHEME)] == ["sub/inner.scm"]
    assert [path for path, _ in files_like("spscm", SCHEME)] == ["shapes.scm"]
    assert [path for path, _ in files_like(".s")] == [".secret"]
    assert files_like("none/", SCHEME) == []


def suggested(history: list[str], typed: str) -> str | None:
    buffer = Buffer(history=InMemoryHistory(history))
    buffer.history._loaded_strings = history[::-1]
    found = HistorySuggest().get_suggestion(buffer, Document(typed))
    return None if found is None else found.text


def test_the_latest_that_begins_so_is_suggested() -> None:
    history = ["(define x 1)", "(define (f x)\n  (car x))", "(display x)"]
    assert suggested(history, "(def") == "ine (f x)"
    assert suggested(history, "(define x") == " 1)"
    assert suggested(history, "(define (f x)\n  (c") == "ar x))"
    assert suggested(history, "(let ()\n  (car") == " x))"
    assert suggested(history, "(") is None
    assert suggested(history, "(display x)") is None


def test_a_person_completes_files_libraries_and_names(perdure: Perdure) -> None:
    (perdure.folder / "shop").mkdir()
    exports = "(export price) (import (scheme base)) (begin (define (price x) (* 2 x))))"
    perdure.write("shop/prices.sld", f"(define-library (shop prices) {exports}")
    perdure.write("shapes.scm", "\ufeff(define (area w h) (* w h))\n(area 2 3)")  # marked as UTF-8
    with screen(perdure) as shown:
        shown.wait_prompt().type(",load sha")
        shown.press("Tab")
        shown.wait(lambda it: it.lines[-1] == "> ,load shapes.scm")
        shown.press("Enter")
        shown.wait("$1 = 6").wait_prompt()
        shown.type('(load "shap')
        shown.press("Tab")
        shown.wait(lambda it: it.lines[-1] == '> (load "shapes.scm')
        shown.type('")')
        shown.press("Enter")
        shown.wait("$2 = 6").wait_prompt()
        shown.type("(import (sho")
        shown.press("Tab")
        shown.wait(lambda it: it.lines[-1] == "> (import (shop prices)")
        shown.enter(")")
        shown.wait_prompt().type("(import (srfi 15")
        shown.press("Tab")
        shown.wait(lambda it: "(srfi 151)" in it.text and "(srfi 158)" in it.text)
        shown.press("Ctrl-C")
        shown.wait_prompt().type("(pr 4)")
        shown.press("Left", "Left", "Left", "Tab")
        shown.wait(lambda it: "(price x)" in it.text)
        shown.press("Ctrl-C")
        shown.wait_prompt().type("(vctfor")
        shown.press("Tab")
        shown.wait(lambda it: "> (vector-for-each" in it.lines)
        shown.press("Ctrl-C")
        shown.wait_prompt().type("(load")
        shown.wait(lambda it: it.lines[-1] == '> (load "shapes.scm")')
        assert shown.style_of('"shapes').fg not in ("default", "green")
        shown.press("Right", "Enter")
        shown.wait("$4 = 6")
