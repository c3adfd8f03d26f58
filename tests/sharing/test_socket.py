"""The socket of a server: its owner's alone, and never in the place of another's."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from perdure.image import Image, ImageInUse
from tests.repl.command import Command
from tests.sharing.crowd import Crowd


def test_a_socket_is_its_owners_alone_and_left_to_the_server_that_listens_there(
    zeo: Crowd, tmp_path: Path
) -> None:
    socket = zeo.folder / "image" / "serve.sock"
    assert stat.S_IMODE(socket.stat().st_mode) & 0o077 == 0
    line = ["serve", "another", "--address", f"unix:{socket}"]
    ended = subprocess.run(
        [sys.executable, "-m", "perdure.repl", *line],
        cwd=tmp_path,
        env=Command(tmp_path).environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"another server listens on unix:{socket}" in ended.stderr
    with pytest.raises(ImageInUse, match=f"open zeo://{socket} in its place"):
        Image.open(zeo.folder / "image")
    with zeo.open() as image:
        assert image.eval("(+ 40 2)") == 42
    assert os.path.lexists(socket)
