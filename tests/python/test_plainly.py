"""Looks at a program before and after a call: the outcome is kept where its slice is run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image
from perdure.languages.python.machine import effects

FOLDER = Path(__file__).parent / "plainly"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each outcome that came was stored without all else."""
    monkeypatch.syspath_prepend(str(FOLDER / "libraries"))
    found: list[bool] = []
    made = effects.Arrived.__init__

    def noting(self: effects.Arrived, *arguments: object, **keywords: object) -> None:
        found.append(keywords.get("new") is not None)
        made(self, *arguments, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(effects.Arrived, "__init__", noting)
    return found


def output_of(name: str) -> str:
    path = FOLDER / name
    with Image.open(":memory:") as image:
        pid = image.spawn_program(path.read_text(), str(path))
        image.result(pid)
        return image.transcript(pid)


def test_an_outcome_alone_is_kept_where_a_call_has_changed_nothing(kept: list[bool]) -> None:
    """Each slice is run again, as what waits under `re.sub` cannot be stored."""
    assert output_of("unchanged.py") == "[0, 1, 2, 3, 4, 5] <6>\n"
    assert kept.count(True) >= 3, kept


def test_a_change_by_a_call_is_kept_with_its_outcome(kept: list[bool]) -> None:
    """The library has been given the list before: no argument leads to it."""
    assert output_of("changed.py") == "[0, 1, 2, 3, 4, 5] <6>\n"
    assert kept[-3:-1] == [False, False], kept  # of `add`


def test_an_outcome_alone_is_kept_where_a_program_has_much(kept: list[bool]) -> None:
    """Its rows are in its module, and more than are looked at one by one."""
    found = "[['0'], ['1'], ['2'], ['3']] <6> 79788\n"
    assert output_of("many.py") == found
    assert kept.count(True) >= 7, kept


def test_changes_in_much_are_kept_with_the_outcome(kept: list[bool]) -> None:
    """Another object that is equal, another type that is equal, and an object of the program."""
    assert output_of("many_changed.py") == (
        "{'number': 7} False\n1\nTrue\n1.0\n-0.0\n0.0\n'1'\n{'number': 'own'} True True\n"
    )


def test_much_that_has_no_print_is_stored_with_the_outcome(kept: list[bool]) -> None:
    """A function among it; depth; a set whose members have no order."""
    assert output_of("without_print.py") == "0 400 1 400 2 3000\n"
    assert not any(kept), kept
