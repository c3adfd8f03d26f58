"""Images for the tests of upkeep, and ways to spoil them behind Perdure's back."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import transaction
from ZODB.Connection import TransactionMetaData
from ZODB.utils import p64, u64

from perdure.image import Image
from perdure.image.schema.clusters import record_of
from perdure.image.schema.root import ROOT_KEY, ImageRoot
from perdure.image.storage.file_storage import open_database, open_storage
from tests.programs import program

#: A process for each kind of wait, one that has ended and one that has failed.
PROGRAM = program(__file__, "waits")
SPAWNED = (
    "(deep 250)",
    '(begin (display "here") (receive))',
    """(begin (display "here") (receive 1000000 'late))""",
    "(wait 3)",
    '(await-external "payment")',
    "(read-line)",
    "(+ 1 2)",
    "(car '())",
)


def make_image(path: Path) -> Path:
    with Image.open(path) as image:
        image.eval(PROGRAM)
        for text in SPAWNED:
            image.spawn_eval(text)
        for _ in range(20):
            image.run_slice()
    return path


def copied(image: Path, to: Path) -> Path:
    shutil.copytree(image, to)
    return to


def change(path: Path, how: Callable[[ImageRoot], Any]) -> None:
    """Do something to an image's objects, which no part of Perdure would."""
    database = open_database(open_storage(path, read_only=False))
    manager = transaction.TransactionManager(explicit=True)
    connection = database.open(manager)
    manager.begin()
    how(connection.root()[ROOT_KEY])
    manager.commit()
    connection.close()
    database.close()


def store(path: Path, oid: int, data: bytes) -> None:
    """Give an object that is there another record."""
    storage = open_storage(path, read_only=False)
    metadata = TransactionMetaData()
    storage.tpc_begin(metadata)
    _, serial = storage.load(p64(oid))
    storage.store(p64(oid), serial, data, "", metadata)
    storage.tpc_vote(metadata)
    storage.tpc_finish(metadata)
    storage.close()


def oid_of(path: Path, find: Callable[[ImageRoot], Any]) -> int:
    """The id of the record of an object that is found from the root."""
    found: list[int] = []
    change(path, lambda root: found.append(u64(record_of(find(root)._p_oid))))
    return found[0]


def record_naming(module: str, name: str) -> bytes:
    """A record whose class is called so; written by hand, for what no image has."""
    return f"c{module}\n{name}\n".encode() + b"." + pickle.dumps((1,), 3)
