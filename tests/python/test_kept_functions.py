"""Functions of libraries that are called by attributes of a program's own objects are effects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from perdure.image import Image

PROGRAM = Path(__file__).parent / "kept_functions" / "clients.py"
CALLS = 11  #: of subprocess, each one an effect


def test_each_call_is_an_effect_and_the_program_prints_what_python_prints(tmp_path: Path) -> None:
    native = subprocess.run([sys.executable, PROGRAM], capture_output=True, text=True, check=True)
    with Image.open(tmp_path / "image") as image:
        pid = image.spawn_program(PROGRAM.read_text(), "clients.py")
        image.result(pid)
        assert image.transcript(pid) == native.stdout
        assert image.root.process(pid).effects == CALLS
