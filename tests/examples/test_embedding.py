"""The examples in Python of pages in docs/: each runs, and prints what stands below it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SOURCE_ROOTS = ("bootstrap", "image", "languages", "program", "repl", "vm")
DOCUMENTS = REPOSITORY / "docs"
PAGES = {
    "embedding.md": 8,
    "requests.md": 2,
    "testing.md": 3,
}  #: and how many examples there are at least
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTEST = ("-m", "pytest", "-q", "-p", "perdure.repl.pytest_plugin", "-p", "no:cacheprovider")
NAME = re.compile(r"[#;] (\S+)\n")


@pytest.mark.parametrize("page", PAGES)
def test_every_example_prints_what_stands_below_it(page: str, tmp_path: Path) -> None:
    blocks = BLOCK.findall((DOCUMENTS / page).read_text(encoding="utf-8"))
    roots = os.pathsep.join(str(REPOSITORY / root) for root in SOURCE_ROOTS)
    count = 0
    for (kind, text), (kind_below, below) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "text":
            continue
        named = NAME.match(text)
        if kind == "scheme" and named is None and page != "embedding.md":
            continue  # tests/image/test_pages.py runs that
        assert named is not None, f"an example without a name:\n{text}"
        file = tmp_path / named[1]
        file.write_text(text, encoding="utf-8")
        if kind == "python":
            assert kind_below == "text", f"{file.name}: what does it print?"
            is_test = file.name.startswith("test_")
            options = PYTEST if is_test else ("-X", "dev", "-W", "ignore::DeprecationWarning")
            ended = subprocess.run(
                [sys.executable, *options, file.name],
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": roots, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            out = (
                re.sub(r"(?s).*\n(.*) in .*s\n", r"\1\n", ended.stdout) if is_test else ended.stdout
            )
            assert (out, ended.stderr) == (below, ""), f"{file.name}:\n{ended.stdout}"
            count += 1
    assert count >= PAGES[page]


@pytest.mark.parametrize("page", PAGES)
def test_no_example_is_left_out(page: str) -> None:
    text = (DOCUMENTS / page).read_text(encoding="utf-8")
    if len(BLOCK.findall(text)) * 2 != text.count("```"):
        pytest.fail("a block that is not ```kind ... ```")
