"""The disk is full under the image itself: one sentence, and nothing is lost.

A limit on the size of files stands for the end of the disk (RLIMIT_FSIZE), in processes
of their own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from perdure.image import Image
from perdure.image.maintenance.ends import find_damage
from tests.environment import python_environment

PATIENCE = 300  #: seconds

#: Opens the image at argv[1], and gives it a limit of so many bytes more than it has.
LIMITED = """
import os, resource, sys
sys.dont_write_bytecode = True  # a module that is compiled now would be cut off, for all tests
from perdure.image import CannotWrite, Image

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

image = Image.open(sys.argv[1])
image.eval("(define n 1)")
limit(os.stat(sys.argv[1] + "/data.fs").st_size + 30_000)
try:
    image.eval('(define big (make-string %(size)d #\\\\x))')
except CannotWrite as error:
    print(error)
"""


def run(text: str, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", text, *map(str, arguments)],
        env=python_environment(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("size", [100_000, 4_000_000])  # it does not go into the data; nor aside
def test_what_cannot_be_committed_is_told_and_the_rest_is_kept(image_path: Path, size: int) -> None:
    again = """
print([each.state for each in image.processes()])
limit(resource.RLIM_INFINITY)
image.run_until_idle()
image.eval('(define big (make-string %(size)d #\\\\x))')
image.eval("(define n (+ n 1))")
print(image.eval("(list n (string-length big))"))
image.close()
"""
    ended = run((LIMITED + again) % {"size": size}, image_path)

    assert ended.stderr == ""
    told, before, after = ended.stdout.splitlines()
    assert told == (
        f"image {str(image_path)!r} cannot be written: file too large; what was being committed "
        "has not happened, and all before it is kept"
    )
    assert before == "['done']"  # what was told to have failed is never done
    assert after == f"[2, {size}]"
    assert find_damage(image_path) is None
    with Image.open(image_path) as image:
        assert image.eval("n") == 2


def test_a_worker_that_dies_on_a_full_disk_leaves_a_whole_image(image_path: Path) -> None:
    ended = run(LIMITED % {"size": 100_000} + "os._exit(0)", image_path)
    assert "cannot be written" in ended.stdout
    assert find_damage(image_path) is None
    with Image.open(image_path) as image:
        assert image.eval("n") == 1


COMMAND = """
import resource, sys
sys.dont_write_bytecode = True
from perdure.repl.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("is_prepared", [False, True])
def test_where_an_image_cannot_be_made_the_message_names_it_and_nothing_is_left(
    tmp_path: Path, is_prepared: bool
) -> None:
    path = tmp_path / "new.image"
    variables = {} if is_prepared else {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    if is_prepared:
        Image.open(tmp_path / "first").close()

    ended = run(COMMAND, "100000", "eval", "--image", path, "1", **variables)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"perdure: image {str(path)!r} cannot be made: file too large\n"
    assert not path.exists()
