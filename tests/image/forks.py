"""Children of a process that has an image open, and what becomes of both.

`told` is for tests that are forked themselves. Run as a program, this opens an image,
forks children that use it and leave in every way there is, and goes on with it meanwhile:

    python -m tests.image.forks IMAGE [driven]

Read by: test_forks.py here and in tests/sharing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import NoReturn

from perdure.image import Image, OpenedBeforeFork

PATIENCE = 120  #: seconds in which a child must come to its end


def told(do: Callable[[], object]) -> str:
    """The answer to a child that does this: the error's name and text, or the value."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        try:
            found = repr(do())
        except BaseException as error:  # noqa: BLE001  (that is what is asked for)
            found = f"{type(error).__name__}: {error}"
        os.write(writing, found.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, f"the child was ended by {os.waitstatus_to_exitcode(status)}"
    return text


def refused(image: Image) -> None:
    """In a child."""
    try:
        image.eval("(set! n 1000)")
    except OpenedBeforeFork:
        return
    raise AssertionError("the child was not refused")


def leave(image: Image) -> NoReturn:
    """As most do: what is held open is closed, modules are taken apart."""
    refused(image)
    sys.exit(0)


def leave_unused(image: Image) -> NoReturn:
    sys.exit(0)


def close_and_leave(image: Image) -> NoReturn:
    image.close()
    sys.exit(0)


def drop_and_leave(image: Image) -> NoReturn:
    """Whatever closes itself when nobody has it any more does so."""
    opened = image._opened
    assert opened is None, "the image is given up before anything else happens"
    sys.exit(0)


def be_killed(image: Image) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def forked(image: Image, leave: Callable[[Image], NoReturn]) -> int:
    """How a child ended that leaves so."""
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        leave(image)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def in_thread(image: Image) -> None:
    """A child of another thread than the main one."""
    thread = threading.Thread(target=lambda: forked(image, leave_thread))
    thread.start()
    thread.join()


def leave_thread(image: Image) -> NoReturn:
    refused(image)
    os._exit(0)


def with_multiprocessing(image: Image) -> None:
    child = multiprocessing.get_context("fork").Process(target=refused, args=(image,))
    child.start()
    child.join()
    assert child.exitcode == 0


def with_pool(image: Image) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        assert list(pool.map(abs, [-1, -2])) == [1, 2]


def main(name: str, *options: str) -> None:
    with Image.open(name) as image:
        if "driven" in options:
            image.start()
        image.eval("(define n 0)")
        for way in (leave, leave_unused, close_and_leave, drop_and_leave):
            assert forked(image, way) == 0, way
            image.eval("(set! n (+ n 1))")
        assert forked(image, be_killed) == -signal.SIGKILL
        for use in (in_thread, with_multiprocessing, with_pool):
            use(image)
            image.eval("(set! n (+ n 1))")
        print(image.eval("n"), flush=True)
        sys.stdin.read()  # so that the tester can look whether the image is still held
    print("closed")


if __name__ == "__main__":
    main(*sys.argv[1:])
