"""`importlib.import_module` and `__import__` find modules of the program, which wait as any do.

They found those only that an `import` statement had imported before.
"""

from __future__ import annotations

from pathlib import Path

from tests.regressions.hours import printed_after

PROGRAM = """
import importlib

handlers = {name: importlib.import_module(f"handlers.{name}") for name in ("mail", "late")}
print(__import__("handlers.mail").mail is handlers["mail"], handlers["mail"].handle(1))
print(handlers["late"].handle(2), importlib.import_module(".mail", "handlers") is handlers["mail"])
"""
HANDLER = """
import time

def handle(number):
    time.sleep(3600)
    return number
"""


def test_they_are_part_of_the_program(tmp_path: Path) -> None:
    folder = tmp_path / "handlers"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "mail.py").write_text(HANDLER)
    (folder / "late.py").write_text(f"import time\ntime.sleep(3600)\n{HANDLER}")
    assert printed_after(3, PROGRAM, tmp_path, (tmp_path,)) == "True 1\n2 True\n"
