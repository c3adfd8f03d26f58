"""Images whose small objects share records: which record an object is in, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import transaction
from BTrees.OOBTree import OOBTree
from ZODB.DemoStorage import DemoStorage
from ZODB.POSException import ConflictError, POSKeyError

from perdure.image import Image, check, stats
from perdure.image.maintenance.operations import no_progress
from perdure.image.maintenance.trimming import trim
from perdure.image.schema.clusters import CLUSTERED_FORMAT, is_member, record_of
from perdure.image.storage.creation import CLUSTERS
from perdure.image.storage.file_storage import ImageStorage, open_database
from perdure.image.storage.large import SIZE
from perdure.vm.objects.data import Pair, cons, new_box, new_string


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an image will be with clusters."""
    monkeypatch.setenv(CLUSTERS, "1")
    return tmp_path / "test.image"


class Two:
    """A database with clusters, and two connections to it."""

    def __init__(self, data: Path) -> None:
        self.database = open_database(ImageStorage(str(data)))
        self.database.makes_clusters = True
        self.managers = [transaction.TransactionManager(explicit=True) for _ in range(2)]
        self.connections = [self.database.open(each) for each in self.managers]
        for each in self.managers:
            each.begin()

    def root(self, number: int) -> Any:
        return self.connections[number].root()

    def commit(self, number: int) -> None:
        try:
            self.managers[number].commit()
        except ConflictError:
            self.managers[number].abort()
            raise
        finally:
            self.managers[number].begin()

    def abort(self, number: int) -> None:
        self.managers[number].abort()
        self.managers[number].begin()

    def close(self) -> None:
        for manager, connection in zip(self.managers, self.connections, strict=True):
            manager.abort()
            connection.close()
        self.database.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    made = Two(tmp_path / "data.fs")
    yield made
    made.close()


def pairs_of(first: Any) -> list[Pair]:
    found = []
    while isinstance(first, Pair):
        found.append(first)
        first = first.cdr
    return found


def test_an_image_has_clusters_unless_somebody_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CLUSTERS, raising=False)
    with Image.open(tmp_path / "usual.image") as image:
        assert image.root.format == CLUSTERED_FORMAT
    monkeypatch.setenv(CLUSTERS, "0")
    with Image.open(tmp_path / "plain.image") as image:
        image.eval("(define l (list 1 2))")
        assert image.root.format == 1
        assert not is_member(image.root.interaction.bindings["l"].value._p_oid)


def test_an_image_stays_as_it_was_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.open(path).close()
    monkeypatch.setenv(CLUSTERS, "0")
    with Image.open(path) as image:
        image.eval("(define l (list 1 2))")
        assert image.root.format == CLUSTERED_FORMAT
        assert is_member(image.root.interaction.bindings["l"].value._p_oid)


@pytest.mark.parametrize("wish", [True, False])
def test_an_application_says_whether_an_image_has_clusters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wish: bool
) -> None:
    monkeypatch.setenv(CLUSTERS, "0" if wish else "1")
    for name in (":memory:", str(tmp_path / "image")):
        with Image.open(name, clusters=wish) as image:
            image.eval("(define l (list 1 2))")
            assert (image.root.format == CLUSTERED_FORMAT) is wish
            assert is_member(image.root.interaction.bindings["l"].value._p_oid) is wish
    with Image.open(tmp_path / "image", clusters=not wish) as image:  # as it was made
        assert (image.root.format == CLUSTERED_FORMAT) is wish


def test_a_list_is_a_record_a_hundred_pairs(path: Path) -> None:
    with Image.open(path) as image:
        image.eval("(define l (iota 1000))")
        pairs = pairs_of(image.root.interaction.bindings["l"].value)
        assert len(pairs) == 1000
        assert len({record_of(each._p_oid) for each in pairs}) <= 11
        assert image.eval("(apply + l)") == 499500
    found = {kind.name: kind.objects for kind in stats(path).kinds}
    assert found["Pair"] >= 1000
    assert check(path).is_sound


def test_what_two_processes_make_is_never_in_one_record(path: Path) -> None:
    with Image.open(path) as image:
        pids = [image.spawn("(let ((l (list 1 2))) (sleep 1000) l)") for _ in range(2)]
        for _ in pids:
            image.run_slice()
        records = []
        for pid in pids:
            execution = image.root.process(pid).execution
            assert execution is not None
            kept = [value for _, _, values in execution.all_frames() for value in values]
            records.append({record_of(each._p_oid) for each in kept if isinstance(each, Pair)})
        assert all(records)
        assert not records[0] & records[1]


def test_different_members_are_merged_and_the_same_conflict(two: Two) -> None:
    two.root(0)["l"] = cons(1, cons(2, 3))
    two.commit(0)
    two.abort(1)
    two.root(0)["l"].car = True
    two.root(1)["l"].cdr.car = 20
    two.commit(0)
    two.commit(1)
    two.abort(0)
    for number in range(2):
        first = two.root(number)["l"]
        assert (first.car, first.cdr.car, first.cdr.cdr) == (True, 20, 3)

    two.root(0)["l"].car = 1  # equal to Python, and not to a program
    two.root(1)["l"].car = 1.0
    two.commit(0)
    with pytest.raises(ConflictError):
        two.commit(1)
    assert two.root(1)["l"].car == 1


