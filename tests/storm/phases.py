"""A database of the user's own that commits in two phases, of a storm's.

Given to images as the library `(python phases)`, where there is PostgreSQL.
"""

from __future__ import annotations

import os

import psycopg2
from sqlalchemy import Connection, create_engine

from perdure.image import Database, transactional
from tests.storm.deeds import INSERT, SQL_AGAIN

BOOKS = "PERDURE_STORM_BOOKS"  #: the variable with the URI of the database

theirs = Database(
    create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(os.environ[BOOKS])),
    two_phase=True,
)


@transactional(theirs, retry=SQL_AGAIN)
def book_in_phases(connection: Connection, who: int, number: int) -> int:
    connection.execute(INSERT, {"who": who, "number": number})
    return number
