"""Two transactions made the same change of an object that shares a record: one was lost.

Each had added 1 to a counter, and both had come to the same number, so the merge of their records
took it that nothing was to be merged.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import transaction
from ZODB.POSException import ConflictError

from perdure.image.storage.file_storage import ImageStorage, open_database
from perdure.vm.objects.data import cons, new_box


def test_the_second_of_two_additions_conflicts(tmp_path: Path) -> None:
    database = open_database(ImageStorage(str(tmp_path / "data.fs")))
    database.makes_clusters = True
    managers = [transaction.TransactionManager(explicit=True) for _ in range(2)]
    one, other = (database.open(each) for each in managers)
    managers[0].begin()
    one.root()["counters"] = cons(new_box(0), new_box(0))
    managers[0].commit()
    for manager, connection in zip(managers, (one, other), strict=True):
        manager.begin()
        connection.root()["counters"].car.value += 1
    managers[0].commit()
    with pytest.raises(ConflictError):
        managers[1].commit()
    managers[1].abort()
    one.close()
    other.close()
    database.close()
