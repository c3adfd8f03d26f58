"""Clients whose making touches nothing outside are made again, whatever their making imports."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock

LIBRARY = {
    "__init__.py": """
import threading

class Client:
    def __init__(self):
        from lazy import parts
        self.lock = threading.Lock()
        self.name = parts.NAME
""",
    "parts.py": "NAME = 'made'",
}

PROGRAM = """
import time
import lazy

client = lazy.Client()
time.sleep(86400)
print(client.name)
"""


def test_a_client_is_made_again_whose_making_has_compiled_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python writes what it has compiled into a folder that it makes, in the first run of all."""
    for name, text in LIBRARY.items():
        (tmp_path / "lazy").mkdir(exist_ok=True)
        (tmp_path / "lazy" / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(PROGRAM, "flow.py")
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(days=1)
        image.result(pid)
        assert image.transcript(pid) == "made\n"
    assert list((tmp_path / "compiled").rglob("parts.*.pyc"))


TEMPLATES = """
import threading

class Environment:
    def __init__(self):
        self.lock = threading.Lock()
        self.filters = {"lower": str.lower, "same": str, "gone": len}
        self.folders = ["first", "second"]
        self.flags = {"old"}
        self.limits = {"size": 1}

    def template(self, name):
        return Template(self, self.filters[name])

class Template:
    def __init__(self, environment, function):
        self.lock = threading.Lock()
        self.function = function
"""

WITH_FILTERS = """
import time
import templates

def shout(text):
    return text.upper() + mark

mark = "!"
environment = templates.Environment()
environment.filters["shout"] = shout
environment.filters["lower"] = str.title
del environment.filters["gone"]
environment.folders.append("third")
environment.flags.add("new")
environment.flags.discard("old")
environment.limits = {"size": 2}
environment.filters["own"] = lambda: environment
template = environment.template("shout")
time.sleep(86400)
filters = environment.filters
print(template.function("ann"), filters["lower"]("ann lee"), "gone" in filters)
print(environment.folders, environment.flags, environment.limits)
print(filters["shout"] is shout, filters["own"]() is environment)
environment.folders[0] = "other"
time.sleep(86400)
print(environment.folders, sorted(environment.filters))
"""


def test_what_a_program_has_put_into_a_client_is_there_before_what_that_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "templates.py").write_text(TEMPLATES)
    monkeypatch.syspath_prepend(str(tmp_path))
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(WITH_FILTERS, "flow.py")
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    for _ in range(2):
        with Image.open(tmp_path / "image", clock=clock) as image:
            image.advance(days=1)
            image.run_until_idle()
            printed = image.transcript(pid)
    assert printed == (
        "ANN! Ann Lee False\n"
        "['first', 'second', 'third'] {'new'} {'size': 2}\n"
        "True True\n"
        "['other', 'second', 'third'] ['lower', 'own', 'same', 'shout']\n"
    )
