"""Folders of large contents that a client has seen: none stays behind, and none in use goes."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from perdure.image.storage.blob_cache import with_cache
from tests.environment import python_environment

PROGRAM = """
import sys
from perdure.image.storage.blob_cache import with_cache
class Storage: pass
kept = with_cache(lambda **options: Storage(), None)
print("made", flush=True)
sys.stdin.read()
"""


class Storage:
    def __init__(self, **options: object) -> None:
        self.options = options


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def other() -> subprocess.Popen[str]:
    """A process that uses a folder until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=python_environment() | {"TMPDIR": os.environ["TMPDIR"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "made\n"
    return process


def test_a_folder_goes_with_its_storage(place: Path) -> None:
    storage = with_cache(Storage, None)
    (folder,) = place.iterdir()
    assert Path(str(storage.options["blob_dir"])).parent == folder
    del storage
    gc.collect()
    assert list(place.iterdir()) == []


def test_a_folder_goes_where_the_storage_cannot_be_opened(place: Path) -> None:
    def fail(**options: object) -> None:
        raise OSError

    with pytest.raises(OSError, match=r"^$"):
        with_cache(fail, None)
    assert list(place.iterdir()) == []


def test_one_that_a_killed_process_has_left_goes_with_the_next_opening(place: Path) -> None:
    living, dead = other(), other()
    dead.kill()
    dead.communicate()
    assert len(list(place.iterdir())) == 2
    storage = with_cache(Storage, None)
    assert len(list(place.iterdir())) == 2  # of the living one, and of this
    del storage
    gc.collect()
    assert len(list(place.iterdir())) == 1
    living.communicate("")
    assert list(place.iterdir()) == []


def test_one_that_was_given_is_left_alone(place: Path) -> None:
    with_cache(Storage, "theirs")
    assert list(place.iterdir()) == []
