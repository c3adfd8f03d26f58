"""examples/web, deployed twice over orders that sleep: unchanged, and changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from examples.orders import shop
from examples.web import payments
from perdure.image import Image

EXAMPLES = Path(__file__).parents[2] / "examples"
PARTS = ("web/fulfilling.sld", "web/shop.scm", "orders/parts.sld")


class Deployed:
    """The shop at work with a release of its program, without HTTP."""

    def __init__(self, release: Path) -> None:
        self.image = Image.open(release.parent / "shop.image", provides=[shop, payments])
        self.image.load(release / "shop.scm")

    def take(self, id: str, cents: int) -> int:
        lines = [["compass", 1, cents]]
        pid = self.image.spawn("take-order", id, "4000", "Dundee", lines, name=f"order {id}")
        self.until(pid, "a message")
        return pid

    def until(self, pid: int, waits_for: str) -> None:
        self.image.drive(lambda: self.image.process(pid).waits_for == waits_for)

    def approve(self, pid: int, id: str) -> object:
        """Approve an order and have it paid; gives what became of it."""
        self.image.send(pid, ["approved", "Ada"])
        self.until(pid, f"completion of payment/{id}")
        self.image.complete(f"payment/{id}", "paid")
        return self.image.result(pid, timeout=60)


def released(path: Path, *changes: tuple[str, str]) -> Path:
    """A folder with the program's files, changed in these places."""
    path.mkdir()
    for part in PARTS:
        shutil.copy(EXAMPLES / part, path)
    for old, new in changes:
        files = [file for file in path.iterdir() if old in file.read_text()]
        assert len(files) == 1, f"{old} stands in {files}"
        files[0].write_text(files[0].read_text().replace(old, new))
    return path


def test_orders_under_way_go_on_over_an_unchanged_and_a_changed_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(shop.DATABASE, str(tmp_path / "books.sqlite"))
    first = Deployed(released(tmp_path / "first"))
    orders = {id: first.take(id, 61000) for id in ("one", "two", "three")}
    first.image.close()

    same = Deployed(released(tmp_path / "same"))
    assert same.approve(orders["one"], "one") == "shipped to Dundee"
    assert len(same.image.processes()) == len(orders) + 1  # and the first release's load
    same.image.close()

    changes = [
        ("(> (cents order) 50000)", "(> (cents order) 1000)"),
        ("refused by ", "declined by "),
        ("(call-of service arguments 6)", "(call-of service arguments 7)"),
        ("sku quantity price sum cents", "sku quantity price cents"),
    ]
    new = Deployed(released(tmp_path / "new", *changes))
    cheap = new.take("four", 2000)  # dear by the new rule
    assert new.approve(orders["two"], "two") == "shipped to Dundee"
    assert new.approve(cheap, "four") == "shipped to Dundee"
    new.image.send(orders["three"], ["refused", "Ben"])
    assert new.image.result(orders["three"], timeout=60) == "refused by Ben"  # as it began
    new.image.close()
