"""examples/python: each prints and does in an image what it does under `python`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from examples.python.world import World, serve
from tests.repl.command import Command

EXAMPLES = Path(__file__).parents[2] / "examples" / "python"

#: Name, arguments, and what is typed.
PROGRAMS = [("orders.py", ["6"], ""), ("agent.py", [], "y\nn\n"), ("pipeline.py", ["sales"], "")]


def served() -> tuple[dict[str, str], World]:
    """A world of its own, and the environment that names it."""
    server, world = serve()
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    return {"WORLD": address, "OPENAI_BASE_URL": f"{address}/v1"}, world


@pytest.mark.parametrize(("name", "arguments", "typed"), PROGRAMS)
def test_an_example_does_the_same_in_an_image(
    name: str, arguments: list[str], typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("plain", "durable"):
        (tmp_path / folder / "sales").mkdir(parents=True)
    variables, plain = served()
    run = subprocess.run(
        [sys.executable, EXAMPLES / name, *arguments],
        cwd=tmp_path / "plain",
        env={**os.environ, **variables},
        input=typed,
        capture_output=True,
        text=True,
        check=True,
    )
    variables, world = served()
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    ended = Command(tmp_path / "durable")("run", EXAMPLES / name, *arguments, stdin=typed)
    assert (ended.code, ended.out) == (0, run.stdout), ended.err
    assert world.calls == plain.calls
    assert world.done >= plain.done  # here a request without a key has that of its effect
