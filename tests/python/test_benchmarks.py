"""Each program of benchmarks/python gives its answer in each form."""

from __future__ import annotations

import pytest

from benchmarks.python.running import FORMS, native_module, natively, program_names, run_of


@pytest.mark.parametrize("name", program_names())
def test_a_program_gives_its_answer_in_each_form(name: str) -> None:
    forms = [natively(name), *(run_of(name, form) for form in FORMS)]
    assert [run() for run in forms] == [native_module(name).ANSWER] * 3
