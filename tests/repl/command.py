"""The `perdure` command as its users meet it: a process with arguments, in a folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hatchery import finished

REPOSITORY = Path(__file__).parents[2]
SOURCE_ROOTS = ("bootstrap", "image", "languages", "program", "repl", "vm")
TIMEOUT = 60  #: seconds; no command of these tests takes more than a few


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """Runs `perdure` in a folder of its own, which has a fresh `perdure.image`."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        environment = dict(os.environ)
        environment.pop("PERDURE_IMAGE", None)
        # Without compiled modules each command would take twice as long.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(REPOSITORY / ".pytest_cache" / "compiled")
        environment["PYTHONPATH"] = os.pathsep.join(str(REPOSITORY / root) for root in SOURCE_ROOTS)
        environment["PYTHONIOENCODING"] = "utf-8"
        return environment

    def __call__(self, *arguments: str | Path, stdin: str = "", **variables: str) -> Ended:
        """Run it to its end; `variables` are added to the environment."""
        line = list(map(str, arguments))
        environment = self.environment | variables
        is_new = bool(variables)
        return Ended(*finished(line, self.folder, environment, stdin, TIMEOUT, is_new=is_new))

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start it and let it run; use it as a context manager, and kill it before the end."""
        return subprocess.Popen(
            self.line(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def line(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "perdure.repl", *map(str, arguments)]

    def out(self, *arguments: str | Path, **options: str) -> str:
        """The text that it prints, where it must succeed and say nothing on stderr."""
        ended = self(*arguments, **options)
        assert (ended.code, ended.err) == (0, "")
        return ended.out

    def detach(self, text: str, name: str = "detached.scm") -> str:
        """The pid of a program that was started and not driven."""
        return self.out("run", "--detach", self.write(name, text)).strip()

    def processes(self) -> dict[str, dict[str, Any]]:
        """The processes as `ps --json` tells of them, by pid."""
        return {str(each["pid"]): each for each in json.loads(self.out("ps", "--json"))}

    def write(self, name: str, text: str) -> str:
        """A file in the folder; gives its name."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def contents(self) -> dict[str, bytes]:
        """Everything in the folder but locks, to see that nothing was changed."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(".lock")
        }


def command_in(folder: Path, image: Path) -> Command:
    shutil.copytree(image, folder / "perdure.image")
    return Command(folder)
