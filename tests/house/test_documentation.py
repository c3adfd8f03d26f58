"""Pages that show how something is added, docs/adding-*.md, are followed to the letter."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from perdure.image.processes.waits import kinds
from perdure.image.processes.waits.deeds import LATE as LATE_DEEDS
from perdure.image.processes.waits.deeds import deeds
from perdure.image.processes.waits.kinds import LATE as LATE_KINDS
from perdure.vm.objects.procedures import builtins
from tests.vm import test_primitives
from tests.vm.session import Session

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WAYS = ("adding-a-primitive.md", "adding-a-wait.md", "adding-a-language.md", "architecture.md")

#: Where a page's paths begin: here, in a package, or beside what it has just named.
BEGINNINGS = (
    "",
    *(f"{each.parent.parent.relative_to(ROOT)}/" for each in ROOT.glob("*/perdure/*/__init__.py")),
    *(f"{each.parent.relative_to(ROOT)}/" for each in ROOT.glob("*/perdure/*/__init__.py")),
    "image/perdure/image/sharing/",
)


def blocks_of(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def run_all(page: str, name: str = "sums") -> None:
    blocks = blocks_of(page, "python")
    assert len(blocks) > 3
    # Definitions first: a page shows what is used before what it uses.
    made = ModuleType(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, name, made)
        exec(compile("\n".join(blocks), page, "exec", dont_inherit=True), vars(made))


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Have what the test adds gone after it; what modules register once they are met is no such."""
    for module in {*LATE_DEEDS.values(), *LATE_KINDS.values()}:
        import_module(module)
    tables: tuple[dict[str, Any], ...] = (builtins, kinds, deeds)
    before = [dict(table) for table in tables]
    yield
    for table, names in zip(tables, before, strict=True):
        for name in table.keys() - names.keys():
            del table[name]


@pytest.mark.parametrize("page", WAYS)
def test_what_a_page_names_is_there(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for path in re.findall(r"`([\w./-]+/[\w./-]*)`", text):
        places = [
            f"{beginning}{path}{ending}" for beginning in BEGINNINGS for ending in ("", ".py")
        ]
        assert any((ROOT / place).exists() for place in places), path


@pytest.mark.usefixtures("forgotten")
def test_the_page_makes_two_languages_that_work() -> None:
    run_all("adding-a-language.md")


@pytest.mark.usefixtures("forgotten")
def test_the_page_makes_a_kind_of_wait_that_works() -> None:
    run_all("adding-a-wait.md", "bell")


@pytest.mark.usefixtures("forgotten")
def test_the_page_makes_primitives_that_are_what_they_declare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = set(builtins)
    run_all("adding-a-primitive.md")
    added = sorted(builtins.keys() - before)
    assert added == ["sums:half", "vector-last", "vector-ref-or-false"]

    for name in added:
        primitive = builtins[name].primitive
        monkeypatch.setitem(test_primitives.PRIMITIVES, name, primitive)
        monkeypatch.setitem(test_primitives.SPACE, f"b:{name}", primitive.function)
    test_primitives.test_one_that_does_not_fail_does_not("sums:half")
    test_primitives.test_one_that_may_be_folded_gives_the_same_twice("sums:half")
    test_primitives.test_one_gives_the_type_that_it_says("sums:half")
    for name in added:
        test_primitives.test_one_that_does_not_allocate_gives_what_is_there(name)
    for name in added[1:]:
        test_primitives.test_a_short_form_is_right_where_it_raises_nothing(name, monkeypatch)


@pytest.mark.usefixtures("forgotten")
def test_the_primitives_of_the_page_do_what_it_says() -> None:
    run_all("adding-a-primitive.md")
    (text,) = blocks_of("adding-a-primitive.md", "scheme")
    session = Session.fresh()
    for name in ("vector-last", "vector-ref-or-false"):
        session.user.bind(name, builtins[name])
    for line in text.splitlines():
        form, _, expected = re.split(r"; (=> |error: )", line)
        shown: Any = session.eval(form)
        if shown.startswith("error: "):
            shown = re.sub(r" \([^ ]*\)$", "", shown.removeprefix("error: "))
        assert shown == expected, form
    session.close()
