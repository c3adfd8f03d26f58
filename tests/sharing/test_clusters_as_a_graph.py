"""Members of clusters in PostgreSQL, held to a plain graph as those in a file are.

The two sides are members of an image, each with a storage of its own. One commits by single
statements, the other in RelStorage's way, so that both kinds of vote meet conflicts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdure.image.maintenance.operations import no_progress
from perdure.image.maintenance.trimming import trim
from perdure.image.storage.file_storage import open_database
from perdure.image.storage.uris import open_uri
from tests.image.test_clusters_as_a_graph import CACHED, DEED, Graphs, Side
from tests.sharing.postgres import Cluster

EXAMPLES = int(os.environ.get("PERDURE_GRAPHS", "4"))


class SharedGraphs(Graphs):
    """Graphs of two members. Packing is the file's test; here what is dead is taken out."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        super().__init__()

    def open(self) -> None:
        self.databases = [self.opened() for _ in range(2)]
        self.sides = [Side(database) for database in self.databases]
        self.sides[1].connection._whole = None  # it votes in RelStorage's way
        for side in self.sides:
            side.begin(self.committed)

    def opened(self) -> Any:
        database = open_database(open_uri(self.uri, read_only=False).storage)
        database.makes_clusters = True
        database.setCacheSize(CACHED)
        return database

    def close(self) -> None:
        for side in self.sides:
            side.transactions.abort()
            side.connection.close()
        for database in self.databases:
            database.close()

    def pack(self, who: int) -> None:
        self.trim(who)

    def trim(self, who: int) -> None:
        reading = self.databases[who].storage.new_instance()
        writing = reading.new_instance()
        reading.sync()
        reading.poll_invalidations()
        trim(reading, writing, min(side.began for side in self.sides), no_progress)
        for each in (reading, writing):
            each.release()


@pytest.fixture(scope="module")
def standing(empty_cluster: Cluster) -> Iterator[Cluster]:
    cluster = empty_cluster.copy()
    cluster.start()
    yield cluster
    cluster.remove()


@settings(max_examples=EXAMPLES)
@given(deeds=st.lists(DEED, min_size=20, max_size=60))
def test_members_are_the_graph_that_was_made(standing: Cluster, deeds: list[Any]) -> None:
    graphs = SharedGraphs(standing.uri())
    try:
        for deed in deeds:
            graphs.do(deed)
        for side in graphs.sides:
            graphs.compare(side)
    finally:
        graphs.teardown()
