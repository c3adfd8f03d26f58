"""A member of a shared image forks: its children neither speak for it nor end its connections."""

from __future__ import annotations

import subprocess
import sys

from perdure.image import Image
from tests.image.forks import told
from tests.sharing.crowd import PATIENCE, Crowd


def test_children_that_leave_take_nothing_with_them(here: Crowd) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.image.forks", here.uri, "driven"],
        env=here.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "7\n"
        with here.open() as image:
            assert image.eval("n") == 7
            assert parent.communicate(timeout=PATIENCE) == ("closed\n", "")


def test_a_child_may_become_a_member_of_its_own(here: Crowd) -> None:
    """As a worker of a web server does, whose master has opened the image before."""

    def open_anew() -> object:
        with Image.open(here.uri) as image:
            return image.eval("(begin (define of-child 5) (+ n of-child))")

    with here.open() as image:
        image.start()
        image.eval("(define n 37)")
        line = told(lambda: image.eval("n"))
        assert line.startswith("OpenedBeforeFork: image")
        assert "sesame" not in line  # the password of the database
        assert told(open_anew) == "42"
        assert image.eval("of-child") == 5
