"""An image that was opened before a fork is the parent's: the child can do it no harm."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, ImageInUse, effect
from tests.environment import python_environment
from tests.image.forks import PATIENCE, told

#: What only says how the image was opened, or what is called with what it will do.
HARMLESS = {
    "close",  # as at the end of `with`, in a child that comes there
    "check_process",
    "check_drives",  # beneath the others
    "checked",
    "is_in_memory",
    "member",
    "on_end",
    "on_input",
    "on_output",
    "on_progress",
    "open",
    "open_async",
    "procedure",  # beneath the others, in memory
    "environment_of",
    "kept_start",
    "last_reopened",
    "replace",  # in memory
    "storage_told",  # does nothing by itself
}

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "answer": (bool, 1, "x", ()),
    "checked_update": (bool, 1, "x", (), None),
    "become": ("1", "2"),
    "begin_update": (1, "x"),
    "begin_version": ("x.scm", "x"),
    "channel": ("x",),
    "channel_values": ("take", "x", ()),
    "enqueue": ("x", "+"),
    "enqueue_program": ("x", "1", "x"),
    "instances": ("pair",),
    "is_loaded": ("x", "1", []),
    "keep": ("x",),
    "link": (1, 2),
    "unlink": (1, 2),
    "known_update": (1, "x"),
    "name_version_of": ("x.scm", 1),
    "pause_schedule": ("x",),
    "path_to": ("1",),
    "query": (1, "x"),
    "referrers": ("1",),
    "release_lock": ("x", 1),
    "submit_hold": ("x", None, None),
    "query_text": (1, "x"),
    "queue": ("x",),
    "remove_channel": ("x",),
    "remove_queue": ("x",),
    "submit_use": ("take", "x"),
    "remove_schedule": ("x",),
    "resume_schedule": ("x",),
    "retry_all_value": (1,),
    "retry_value": (1, 1),
    "schedule": ("x", "+"),
    "set_labels": (1, {}),
    "signal": (1, "x"),
    "signal_values": (1, "x", ()),
    "spawn_load_file": (Path("x.scm"), "1", []),
    "trigger_schedule": ("x",),
    "update": (1, "x"),
    "whereis": ("x",),
    "begin_update_values": (1, "x", (), "id"),
    "call": ("+", 1, 2),
    "complete": ("x",),
    "complete_value": ("x", 1),
    "eval": ("1",),
    "finished": (1,),
    "is_completed": ("x",),
    "load": (os.devnull,),
    "register_converter": (None,),
    "send": (1, 2),
    "send_eval": (1, "2"),
    "spawn": ("1",),
    "spawn_eval": ("1",),
    "spawn_many": ("+", [(1, 2)]),
    "submit": ("1",),
    "submit_eval": ("1",),
    "ask_soon": (Image.processes,),
    "request": (1, 2),
    "spawn_load": ("1", "x"),
    "spawn_program": ("1", "x"),
    "supply_input": (1, "x"),
    "call_soon": (print,),
    "is_member_open": ("x",),
}


def doors() -> list[str]:
    names = [name for name in dir(Image) if not name.startswith("_")]
    return [name for name in names if name not in HARMLESS]


@pytest.fixture
def image(image_path: Path) -> Iterator[Image]:
    with Image.open(image_path) as image:
        image.eval("(define n 1)")
        yield image


@pytest.mark.parametrize("is_driven", [False, True])
def test_every_door_is_closed_in_a_child(image: Image, is_driven: bool) -> None:
    if is_driven:
        image.start()
        image.wait_started()
    for name in doors():
        found = inspect.getattr_static(Image, name)

        def use(name: str = name, is_method: bool = callable(found)) -> object:
            door = getattr(image, name)
            if not is_method:
                return door
            wants_pid = "pid" in list(inspect.signature(door).parameters)[:1]
            return door(*ARGUMENTS.get(name, (1,) if wants_pid else ()))

        assert told(use).startswith("OpenedBeforeFork: image"), name
    assert image.eval("n") == 1


def test_the_error_names_the_image_both_processes_and_what_to_do(image: Image) -> None:
    line = told(lambda: image.eval("n"))
    assert repr(image.path) in line
    assert f"opened by process {os.getpid()}" in line
    assert "open the image here, after the fork" in line
    assert "perdure serve" in line


def test_a_procedure_in_the_hands_of_a_child_is_refused(image: Image) -> None:
    procedure = image.eval("(lambda (x) x)")
    assert told(lambda: procedure.call(1)).startswith("OpenedBeforeFork")


def test_an_image_to_be_looked_at_is_refused_in_a_child(image: Image, image_path: Path) -> None:
    with Image.open(image_path, read_only=True) as reader:
        assert told(reader.processes).startswith("OpenedBeforeFork")
        assert reader.processes()[0].pid == 1


def test_an_image_in_memory_is_refused_in_a_child() -> None:
    with Image.open(":memory:") as image:
        assert told(lambda: image.eval("1")).startswith("OpenedBeforeFork")
        assert image.eval("1") == 1


def test_what_is_not_loaded_yet_is_refused_too(image: Image) -> None:
    """Beneath the interface nothing is read at a position that is the parent's."""
    image.root._p_jar.cacheMinimize()
    assert told(lambda: image.root.interaction.name).startswith("OpenedBeforeFork")


