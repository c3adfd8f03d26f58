"""A browser of programs of regular Python: their definitions, what refers to them, sleepers."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotBrowse, Image, Reference
from perdure.repl.browsing import forms_in

TRIED = Path(__file__).parent / "browsed" / "tried.py"

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


@pytest.mark.parametrize(
    ("arguments", "result", "texts"),
    [
        (["3", "4"], "7", ["(+ 3 4)", "add(3, 4)", "pick(3, 4)"]),
        (["[1, 2]"], "6", ["doubled([1, 2])"]),
        (['"ink"', "2"], "8", ['cost("ink", 2)']),
        (["2", '"ink"'], "8", ['cost("ink", 2)']),
        (["5"], "Point(5)", ["point(5)"]),
        (["4", "3"], "64", ["(expt 4 3)", "power(4, 3)"]),
        (["4", "3"], "64.0", []),
    ],
)
def test_functions_are_found_by_example(
    tmp_path: Path, arguments: list[str], result: str, texts: list[str]
) -> None:
    kept, made = tmp_path / "kept", tmp_path / "made"
    kept.write_text("kept")
    text = TRIED.read_text(encoding="utf-8")
    text = text.replace("KEPT", str(kept)).replace("MADE", str(made))
    with Image.open(tmp_path / "test.image") as image:
        image.spawn_program(text, "tried.py")
        browser = image.browse()
        found = browser.find_by_example(arguments, result)
        assert set(texts) <= {each.text for each in found}
        of_python = [each.text for each in found if each.module == "tried.py"]
        assert of_python == [each for each in texts if not each.startswith("(")]
    assert kept.exists()
    assert not made.exists()


def test_what_has_a_value_in_no_language_is_refused_by_example(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        image.spawn_program(FLOW, "flow.py")
        browser = image.browse()
        with pytest.raises(CannotBrowse, match="nowhere"):
            browser.find_by_example(["nowhere"], "7")
        assert browser.find_by_example(["['price']"], "None") == []


def test_lists_and_dicts_of_python_are_whole_forms_of_an_example() -> None:
    assert forms_in('[1, 2] {"a": (1, [2])} "b c" 3') == ["[1, 2]", '{"a": (1, [2])}', '"b c"', "3"]
    assert forms_in("#\\[ #\\( (1 2)") == ["#\\[", "#\\(", "(1 2)"]
