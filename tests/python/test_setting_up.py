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


MORE = """
import argparse, calendar, codecs, decimal, logging, os, sched, sqlite3, sys, time, warnings

warnings.filterwarnings("error", message="bad")
os.environ["TZ"] = "Asia/Tokyo"
time.tzset()
sqlite3.register_adapter(decimal.Decimal, str)
calendar.setfirstweekday(6)
codecs.register_error("mine", lambda error: ("?!", error.end))
old = logging.getLogRecordFactory()

def marked(*given, **more):
    record = old(*given, **more)
    record.mark = "M"
    return record

logging.setLogRecordFactory(marked)
sys.argv.append("more")
parser = argparse.ArgumentParser()
parser.add_argument("--number", type=int, default=3)
parser.add_subparsers().add_parser("go")
planned = sched.scheduler(time.monotonic, lambda seconds: None)
planned.enter(0, 1, print, ("planned",))

class Loud:
    def __init__(self, stream):
        self.stream = stream

    def write(self, text):
        return self.stream.write(text.upper())

    def flush(self):
        self.stream.flush()

quiet = sys.stdout
sys.stdout = Loud(sys.stdout)
time.sleep(3600)
print("said loud")
sys.stdout = quiet
try:
    warnings.warn("bad thing")
except UserWarning as error:
    print("raised", error)
print(time.localtime(0).tm_hour, calendar.firstweekday(), "\u00e4".encode("ascii", "mine"))
database = sqlite3.connect(":memory:")
print(database.execute("select ?", (decimal.Decimal("1.5"),)).fetchone())
database.close()
print(logging.makeLogRecord({}).__dict__.get("mark"), logging.getLogRecordFactory() is marked)
print(sys.argv[1:], parser.parse_args(["--number", "4"]), parser.parse_args(["go"]))
planned.run()
"""


LIBRARY = """
key = None
chosen = {}
made = []

def configure(**options):
    chosen.update(options)

def set_level(name, level):
    chosen[name] = level
    return None

def init(path):
    open(path, "a").close()
    made.append(path)

class Pool:
    def __init__(self, size):
        self.size = size

_pool = None

def shared(size):
    global _pool
    _pool = _pool or Pool(size)
    return _pool

def setup_all(names):
    made.append(names)
    return names
"""


def test_another_interpreter_is_set_up_as_the_first_was(tmp_path: Path) -> None:
    assert ended_elsewhere(tmp_path, FLOW) == [
        "secret test False /somewhere",
        "k1 {'a': [1]}",
        "INFO:logged",
        "True",
        "True True",
    ]


def test_so_it_is_with_what_is_no_call_of_a_module_s_own(tmp_path: Path) -> None:
    """A stream in place of `sys.stdout` was made to write to itself: nothing more could be said."""
    assert ended_elsewhere(tmp_path, MORE) == [
        "SAID LOUD",
        "raised bad thing",
        "9 6 b'?!'",
        "('1.5',)",
        "M True",
        "['more'] Namespace(number=4) Namespace(number=3)",
        "planned",
    ]


def ended_elsewhere(tmp_path: Path, text: str) -> list[str]:
    """The lines of a program that another interpreter goes on with."""
    (tmp_path / "flow.py").write_text(text)
    library = tmp_path / "library"
    library.mkdir()
    (library / "settings.py").write_text(LIBRARY)
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
    return ended.stdout.splitlines()
