"""Two workers that begin beside each other put their first processes into tables of their own.

In a table that both wrote, each split leaves under the other: with three workers, some
ten conflicts before each had used up its first small block.
"""

from __future__ import annotations

from perdure.image.processes.pids import Pids
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.shards import TABLE


def test_the_first_pids_of_two_workers_are_in_different_tables() -> None:
    root = ImageRoot()
    application, one, other = (Pids(root, 1024) for _ in range(3))
    application.next()
    one.take_tables()
    other.take_tables()
    tables = [{pid // TABLE for pid in member.reserve(100)} for member in (one, other)]
    assert [len(each) for each in tables] == [1, 1]
    assert len(set.union(*tables, {application.next() // TABLE})) == 3


def test_another_member_puts_no_process_into_tables_of_a_worker() -> None:
    root = ImageRoot()
    application, worker = Pids(root, 1024), Pids(root, 1024)
    worker.take_tables()
    mine = {pid // TABLE for pid in application.reserve(2000)}
    assert mine.isdisjoint(pid // TABLE for pid in worker.reserve(2000))
