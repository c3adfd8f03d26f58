"""Programs of Scheme stand in files: a test has one of two lines at most in a string of Python.

In a file a program is read, searched and coloured as what it is, and several tests can share it
(tests/README.md).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import programs

HERE = Path(__file__).parent

MOST = 2  #: lines of a program in a string

MADE = "made by the test, as large or as odd as it is told to"
TYPED = "typed at a prompt or piped to it, with the lines that are read meanwhile"
PLANTED = "a file of programs, for what finds them"
READ = "a text for the reader, with its lines and comments"

#: By file and function or constant: texts that are longer, and what they are instead.
ALLOWED = {
    ("kill/victim.py", "PROGRAM"): MADE,
    ("languages/test_reader.py", "test_every_form_knows_its_line_and_column"): READ,
    ("regressions/test_flat_code.py", "a_nested_macro"): MADE,
    ("regressions/test_flat_code.py", "data_read_and_written"): MADE,
    ("regressions/test_flat_code.py", "operands_of_a_recursive_macro"): MADE,
    (
        "regressions/test_text_at_every_door.py",
        "test_a_terminal_takes_what_is_pasted_without_saying_so",
    ): TYPED,
    (
        "repl/test_console.py",
        "test_repl_reads_the_lines_after_the_form_and_ends_with_exit",
    ): TYPED,
    ("repl/test_long_forms.py", "FORM"): MADE,
    ("repl/test_long_forms.py", "test_a_parenthesis_has_its_partner"): READ,
    ("repl/test_repl.py", "test_a_form_may_span_lines_and_hold_comments"): TYPED,
    ("repl/test_repl.py", "test_an_error_is_told_and_the_loop_goes_on"): TYPED,
    ("repl/test_repl.py", "test_each_form_of_piped_input_is_evaluated_and_printed"): TYPED,
    ("repl/test_repl.py", "test_lines_are_those_of_the_whole_input"): TYPED,
    ("repl/test_screen.py", "test_tabs_that_are_pasted_are_shown_as_blanks"): TYPED,
    ("repl/test_screen.py", "test_what_is_pasted_is_taken_as_it_is"): TYPED,
    ("test_programs.py", "test_cases_have_the_definitions_before_them"): PLANTED,
    ("test_programs.py", "test_sections_have_names"): PLANTED,
    ("test_programs.py", "test_whole_programs_say_what_they_print_and_give"): PLANTED,
    ("vm/test_pieces.py", "LONG"): MADE,
    ("vm/test_pieces.py", "statement"): MADE,
}

#: A text of Scheme, after its comments: it begins with a form.
SCHEME = re.compile(r"(?:\s*;.*\n)*\s*(?:\x1b\[200~)?['`]?\([^\s()\"']")


def texts(tree: ast.Module) -> Iterator[tuple[str, int, str, int]]:
    """(name, line, text, lines of code it takes) of each string that is no docstring.

    The name is that of the function or the constant in which it stands.
    """
    for statement in tree.body:
        yield from _texts(statement, _name(statement))


def _texts(node: ast.AST, name: str) -> Iterator[tuple[str, int, str, int]]:
    match node:
        case ast.Expr(ast.Constant(str())):
            return
        case ast.Constant(str(text)):
            yield name, node.lineno, text, _span(node)
            return
        case ast.JoinedStr(values):
            parts = [part.value if isinstance(part, ast.Constant) else "x" for part in values]
            yield name, node.lineno, "".join(map(str, parts)), _span(node)
            return
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, _name(child) or name)


def _span(node: ast.expr) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def _name(node: ast.AST) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
        case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name)) if name.isupper():
            return name
    return ""


def lines_of(text: str, span: int) -> int:
    """How many lines a program has; where it is one of several strings, those of the code."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) if len(lines) > 1 else span if "\n" not in text else 1


