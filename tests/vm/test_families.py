"""Families of BTrees, made as they are imported: in interpreters of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: After this, `families()` are the names of those that were made.
BEGIN = """
import sys
import perdure.image
def families():
    return {name[7:-5] for name in sys.modules if name.startswith("BTrees.") and name.endswith("BTree")
            and not name.startswith("BTrees._")}
first = families()
assert {"OO", "LL", "LO"} <= first and len(first) < 6, first
"""
ALL = """
assert len(families()) == 22
from BTrees.OOBTree import OOBTree
from BTrees.LOBTree import LOBTree
assert BTrees.family64.OO.BTree is OOBTree and BTrees.family64.IO.BTree is LOBTree
assert sys.modules["BTrees.OOBTree"] is BTrees.OOBTree
assert all(getattr(BTrees, name + "BTree") is sys.modules[f"BTrees.{name}BTree"] for name in families())
"""


@pytest.mark.parametrize(
    "text",
    [
        "import BTrees; assert BTrees.family32.maxint; " + ALL,
        "from BTrees import family64; import BTrees; " + ALL,
        "import BTrees; from BTrees import IFBTree; assert families() == first | {'IF'}; "
        "assert BTrees.__all__; " + ALL,
        "import BTrees, pickle; tree = BTrees.QLBTree.QLBTree({1: 2}); "
        "assert dict(pickle.loads(pickle.dumps(tree))) == {1: 2}; assert 'QL' in families(); "
        "assert pickle.loads(pickle.dumps(BTrees.family32)) is BTrees.family32; " + ALL,
        "import BTrees.Length, BTrees.Interfaces; assert families() == first",
    ],
)
def test_a_family_is_made_when_it_is_imported_and_all_when_they_are_wanted(text: str) -> None:
    subprocess.run([sys.executable, "-c", BEGIN + text], check=True)


@pytest.mark.parametrize("text", ["import BTrees.OFBTree", "import BTrees.OOOBTree"])
def test_what_is_no_family_is_not_found(text: str) -> None:
    line = f"try: {text}\nexcept ModuleNotFoundError: pass\nelse: sys.exit('it is there')"
    subprocess.run([sys.executable, "-c", BEGIN + line], check=True)


def test_an_attribute_that_the_package_lacks_is_told_as_ever() -> None:
    line = "import BTrees\ntry: BTrees.nothing\nexcept AttributeError as error: print(error)"
    told = subprocess.run(
        [sys.executable, "-c", BEGIN + line], check=True, capture_output=True, text=True
    ).stdout
    assert told.strip() == "module 'BTrees' has no attribute 'nothing'"


def test_a_package_that_was_imported_before_stays_as_it_was() -> None:
    line = (
        "import BTrees; whole = BTrees.OOBTree; import perdure.vm; assert BTrees.OOBTree is whole"
    )
    subprocess.run([sys.executable, "-c", line], check=True)


def test_threads_that_want_all_families_at_once_get_the_same() -> None:
    line = """
import threading, BTrees
found = []
together = threading.Barrier(4)
def look():
    together.wait(20)
    found.append((BTrees.family64, BTrees.IUBTree))
threads = [threading.Thread(target=look) for _ in range(4)]
for each in threads: each.start()
for each in threads: each.join(20)
assert len(found) == 4 and len(set(map(id, (x for pair in found for x in pair)))) == 2, found
"""
    subprocess.run([sys.executable, "-c", BEGIN + line], check=True)
