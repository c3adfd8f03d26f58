"""The set-up of an interpreter by a program: done again in one that goes on with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FLOW = """
import logging, os, random, sys, time
import settings
from dotenv import load_dotenv

with open(".env", "w") as file:
    file.write("KEY=secret\\n")
load_dotenv(".env")
os.environ["MODE"] = "test"
del os.environ["GONE"]
sys.path.append("/somewhere")
settings.key = "k1"
settings.limits = {"a": [1]}
logging.basicConfig(level=logging.INFO, format="%(levelname)s:%(message)s")
random.seed(4)
first = [random.random() for _ in range(3)]
other = random.Random(5)
other.seed(6)
second = other.random()
time.sleep(3600)
print(os.environ["KEY"], os.environ["MODE"], "GONE" in os.environ, sys.path[-1])
print(settings.key, settings.limits)
logging.info("logged")
again = [random.random() for _ in range(2)]
random.seed(4)
print([random.random() for _ in range(5)] == first + again)
other2 = random.Random(6)
print(other2.random() == second, other2.random() == other.random())
"""

DRIVER = """
import sys
from perdure.image import Image, SimulatedClock
clock = SimulatedClock(stands=True)
with Image.open("image", clock=clock) as image:
    if len(sys.argv) > 1:
        image.spawn_program(open("flow.py").read(), "flow.py", [], ["."])
        image.run_until_idle()
    else:
        image.advance(hours=2)
        image.result(1)
        print(image.transcript(1), end="")
"""


def test_another_interpreter_is_set_up_as_the_first_was(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    library = tmp_path / "library"
    library.mkdir()
    (library / "settings.py").write_text("key = None\n")
    paths = [str(library), *filter(None, sys.path)]
    environment = {**os.environ, "GONE": "x", "PYTHONPATH": os.pathsep.join(paths)}
    for arguments in (["first"], []):
        ended = subprocess.run(
            [sys.executable, "-c", DRIVER, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "secret test False /somewhere",
        "k1 {'a': [1]}",
        "INFO:logged",
        "True",
        "True True",
    ]
