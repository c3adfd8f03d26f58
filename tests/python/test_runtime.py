"""The runtime gives each dotted name that lowered code may use a meaning."""

from __future__ import annotations

from perdure.languages.python.code import DOTTED, FORMER
from perdure.languages.python.runtime.builtins import new_builtins


def test_every_dotted_name_has_a_meaning() -> None:
    assert (DOTTED | FORMER).keys() - new_builtins().keys() == set()
