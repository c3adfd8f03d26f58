"""Input from the console: processes that wait for a person, and the answers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from perdure.image import Image, NotDone, ProcessFailed, SimulatedClock
from tests.programs import program

PRELUDE = """(import (scheme base) (scheme write) (scheme read) (scheme process-context)
                     (perdure process))"""


def start(image: Image, text: str) -> int:
    return image.spawn_program(PRELUDE + text, "test.scm")


def test_a_process_waits_until_it_is_given_a_line(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = start(image, "(list (read-line) (read-line))")
        image.run_until_idle()
        assert image.process(pid).waits_for == "input"
        assert image.asking() == [pid]
        image.supply_input(pid, "one\n")
        image.run_until_idle()
        assert image.asking() == [pid]
        image.supply_input(pid, "two\n")
        assert image.result(pid) == ["one", "two"]
        assert image.asking() == []


def test_the_wait_and_half_read_input_outlive_the_worker(image_path: Path) -> None:
    text = "(let* ((a (read-char)) (b (read)) (c (begin (sleep 1) (read-line)))) (list a b c))"
    with Image.open(image_path) as image:
        pid = start(image, text)
        image.run_until_idle()
    with Image.open(image_path) as image:
        assert image.asking() == [pid]
        image.supply_input(pid, "x(1\n")
    with Image.open(image_path) as image:
        image.run_until_idle()
        assert image.asking() == [pid]
        image.supply_input(pid, "  2) rest\n")
        image.run_slice()
    with Image.open(image_path, clock=SimulatedClock(1e10)) as image:
        assert image.result(pid) == ["x", [1, 2], " rest"]


def test_input_may_come_before_it_is_wanted_and_in_pieces(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = start(image, "(sleep 0) (list (read-line) (read-string 3) (peek-char) (read-line))")
        image.supply_input(pid, "ab")
        image.supply_input(pid, "c\nd")
        image.run_until_idle()
        image.supply_input(pid, "e")
        image.run_until_idle()
        image.supply_input(pid, "fg\n")
        assert image.result(pid) == ["abc", "def", "g", "g"]


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("(map eof-object? (list (read-line) (read-char) (peek-char) (read-string 2) (read)))", 5),
        ("(if (char-ready?) (map eof-object? (list (read-char) (read-char))) '())", 2),
    ],
)
def test_the_end_of_input_is_the_end_of_file(
    expression: str, result: int, image_path: Path
) -> None:
    with Image.open(image_path) as image:
        pid = start(image, expression)
        image.supply_input(pid, None)
        assert image.result(pid) == [True] * result


def test_what_stands_before_the_end_of_input_is_read(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = start(
            image, "(let* ((a (read)) (b (read-line)) (c (read-line))) (list a b (eof-object? c)))"
        )
        image.supply_input(pid, "12")
        image.run_until_idle()
        assert image.asking() == [pid]  # for it might become 123
        image.supply_input(pid, " left")
        image.supply_input(pid, None)
        assert image.result(pid) == [12, " left", True]


def test_char_ready_does_not_wait_but_asks(image_path: Path) -> None:
    text = """
        (let loop ((n 0))
          (if (char-ready?) (list (> n 0) (read-line)) (begin (sleep 1) (loop (+ n 1)))))"""
    asked: list[int] = []
    with Image.open(image_path, clock=SimulatedClock()) as image:

        def note(pid: int) -> bool:
            asked.append(pid)
            return False

        image.on_input = note
        pid = start(image, text)
        image.drive(until=lambda: len(asked) >= 2)
        image.supply_input(pid, "now\n")
        assert image.result(pid) == [True, "now"]


def test_on_input_may_answer_at_once_or_later(image_path: Path) -> None:
    with Image.open(image_path) as image:

        def answer(pid: int) -> bool:
            image.supply_input(pid, "at once\n")
            return False

        image.on_input = answer
        assert image.result(start(image, "(list (read-line) (read-line))")) == ["at once"] * 2

        def answer_later(pid: int) -> bool:
            threading.Timer(
                0.02, image.call_soon, [lambda: image.supply_input(pid, "later\n")]
            ).start()
            return True

        image.on_input = answer_later
        assert image.result(start(image, "(list (read-line) (read-line))")) == ["later"] * 2


def test_without_anybody_to_ask_the_image_is_idle(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = start(image, "(read-line)")
        with pytest.raises(NotDone, match="waiting for input"):
            image.result(pid)
        image.on_input = lambda pid: False
        with pytest.raises(NotDone, match="waiting for input"):
            image.result(pid)


def test_a_process_that_ended_takes_no_input(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = start(image, "(read-line)")
        image.run_until_idle()
        image.cancel(pid)
        assert image.asking() == []
        image.supply_input(pid, "too late\n")
        assert not list(image.root.active)
        assert image.root.process(pid).details.input is None


def test_each_process_has_input_of_its_own(image_path: Path) -> None:
    text = "(define child (spawn (lambda () (read-line)))) (list (read-line) (wait child))"
    with Image.open(image_path) as image:
        pid = start(image, text)
        image.run_until_idle()
        parent, child = sorted(image.asking())
        image.supply_input(child, "the child's\n")
        image.supply_input(parent, "the parent's\n")
        assert image.result(pid) == ["the parent's", "the child's"]


def test_an_error_in_what_was_typed_has_its_place_in_the_program(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = start(image, "\n(+ 1 (read))")
        image.run_until_idle()
        image.supply_input(pid, ")\n")
        with pytest.raises(ProcessFailed, match=r"read: this \) closes nothing") as failed:
            image.result(pid)
        assert failed.value.position == "test.scm:3:6"
        pid = start(image, "\n(define (f) (+ 1 (read)))\n(f)")
        image.run_until_idle()
        image.supply_input(pid, "(1 . )\n")
        with pytest.raises(ProcessFailed) as failed:
            image.result(pid)
        assert failed.value.position == "test.scm:3:18"


def test_the_exit_code_is_kept(image_path: Path) -> None:
    codes = {"(exit)": 0, "(exit #t)": 0, "(exit #f)": 1, "(exit 7)": 7, "(exit 256)": 1, "5": 0}
    with Image.open(image_path) as image:
        pids = {text: start(image, text) for text in codes}
        image.run_until_idle()
    with Image.open(image_path) as image:
        assert {text: image.exit_code(pid) for text, pid in pids.items()} == codes
        assert [image.has_exited(pid) for pid in pids.values()] == [True] * 5 + [False]


def test_libraries_are_found_at_run_time_where_the_program_finds_them(
    image_path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "libraries"
    folder.mkdir()
    library = "(define-library ({0}) (import (scheme base)) (export {0}) (begin (define {0} '{0})))"
    for name in ("one", "two", "three"):
        (folder / f"{name}.sld").write_text(library.format(name))
    (folder / "uses.scm").write_text("(import (three)) three")
    text = program(__file__, "libraries-at-run-time", folder=folder)
    with Image.open(image_path) as image:
        pid = image.spawn_program(text, "test.scm", search_path=[folder])
        assert image.result(pid) == ["one", "two", "three"]
        pid = image.spawn_eval("(import (two)) two", search_path=[folder])
        assert image.result(pid) == "two"
        with pytest.raises(ProcessFailed, match=r"there is no library \(four\)"):
            image.eval("(import (four))")
