"""Files of programs: what they hold while and after a program sleeps, fails or is killed.

Kills at each single moment are in tests/kill (files.scm); what a program sees of files
is in tests/scheme/files.scm.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import perdure.image.engine.driver
import perdure.image.storage.files
from perdure.image import Image, ProcessFailed, SimulatedClock
from perdure.image.storage.files import CREATE, WRITE, perform
from perdure.vm import FileOutput
from perdure.vm.objects.files import PIECE
from tests.programs import program

PRELUDE = "(import (scheme base) (scheme write) (scheme read) (scheme file) (perdure process))"


class Killed(BaseException):
    """In place of a SIGKILL."""


def start(image: Image, text: str, **names: Path) -> int:
    """A program in which NAME stands for the file of that name."""
    for name, path in names.items():
        text = text.replace(name.upper(), f'"{path}"')
    return image.spawn_program(PRELUDE + text, "test.scm")


def die_at(monkeypatch: pytest.MonkeyPatch, what: str, count: int) -> None:
    """The driver dies when the work on files has been done, or is about to be."""
    perform = perdure.image.storage.files.perform
    left = [count]

    def dying(operations: Any) -> Any:
        left[0] -= 1
        if what == "before" and left[0] == 0:
            raise Killed
        result = perform(operations)
        if what == "after" and left[0] == 0:
            raise Killed
        return result

    monkeypatch.setattr(perdure.image.engine.driver, "perform", dying)


def abandon(image: Image) -> None:
    """Let go of an image as a kill does: nothing more is committed."""
    assert image._opened is not None
    image._opened.close()
    image._opened = None
    image.scheduler.close()


def test_ports_go_on_in_another_worker(image_path: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("first λ\nsecond\nthird\n", encoding="utf-8")
    text = program(__file__, "read-and-written")
    clock = SimulatedClock()
    with Image.open(image_path, clock=clock) as image:
        pid = start(image, text, source=source, target=target)
        while image.run_slice():
            pass
        assert target.read_text(encoding="utf-8") == "first λ"
    clock.advance(10)
    with Image.open(image_path, clock=clock) as image:
        while image.run_slice():
            pass
        assert target.read_text(encoding="utf-8") == "first λ|second"
    with Image.open(image_path, clock=clock) as image:
        image.finished(pid)
    assert target.read_text(encoding="utf-8") == "first λ|second|third"


def test_a_port_does_not_store_what_it_has_read_ahead(image_path: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("λ" * PIECE, encoding="utf-8")
    with Image.open(image_path, clock=SimulatedClock()) as image:
        start(image, "(define in (open-input-file SOURCE)) (read-char in) (sleep 1)", source=source)
        image.run_slice()
        before = (image_path / "data.fs").stat().st_size
        image.run_until_idle()
        assert (image_path / "data.fs").stat().st_size - before < 5000


@pytest.mark.parametrize("what", ["before", "after"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_output_is_there_once_after_a_kill(
    what: str, count: int, image_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, other = tmp_path / "target", tmp_path / "other"
    text = program(__file__, "written-between-sleeps")
    clock = SimulatedClock()
    image = Image.open(image_path, clock=clock)
    pid = start(image, text, target=target, other=other)
    with monkeypatch.context() as patched:
        die_at(patched, what, count)
        with pytest.raises(Killed):
            image.run_until_idle()
        abandon(image)
    with Image.open(image_path, clock=clock) as image:
        image.finished(pid)
        assert target.read_text() == "one two three"
        assert not other.exists()
        image.run_until_idle()
        assert not list(image.root.file_work or ())


def test_work_that_is_done_is_not_done_again(image_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    with Image.open(image_path) as image:
        pid = start(image, "(call-with-output-file TARGET (lambda (p) (write 1 p)))", target=target)
        image.finished(pid)
    target.unlink()
    with Image.open(image_path) as image:
        image.run_until_idle()
    assert not target.exists()


def test_a_slice_that_is_run_again_writes_once(
    image_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    with Image.open(image_path) as image:
        fail_once(image, monkeypatch)
        pid = start(
            image,
            '(define out (open-output-file TARGET)) (write-string "once" out) (close-port out)',
            target=target,
        )
        image.finished(pid)
    assert target.read_text() == "once"


def fail_once(image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first commit after the start fails, as if Perdure had a fault."""
    settle: Callable[[], None] = image.ledger.settle
    left = [2]

    def failing() -> None:
        settle()
        left[0] -= 1
        if left[0] == 0:
            raise ValueError("a fault")

    monkeypatch.setattr(image.ledger, "settle", failing)