def test_a_tree_that_refers_to_members_is_merged_by_which_they_are(two: Two) -> None:
    one, other = new_box(1), new_box(2)
    two.root(0)["boxes"] = cons(one, other)
    two.root(0)["tree"] = tree = OOBTree()
    tree["a"] = tree["b"] = one
    two.commit(0)
    two.abort(1)
    boxes = two.root(0)["boxes"], two.root(1)["boxes"]
    assert record_of(boxes[0].car._p_oid) == record_of(boxes[0].cdr._p_oid)
    two.root(0)["tree"]["c"] = boxes[0].cdr
    two.root(1)["tree"]["d"] = boxes[1].car
    two.commit(0)
    two.commit(1)
    two.abort(0)
    for number in range(2):
        found = {key: box.value for key, box in two.root(number)["tree"].items()}
        assert found == {"a": 1, "b": 1, "c": 2, "d": 1}

    two.root(0)["tree"]["b"] = two.root(0)["boxes"].cdr
    two.root(1)["tree"]["b"] = 3
    two.commit(0)
    with pytest.raises(ConflictError):
        two.commit(1)


def test_ids_that_are_chosen_by_chance_are_those_of_records(tmp_path: Path) -> None:
    for number in range(20):
        base = ImageStorage(str(tmp_path / f"{number}.fs"))
        database = open_database(DemoStorage(base=base))
        manager = transaction.TransactionManager(explicit=True)
        connection = database.open(manager)
        manager.begin()
        connection.root()["l"] = cons(1, 2)
        manager.commit()
        manager.begin()
        assert not is_member(connection.root()["l"]._p_oid)
        connection.cacheMinimize()
        assert connection.root()["l"].car == 1
        manager.abort()
        connection.close()
        database.close()


def test_a_member_that_becomes_large_is_kept_apart(tmp_path: Path) -> None:
    folder = tmp_path / "blobs"
    folder.mkdir()
    database = open_database(ImageStorage(str(tmp_path / "data.fs"), blob_dir=str(folder)))
    database.makes_clusters = True
    manager = transaction.TransactionManager(explicit=True)
    connection = database.open(manager)
    manager.begin()
    connection.root()["s"] = cons(new_string("small"), new_string("other"))
    manager.commit()
    manager.begin()
    connection.root()["s"].car.text = "x" * SIZE
    manager.commit()
    connection.cacheMinimize()
    manager.begin()
    found = connection.root()["s"]
    assert is_member(found.car._p_oid)
    assert (found.car.text, found.cdr.text) == ("x" * SIZE, "other")
    assert len(connection._storage.load(record_of(found._p_oid))[0]) < 1000
    manager.abort()
    connection.close()
    database.close()


def test_a_member_that_is_not_there_is_told(path: Path) -> None:
    with Image.open(path) as image:
        image.eval("(define l (list 1 2))")
        pair = image.root.interaction.bindings["l"].value
        name, address = record_of(pair._p_oid), pair._p_oid
    with open_folder(path) as (manager, connection):
        manager.begin()
        cluster = connection.get(name)
        (own, lengths, codes, links, values), apart = cluster.state
        numbers = range(51, 51 + len(codes))  # the members have other numbers
        moved = bytes(each + 50 if at % 2 and each else each for at, each in enumerate(links))
        cluster._p_changed = True
        cluster.state = (own, lengths + bytes(numbers), codes, moved, values), apart
        manager.commit()
    found = [problem.text for problem in check(path).problems]
    number, record = address[0], int.from_bytes(name, "big")
    assert any(f"refers to Pair {number} in cluster {record}, which" in each for each in found)


class open_folder:  # noqa: N801  (a context manager)
    """The database of an image's folder: (its transactions, a connection)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> tuple[Any, Any]:
        self._database = open_database(ImageStorage(str(self._path / "data.fs")))
        manager = transaction.TransactionManager(explicit=True)
        self._connection = self._database.open(manager)
        return manager, self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._database.close()


def test_a_savepoint_leaves_members_that_were_made_before_it_what_they_are(two: Two) -> None:
    root, manager = two.root(0), two.managers[0]
    end = cons(1, None)
    root["list"] = cons(0, end)
    manager.savepoint()
    root["box"] = new_box(end)
    first = manager.savepoint()
    end.car = 2
    manager.savepoint()
    first.rollback()
    assert (root["box"].value is end, root["list"].cdr is end, end.car) == (True, True, 1)
    two.commit(0)
    other = two.connections[1]
    two.abort(1)
    assert other.root()["box"].value is other.root()["list"].cdr


def test_a_reference_to_a_member_that_is_gone_leaves_the_others_readable(two: Two) -> None:
    root = two.root(0)
    gone = cons(3, None)
    root["list"] = cons(1, cons(2, gone))
    two.commit(0)
    root["list"].cdr.cdr = None
    two.commit(0)
    writing = two.database._mvcc_storage.new_instance()
    storage = two.database.storage
    assert trim(storage, writing, storage.lastTransaction(), no_progress) == 1
    writing.release()
    two.abort(0)
    root["list"].car = gone  # an application has held it all the time
    two.commit(0)
    two.abort(1)
    other = two.root(1)["list"]
    assert other.cdr.car == 2
    with pytest.raises(POSKeyError):
        other.car.car  # noqa: B018
