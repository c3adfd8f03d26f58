"""A function that books in two phases; its worker may be told to die in the midst of that.

Given to members by tests.sharing.test_two_phases.
"""

from __future__ import annotations

import os

from sqlalchemy import Connection, create_engine, text

from perdure.image import Database, transactional
from tests.kill.points import lay_trap

BOOKS = "PERDURE_TEST_BOOKS"  #: the variable with the URI of the database
POINT = "PERDURE_TEST_POINT"  #: that with the point at which the member dies, after some times

books = Database(create_engine(os.environ[BOOKS]), two_phase=True)
if POINT in os.environ:
    lay_trap(os.environ[POINT], 3)


@transactional(books)
def book(connection: Connection, who: int, number: int) -> int:
    values = {"who": who, "number": number}
    connection.execute(text("INSERT INTO entries VALUES (:who, :number)"), values)
    return number