def long_programs(folder: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """The programs in strings that are too long: (file, name), and the place with the text."""
    for path in sorted(folder.rglob("*.py")):
        file = path.relative_to(folder).as_posix()
        if file.startswith("python/programs/"):  # programs of Python
            continue
        for name, line, text, span in texts(ast.parse(path.read_text(encoding="utf-8"))):
            if SCHEME.match(text) and lines_of(text, span) > MOST:
                yield (file, name), f"{file}:{line}: {text}"


def test_no_test_has_a_long_program_in_a_string() -> None:
    assert [place for key, place in long_programs(HERE) if key not in ALLOWED] == []


@pytest.mark.parametrize(
    "text",
    [
        'X = """(define x 1)\n(f x)\n(g x)"""',
        'X = ["""\n  ; why\n  (let loop ((i 0))\n    (if (< i 3)\n        (loop i)))\n"""]',
        'def f():\n    image.eval(\n        "(begin"\n        " (f 1)"\n        " (g 2))"\n    )',
        "def f():\n    g(f'(f {n})\\n(g {n})\\n(h)')",
        'class C:\n    x = "(f)\\n(g)\\n(h)"',
    ],
)
def test_a_planted_program_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "test_x.py").write_text(text, encoding="utf-8")
    ((found, _),) = long_programs(tmp_path)
    assert found in [("test_x.py", "X"), ("test_x.py", "f"), ("test_x.py", "")]


@pytest.mark.parametrize(
    "text",
    [
        'X = "(define x 1)\\n(f x)"',
        '"""\n(see above)\n(or below)\n(or not)\n"""',
        'def f():\n    """(f\n    (g\n    (h)))"""',
        'X = "process 1\\n  at 3:1\\n    (car x)"',
        'X = """\n(f x)\n(g x)\n"""',
    ],
)
def test_what_is_short_or_no_program_may_stay(tmp_path: Path, text: str) -> None:
    (tmp_path / "test_x.py").write_text(text, encoding="utf-8")
    assert list(long_programs(tmp_path)) == []


def test_every_exception_is_still_needed() -> None:
    assert ALLOWED.keys() - {key for key, _ in long_programs(HERE)} == set()


# ---- how programs are found (tests/programs.py)


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A test module with files of programs."""
    (tmp_path / "programs" / "whole").mkdir(parents=True)
    return tmp_path / "test_x.py"


def write(beside: Path, name: str, text: str) -> None:
    programs.program_file(str(beside), name).write_text(text, encoding="utf-8")


def test_parts_of_a_program_are_put_in(beside: Path) -> None:
    write(beside, "f", '(f "PATH" COUNT)')
    assert programs.program(str(beside), "f", path="/a", count=3) == '(f "/a" 3)'
    with pytest.raises(AssertionError, match="has no NAME"):
        programs.program(str(beside), "f", name="x")


def test_whole_programs_say_what_they_print_and_give(beside: Path) -> None:
    text = '(define (f) (display "a"))\n(f)  ; prints a\n(g)\n; prints b\n; => (1 2)\n'
    write(beside, "whole/two-words", text)
    found = programs.programs_in(str(beside), "whole")
    assert found == {"two words": (text, "ab=> (1 2)")}
    write(beside, "whole/silent", "(f)")
    with pytest.raises(AssertionError, match="say once what it gives"):
        programs.programs_in(str(beside), "whole")


def test_a_folder_without_programs_is_an_error(beside: Path) -> None:
    with pytest.raises(AssertionError, match="there are no programs in whole"):
        programs.programs_in(str(beside), "whole")


def test_sections_have_names(beside: Path) -> None:
    write(beside, "s", "; Several.\n\n; one, two:\n(f)\n  (g)\n\n; three:\n(h)\n")
    assert programs.sections(str(beside), "s") == {"one, two": "(f)\n  (g)\n", "three": "(h)\n"}
    write(beside, "s", "; one:\n(f)\n\n(g)\n")
    with pytest.raises(AssertionError, match="a program has no name"):
        programs.sections(str(beside), "s")


def test_cases_have_the_definitions_before_them(beside: Path) -> None:
    definitions = "(define x 1)\n(define y 2)\n"
    more = "(c)\n; error: no\n(define z 3)\n(d)  ; => 4\n"
    write(beside, "c", f"(a)  ; => 1\n{definitions}(b)  ; => 2\n{more}")
    assert [tuple(vars(case).values()) for case in programs.cases(str(beside), "c")] == [
        ("", "(a)", "1", "c:1"),
        ("(define x 1)\n(define y 2)", "(b)", "2", "c:4"),
        ("(define x 1)\n(define y 2)", "(c)", "no", "c:6"),
        ("(define z 3)", "(d)", "4", "c:8"),
    ]
