"""docs/living.md: what is typed in it gives what stands below."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.repl.command import REPOSITORY, Command

DOCUMENT = REPOSITORY / "docs" / "living.md"
FILE = re.compile(r"`(\w+\.(?:scm|py))`:\n\n```(?:scheme|py)\n(.*?)```", re.DOTALL)
TYPED = re.compile(r"^    \$ perdure (.*)\n((?:    (?!\$ ).*\n)*)", re.MULTILINE)


def test_what_is_typed_in_the_page_gives_what_stands_below(tmp_path: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    perdure = Command(tmp_path)
    for name, contents in FILE.findall(text):
        (tmp_path / name).write_text(contents, encoding="utf-8")
    typed = TYPED.findall(text)
    for line, below in typed:
        ended = perdure(*shlex.split(line))
        assert ended.out + ended.err == re.sub("^    ", "", below, flags=re.MULTILINE), line
    assert len(typed) >= 4