def test_a_child_that_goes_on_in_the_middle_of_a_slice_commits_nothing(image_path: Path) -> None:
    children: list[int] = []

    def on_output(pid: int, text: str) -> None:
        if not children:
            children.append(os.fork())

    with Image.open(image_path) as image:
        image.on_output = on_output
        parent = os.getpid()
        try:
            image.eval('(begin (display "x") (newline) (define n 5))')
            image.eval("(define n 6)")
        except BaseException as error:
            if os.getpid() == parent:
                raise
            os._exit(7 if "forked off it" in str(error) else 8)
        finally:
            if os.getpid() != parent:
                os._exit(9)
        assert os.waitstatus_to_exitcode(os.waitpid(children[0], 0)[1]) == 7
        assert image.eval("n") == 6


def test_an_effect_may_fork(image_path: Path) -> None:
    @effect
    def counted() -> int:
        child = os.fork()
        if child == 0:
            os._exit(3)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    with Image.open(image_path, provides=[counted]) as image:
        text = f"(import (python {Path(__file__).stem})) (counted)"
        library = next(iter(image.host.provided))[0]
        assert image.eval(text.replace(Path(__file__).stem, library)) == 3
        assert image.eval("(+ 1 1)") == 2


@pytest.mark.parametrize("options", [(), ("driven",)])
def test_children_that_leave_take_nothing_with_them(
    image_path: Path, options: tuple[str, ...]
) -> None:
    line = [sys.executable, "-m", "tests.image.forks", str(image_path), *options]
    with subprocess.Popen(
        line,
        env=python_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "7\n"
        with pytest.raises(ImageInUse):  # no child has released the lock
            Image.open(image_path)
        assert parent.communicate(timeout=PATIENCE) == ("closed\n", "")
    with Image.open(image_path) as image:
        assert image.eval("n") == 7


def test_a_child_opens_another_image(image: Image, tmp_path: Path) -> None:
    def open_another() -> object:
        with Image.open(tmp_path / "another") as another:
            return another.eval("(+ 40 2)")

    assert told(open_another) == "42"
    assert image.eval("n") == 1


def test_a_child_that_outlives_its_parent_does_not_keep_the_image(image_path: Path) -> None:
    """Else the next worker would find it in use after a kill."""
    reading, writing = os.pipe()
    heard, telling = os.pipe()
    parent = os.fork()
    if parent == 0:
        image = Image.open(image_path)
        if os.fork() == 0:
            os.close(writing)
            os.write(telling, b"x")
            os.read(reading, 1)  # until the test closes its end
            assert image.path
        os._exit(0)
    os.waitpid(parent, 0)
    assert os.read(heard, 1) == b"x"
    Image.open(image_path).close()
    for descriptor in (reading, writing, heard, telling):
        os.close(descriptor)


def test_the_asyncio_interface_is_refused_too(image: Image) -> None:
    asynchronous = Image.open_async("x")
    asynchronous._image = image
    assert told(lambda: asynchronous.blocking).startswith("OpenedBeforeFork")
