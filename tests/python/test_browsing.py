"""A browser of programs of regular Python: their definitions, what refers to them, sleepers."""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image, Reference

FLOW = """\
import time

# The price
# of a thing.
def price(thing):
    return 3 + thing

class Order:
    def total(self):
        time.sleep(1000)
        return price(4)

print(Order().total())
"""


def test_definitions_references_sleepers_and_texts_of_before(tmp_path: Path) -> None:
    path = tmp_path / "test.image"
    with Image.open(path) as image:
        pid = image.spawn_program(FLOW, "flow.py")
        image.run_slice()
        browser = image.browse()
        names = [each.name for each in browser.definitions("flow.py")]
        assert names == ["price", "Order", "Order.total"]
        assert browser.definition("price", "flow.py").documentation == "The price\nof a thing."
        callers = browser.callers("price", "flow.py")
        assert callers == [Reference("flow.py", "Order"), Reference("flow.py", "Order.total")]
        assert browser.callees("Order.total", "flow.py") == [Reference("flow.py", "price")]
        (sleeper,) = browser.sleepers("Order.total", "flow.py")
        assert (sleeper.pid, sleeper.is_current) == (pid, True)
        image.spawn_program(FLOW.replace("time.sleep(1000)", "pass"), "flow.py")
    with Image.open(path, resumes=False) as image:
        browser = image.browse()
        (sleeper,) = browser.sleepers("Order.total", "flow.py")
        assert (sleeper.pid, sleeper.is_current) == (pid, False)
        newest, oldest = browser.history("Order.total", "flow.py")
        assert "pass" in newest.text
        assert "sleep" in oldest.text
        assert [each.name for each in browser.modules(own=True)] == ["user", "flow.py"]
        assert browser.file_out("flow.py").text == FLOW.replace("time.sleep(1000)", "pass")
        assert browser.find_text("the price")[0].name == "price"
