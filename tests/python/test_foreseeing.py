"""`perdure check flow.py`: what a program will do, as far as its text tells."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.repl.command import Command

FLOW = """\
import os, sys, time
import requests, missing_library
from slack_sdk import WebClient
from urllib.request import urlopen
import helper

client = WebClient(token=os.environ.get("TOKEN"))

def ask(url):
    with urlopen(url) as answer:
        return answer.read()

class Held:
    def __del__(self):
        time.sleep(1)

with open("log", "a") as log, open("table") as table:
    client.chat_postMessage(channel="c", text=table.read())
    found = requests.get("http://a/").json()
time.sleep(3600)
frame = sys._getframe()
"""


def told(folder: Path, *arguments: str) -> tuple[int, str]:
    (folder / "flow.py").write_text(FLOW)
    (folder / "helper.py").write_text("import shutil\nshutil.rmtree('old')\n")
    ended = Command(folder)("check", *arguments, "flow.py")
    return ended.code, ended.out


def test_each_thing_is_said_with_its_place_and_nothing_is_run(tmp_path: Path) -> None:
    code, out = told(tmp_path)
    cut = re.compile(", where.*|: while.*|: Python runs.*|; nothing was run")
    lines = [cut.sub("", line) for line in out.splitlines()]
    assert lines == [
        "flow.py:2:1: missing: the module missing_library is not installed here",
        "flow.py:7:10: made again: slack_sdk.WebClient",
        "flow.py:10:10: volatile: urllib.request.urlopen",
        "flow.py:11:16: effect: urllib.request.urlopen.read",
        "flow.py:15:9: refused: a wait in __del__",
        "flow.py:17:6: effect: a file is opened for writing",
        "flow.py:18:5: effect: slack_sdk.WebClient.chat_postMessage",
        "flow.py:19:13: effect: requests.get",
        "flow.py:20:1: wait: time.sleep",
        "flow.py:21:9: refused: sys._getframe: a stack frame cannot be kept over a wait",
        "helper.py:2:1: effect: shutil.rmtree",
        "flow.py: 1 missing, 1 made again, 1 volatile, 5 effect, 2 refused, 1 wait",
    ]
    assert code == 1
    assert not (tmp_path / "log").exists()


def test_the_same_is_had_as_json(tmp_path: Path) -> None:
    _, out = told(tmp_path, "--json")
    first = json.loads(out)[0]
    assert first == {
        "file": "flow.py",
        "line": 2,
        "column": 1,
        "kind": "missing",
        "text": "the module missing_library is not installed here",
    }


def test_a_text_that_is_no_python_is_refused(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text("print('x'\n")
    ended = Command(tmp_path)("check", "flow.py")
    assert ended.code != 0
    assert "flow.py:1:6: '(' was never closed" in ended.err


def test_a_program_of_scheme_is_not_looked_through(tmp_path: Path) -> None:
    (tmp_path / "flow.scm").write_text("(display 1)")
    assert "only programs of Python" in Command(tmp_path)("check", "flow.scm").err
