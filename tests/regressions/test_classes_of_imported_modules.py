"""To make an object of a class of an imported module of the program is no call outside.

Where the class had no `__init__` of its own, as most exceptions have none, each object was made
between two commits, as those of libraries are that may touch the world.
"""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image

CLASSES = """
from dataclasses import dataclass
from enum import Enum


class Plain:
    pass


class Table(dict):
    pass


class Further(Plain):
    def __getattribute__(self, name):
        return 1


class Refused(Exception):
    pass


class Colour(Enum):
    RED = 1


@dataclass
class Point:
    x: int = 1


def local():
    class Local:
        pass

    return Local()
"""
PROGRAM = """
from classes import Colour, Further, Plain, Point, Refused, Table, local

found = []
for number in range(20):
    try:
        raise Refused(number)
    except Refused as error:
        found.append((Plain(), Table(), Further().x, Colour(1), Point(), local(), error))
print(len(found))
"""


def test_such_objects_are_made_within_one_step(tmp_path: Path) -> None:
    (tmp_path / "classes.py").write_text(CLASSES)
    with Image.open(tmp_path / "image") as image:
        pid = image.spawn_program(PROGRAM, "main.py", search_path=[tmp_path])
        image.result(pid)
        assert image.transcript(pid) == "20\n"
        assert image.process(pid).steps == 1
