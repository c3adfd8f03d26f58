"""Variables of a suspended program, for people: one kind of value never hides the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, Inspector
from tests.python.test_heap_kinds import KINDS, with_error_of

#: What a program has in `x`, and how it is shown where it waits and where it has failed.
SHOWN = [
    ("P = collections.namedtuple('P', 'a b'); x = P(1, [2])", "P(a=1, b=[2])"),
    ("class P(typing.NamedTuple):\n  a: int\n  b: str = ''\nx = P(1)", "P(a=1, b='')"),
    ("E = enum.Enum('E', 'A B'); x = E.B", "E.B"),
    ("x = ValueError('a', 1)", "ValueError('a', 1)"),
    ("class E(Exception): pass\nx = E('no'); x.code = 5", "E('no', code=5)"),
    ("x = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)",
     "datetime.datetime(2026, 1, 2, 0, 0, tzinfo=datetime.timezone.utc)"),
    ("x = datetime.datetime(2026, 1, 2, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'))",
     "datetime.datetime(2026, 1, 2, 3, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))"),
    ("x = [int, C]", "[<class int>, <class C>]"),
    ("class D(dict): pass\nx = D(a=1); x.b = 2", "D({'a': 1}, b=2)"),
    ("class L(list): pass\nx = L([1])", "L(1)"),
    ("class S:\n  __slots__ = 'a'\nx = S(); x.a = 1", "S(a=1)"),
    ("class G:\n  def __getattr__(self, name): return 5\nx = G(); x.a = [1]", "G(a=[1])"),
    ("class G:\n  def __new__(cls, n): return super().__new__(cls)\nx = G(5); x.a = 1", "G(a=1)"),
]  # fmt: skip


@pytest.mark.parametrize("end", ["input()", "1 / 0"], ids=["waiting", "failed"])
def test_values_are_shown_as_what_they_are(end: str) -> None:
    with Image.open(":memory:") as image:
        shown = []
        for setup, _ in SHOWN:
            pid = image.spawn_program(f"{with_error_of(setup)}\n{end}\n", "flow.py")
            image.run_until_idle()
            shown.append((setup, repr(image.stack(pid)[0].locals["x"])))
        assert shown == SHOWN


def test_no_kind_of_value_hides_the_other_variables() -> None:
    with Image.open(":memory:") as image:
        hidden = []
        for name, setup, _ in KINDS:
            text = f"beside = 5\n{with_error_of(setup)}\ninput()\n"
            pid = image.spawn_program(text, "flow.py")
            image.run_until_idle()
            if "beside" not in image.stack(pid)[0].locals:
                hidden.append(name)
            image.kill(pid)
        assert hidden == []


def test_a_large_heap_hides_nothing() -> None:
    text = (
        "import time\nmany = list(range(100_000))\nfor n in range(3):\n  input()\n  many[n] = 'x'\n"
    )
    with Image.open(":memory:") as image:
        pid = image.spawn_program(text, "flow.py")
        image.run_until_idle()
        assert {name: repr(value) for name, value in image.stack(pid)[0].locals.items()} == {
            "many": "[0, 1, 2, 3, 4, ...]",
            "n": "0",
        }
        image.supply_input(pid, "\n")
        image.run_until_idle()
        assert repr(image.stack(pid)[0].locals["many"]) == "['x', 1, 2, 3, 4, ...]"


FAILING = """\
import time
class Order:
    def __init__(self, lines):
        self.lines = lines
def price_of(line, order):
    found = [line]
    return {}[found[0]]
def total(order):
    time.sleep(0)
    return sum([price_of(line, order) for line in order.lines])
mine = Order(["ink", {"pen": 3}])
total(mine)
"""


def labels_of(inspector: Inspector) -> list[str]:
    return [line.label for line in inspector.page().lines]


def test_what_a_failed_program_has_can_be_followed(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        pid = image.spawn_program(FAILING, "flow.py")
        image.run_until_idle()
        image.debug(pid).set("found", "[line, {'new': order}]")
    with Image.open(tmp_path / "test.image") as image:
        inspector = image.inspect(pid)
        inspector.follow(labels_of(inspector).index("stack"))
        inspector.follow(0)
        labels = labels_of(inspector)
        assert set(labels) > {"line", "order", "found"}
        inspector.follow(labels.index("order"))
        assert inspector.page().kind == "an object of Order"
        assert [line.text for line in inspector.page().lines] == ["['ink', {'pen': 3}]"]
        inspector.back()
        for number in (labels.index("found"), 1, 0, 0, 1, 0):
            inspector.follow(number)
        assert inspector.page().kind == "of type int"
        inspector = image.inspect(pid)
        inspector.follow(labels_of(inspector).index("stack"))
        inspector.follow(1)
        inspector.follow(labels_of(inspector).index("order"))
        assert labels_of(inspector) == ["lines"]
