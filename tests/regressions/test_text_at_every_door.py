"""Text comes in as files, pipes, arguments, data and keys, and is decoded alike at each door."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import CannotConvert, CannotLoad, Image, ProcessFailed
from perdure.languages.scheme import Reader, to_datum
from perdure.vm.objects.printer import write_text
from tests.repl.command import Command
from tests.repl.screens import screen

MARK = b"\xef\xbb\xbf"
WRONG = r"not UTF-8 text, at byte (\d+) \(0xff, in line (\d+)\)"


@pytest.fixture
def perdure(tmp_path: Path) -> Command:
    return Command(tmp_path)


def read_all(text: str) -> str:
    return " ".join(write_text(to_datum(form)) for form in Reader(text, ""))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_end_in_a_literal_is_a_line_feed_however_it_is_written(end: str) -> None:
    assert read_all(f'"a{end}b"') == '"a\\nb"'
    assert read_all(f'"a  \\  {end}  b"') == '"a  b"'
    assert read_all(f"; a comment{end}b") == "b"
    assert read_all(f"|a{end}b|") == "|a\\nb|"


def test_an_escape_for_a_carriage_return_is_one() -> None:
    assert read_all('"a\\r\\nb"') == '"a\\r\\nb"'


def test_a_byte_order_mark_is_a_blank_between_data() -> None:
    assert read_all("\ufeffa \ufeff(b)\ufeff") == "a (b)"


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with Image.open(":memory:") as image:
        yield image


def test_a_file_is_the_same_text_whichever_way_it_is_taken_in(image: Image, tmp_path: Path) -> None:
    text = MARK + b'(define kept "a\r\nb")'
    files = {name: tmp_path / name for name in ("loaded.scm", "taken.scm", "library.sld")}
    for file in files.values():
        file.write_bytes(text)
    exports = b"(define-library (library) (export kept) (import (scheme base)) (begin "
    files["library.sld"].write_bytes(MARK + exports + text + b"))")
    ways = [
        f'(load "{files["loaded.scm"]}") kept',
        f'(include "{files["taken.scm"]}") kept',
        f'(caddr (call-with-input-file "{files["loaded.scm"]}" read))',
    ]
    for way in ways:
        assert image.eval(way) == "a\nb", way
    pid = image.spawn_eval("(import (only (library) kept)) kept", search_path=[tmp_path])
    assert image.result(pid) == "a\nb"
    image.load(files["loaded.scm"], again=True)
    assert image.eval("kept") == "a\nb"
    first = f'(call-with-input-file "{files["loaded.scm"]}" read-char)'
    assert image.eval(first) == "("


def test_a_file_that_is_no_text_is_told_with_its_name_and_place(
    image: Image, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.scm"
    file.write_bytes(b'(define x\n "a\xff")')
    library = tmp_path / "badly.sld"
    library.write_bytes(b"(define-library (badly) \xff)")
    for way in (
        f'(load "{file}")',
        f'(include "{file}")',
        f'(call-with-input-file "{file}" (lambda (port) (read-line port) (read-line port)))',
        "(import (badly))",
        "(cond-expand ((library (badly)) 1))",
    ):
        pid = image.spawn_eval(way, search_path=[tmp_path])
        with pytest.raises(ProcessFailed, match=WRONG) as caught:
            image.result(pid)
        assert "wrong.scm" in str(caught.value) or "badly.sld" in str(caught.value), way
    with pytest.raises(CannotLoad, match=f"wrong.scm' cannot be loaded: {WRONG}"):
        image.load(file)


def test_half_a_surrogate_reaches_no_program(image: Image) -> None:
    pid = image.spawn_eval("(read-line)")
    for give in (
        lambda: image.eval('"\udcff"'),
        lambda: image.supply_input(pid, "\udcff\n"),
        lambda: image.send(pid, "\udcff"),
    ):
        with pytest.raises(CannotConvert, match="no UTF-8"):
            give()
    image.cancel(pid)


def piped(perdure: Command, data: bytes, *arguments: str) -> tuple[int, bytes, bytes]:
    ended = subprocess.run(
        perdure.line("--image", ":memory:", *arguments),
        cwd=perdure.folder,
        env=perdure.environment,
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_a_pipe_into_the_repl_is_text_or_is_refused(perdure: Command) -> None:
    data = MARK + b'(write "a\r\nb")\r\n(write (read-line))\nx\xffy\r\n(write "c\xff")\n(write 5)\n'
    code, out, error = piped(perdure, data, "repl")
    # What is typed for a program may hold anything; a form may not.
    assert (code, out.decode()) == (1, '"a\\nb""x\ufffdy"\n')
    assert error == b"cannot read standard input: not UTF-8 text, at byte 53 (0xff, in line 5)\n"


def test_a_program_from_a_pipe_is_text_or_is_refused(perdure: Command) -> None:
    assert piped(perdure, MARK + b'(write "a\r\nb")', "run", "-")[:2] == (0, b'"a\\nb"')
    code, out, error = piped(perdure, b"(write 1)\n\xff", "load", "-")
    assert (code, out) == (2, b"")
    assert b"standard input: not UTF-8 text, at byte 10 (0xff, in line 2)" in error


def test_a_terminal_takes_what_is_pasted_without_saying_so(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt()
        shown.type("(list\t1\n  '(2\t3))\r")
        shown.wait("$1 = (1 (2 3))")
        shown.write_bytes(b'(string-length "a\xffb")\r')
        shown.wait("$2 = 3")
        shown.type("(string->list (read-line))\r")
        shown.wait("> (string->list")
        shown.type("a\tb\r")
        shown.wait("$3 = (#\\a #\\tab #\\b)")
        shown.type('(string-length "a\rb\r  c")\r')
        shown.wait("$4 = 7")
        shown.type(",quit\r")
        assert shown.wait_end() == 0