def test_nothing_is_written_before_the_commit(
    image_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    seen: list[bool] = []
    with Image.open(image_path) as image:
        commit = image.scheduler.transactions.commit

        def watched() -> None:
            seen.append(target.exists())
            commit()
            seen.append(target.exists())

        monkeypatch.setattr(image.scheduler.transactions, "commit", watched)
        pid = start(image, "(write 1 (open-output-file TARGET))", target=target)
        image.finished(pid)
    assert seen[:4] == [False] * 4  # the start of the process, and its only slice
    assert target.read_text() == "1"


def test_a_file_that_is_gone_is_a_file_error(image_path: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("a")
    text = program(__file__, "files-that-go")
    clock = SimulatedClock()
    with Image.open(image_path, clock=clock) as image:
        pid = start(image, text, source=source, target=target)
        while image.run_slice():
            pass
        source.unlink()
        target.unlink()
        assert image.result(pid) == [True, True]
    assert not target.exists()


def test_a_write_that_fails_after_the_commit_is_told_at_the_next(
    image_path: Path, tmp_path: Path
) -> None:
    text = program(__file__, "written-twice")
    with Image.open(image_path, clock=SimulatedClock()) as image:
        pid = start(image, text, target=Path("/dev/full"))
        with pytest.raises(ProcessFailed, match="what was written before is not in") as failed:
            image.finished(pid)
    assert failed.value.payload.kind == "file"


FULL = Path("/dev/full")
OUT = program(__file__, "full-disk")


@pytest.mark.parametrize(
    "text",
    [
        '(write-string "lost" out) (file? (lambda () (close-port out)))',
        '(write-string "lost" out) (file? (lambda () (close-output-port out)))',
        '(write-string "lost" out) (file? (lambda () (flush-output-port out)))',
        '(write-string "lost" out) (sleep 1) (file? (lambda () (close-port out)))',
        '(write-string "lost" out) (sleep 1) (file? (lambda () (flush-output-port out)))',
        """(file? (lambda () (call-with-output-file TARGET (lambda (p) (write 'lost p)))))""",
        """(file? (lambda () (with-output-to-file TARGET (lambda () (write 'lost)))))""",
        """(file? (lambda ()
             (with-output-to-file TARGET (lambda () (write 'lost) (flush-output-port)))))""",
        """(define bytes (open-binary-output-file TARGET)) (write-u8 1 bytes)
           (file? (lambda () (close-port bytes)))""",
    ],
)
def test_whoever_closes_or_flushes_a_port_is_told_that_the_disk_is_full(
    image_path: Path, text: str
) -> None:
    with Image.open(image_path, clock=SimulatedClock()) as image:
        assert image.result(start(image, OUT + text, target=FULL)) is True


def test_what_was_lost_fails_a_program_that_only_closes_the_port(image_path: Path) -> None:
    with Image.open(image_path) as image:
        text = "(call-with-output-file TARGET (lambda (p) (write 1 p)))"
        with pytest.raises(ProcessFailed) as failed:
            image.finished(start(image, text, target=FULL))
    assert failed.value.payload.kind == "file"
    assert str(failed.value).startswith(
        'close-port: what was written before is not in "/dev/full": no space left on device'
    )


def test_it_is_told_once_at_a_close(image_path: Path) -> None:
    text = (
        OUT + "(write 1 out) (file? (lambda () (close-port out))) (close-port out) (close-port out)"
    )
    with Image.open(image_path) as image:
        image.finished(start(image, text, target=FULL))


def test_a_port_that_was_written_closes_without_an_error(image_path: Path, tmp_path: Path) -> None:
    text = (
        OUT
        + "(write 1 out) (flush-output-port out) (write 2 out) (file? (lambda () (close-port out)))"
    )
    with Image.open(image_path) as image:
        assert image.result(start(image, text, target=tmp_path / "target")) is False
    assert (tmp_path / "target").read_text() == "12"


def test_a_port_may_be_closed_where_a_program_may_not_wait(
    image_path: Path, tmp_path: Path
) -> None:
    text = "(atomic (lambda () (call-with-output-file TARGET (lambda (p) (write 1 p))) 'done))"
    with Image.open(image_path) as image:
        image.finished(start(image, text, target=tmp_path / "target"))
    assert (tmp_path / "target").read_text() == "1"


def refuse(
    monkeypatch: pytest.MonkeyPatch, name: str, times: int, code: int = errno.ENOSPC
) -> None:
    """That many calls of a function of `os` fail."""
    function, left = getattr(os, name), [times]

    def refusing(*arguments: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            raise OSError(code, os.strerror(code))
        return function(*arguments, **options)

    monkeypatch.setattr(os, name, refusing)


def test_a_sync_that_fails_is_told_too(
    image_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system first takes what the disk then does not."""
    port, other = FileOutput(str(tmp_path / "a"), False), FileOutput(str(tmp_path / "b"), False)
    work = [(CREATE, each.path, 0, b"text", each) for each in (port, other)]
    refuse(monkeypatch, "fsync", 1)
    assert perform(work) == [(port, "no space left on device")]


def test_what_follows_a_write_that_failed_leaves_no_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, other = FileOutput(str(tmp_path / "a"), False), FileOutput(str(tmp_path / "b"), False)
    refuse(monkeypatch, "pwrite", 1)
    failures = perform(
        [
            (CREATE, port.path, 0, b"first", port),
            (CREATE, other.path, 0, b"other", other),
            (WRITE, port.path, 5, b"second", port),
        ]
    )
    assert failures == [(port, "no space left on device")]
    assert (tmp_path / "a").read_bytes() == b""
    assert (tmp_path / "b").read_bytes() == b"other"


def test_a_deletion_that_fails_is_told(
    image_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    target.write_text("still here")
    with Image.open(image_path) as image:
        unlink = Path.unlink

        def refusing(path: Path, missing_ok: bool = False) -> None:
            if path == target:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            unlink(path, missing_ok)

        monkeypatch.setattr(Path, "unlink", refusing)
        with pytest.raises(ProcessFailed, match="delete-file: cannot use the file") as failed:
            image.finished(start(image, "(delete-file TARGET)", target=target))
        assert failed.value.payload.kind == "file"
        assert "busy" in str(failed.value)


def test_what_failed_after_a_kill_is_told_to_the_port(
    image_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = OUT + "(write 1 out) (sleep 1) (file? (lambda () (write 2 out)))"
    clock = SimulatedClock()
    image = Image.open(image_path, clock=clock)
    pid = start(image, text, target=FULL)
    with monkeypatch.context() as patched:
        die_at(patched, "before", 1)
        with pytest.raises(Killed):
            image.run_until_idle()
        abandon(image)
    with Image.open(image_path, clock=clock) as image:
        assert image.result(pid) is True


def test_a_relative_name_is_that_of_the_driver_that_opened_it(
    image_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    clock = SimulatedClock()
    monkeypatch.chdir(tmp_path / "here")
    with Image.open(image_path, clock=clock) as image:
        pid = start(image, '(define o (open-output-file "f")) (write 1 o) (sleep 1) (write 2 o)')
        while image.run_slice():
            pass
    monkeypatch.chdir(tmp_path / "there")
    with Image.open(image_path, clock=clock) as image:
        image.finished(pid)
    assert (tmp_path / "here" / "f").read_text() == "12"


def test_links_are_followed_and_deleted_themselves(image_path: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("")
    link.symlink_to(target)
    text = program(__file__, "links")
    with Image.open(image_path) as image:
        pid = start(image, text, target=target, link=link)
        assert image.result(pid) == [1, False, True]


def test_a_pipe_is_refused(image_path: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with Image.open(image_path) as image:
        for text in ("(open-input-file PIPE)", "(open-output-file PIPE)"):
            with pytest.raises(ProcessFailed) as failed:
                image.finished(start(image, text, pipe=pipe))
            assert failed.value.payload.kind == "file"


def test_an_endless_slice_writes_as_it_goes(image_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    text = '(define o (open-output-file TARGET)) (let loop () (write-string "x\\n" o) (loop))'
    with Image.open(image_path) as image:
        pid = start(image, text, target=target)
        image.drive(until=lambda: target.exists() and target.stat().st_size > 1000)
        image.cancel(pid)
    assert set(target.read_text()) == {"x", "\n"}


def test_an_image_from_before_files_can_be_driven(image_path: Path, tmp_path: Path) -> None:
    with Image.open(image_path) as image:
        image.driver.change(lambda: setattr(image.root, "file_work", None))
    target = tmp_path / "target"
    with Image.open(image_path) as image:
        image.finished(start(image, "(write 1 (open-output-file TARGET))", target=target))
    assert target.read_text() == "1"
