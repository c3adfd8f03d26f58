"""docs/scheme.md tells what is there, and what of R7RS-small is not."""

from __future__ import annotations

import re
from pathlib import Path

from perdure.bootstrap.bootstrap import load_libraries
from perdure.languages.scheme import EDITIONS, FEATURES
from perdure.languages.scheme.expander.features import SRFIS
from perdure.vm import Environment
from tests.scheme.expectations import difference, outcomes
from tests.scheme.reference import DOCUMENT, MARKER, written
from tests.scheme.report import REPORT, names_of

HAND, _, GENERATED = DOCUMENT.read_text(encoding="utf-8").partition(MARKER)


def test_the_document_names_what_each_library_has() -> None:
    assert f"\n{written()}" == GENERATED, "run: python -m tests.scheme.reference"


def test_the_document_names_all_features() -> None:
    (line,) = re.findall(r"`cond-expand` knows the features (.*?)\.\n", HAND, re.DOTALL)
    assert re.findall(r"`([^`]+)`", line) == list(FEATURES)


def test_a_library_of_the_report_exports_what_the_report_says_and_no_more() -> None:
    libraries: dict[str, Environment] = {}
    load_libraries(libraries)
    found = {name: sorted(libraries[name].exports.keys()) for name in REPORT}
    assert found == {name: names_of(name) for name in REPORT}


def test_a_library_of_r7rs_large_is_there_where_its_srfi_is() -> None:
    libraries: dict[str, Environment] = {}
    load_libraries(libraries)
    there = {name for name, edition in EDITIONS.items() if edition.is_what in libraries}
    assert {name for name in EDITIONS if name in libraries} == there
    other = {name for name in there if libraries[name] is not libraries[EDITIONS[name].is_what]}
    assert other <= {"(scheme rlist)"}, "the editions give other names to that one only"


def test_every_srfi_that_is_there_is_a_feature() -> None:
    libraries: dict[str, Environment] = {}
    load_libraries(libraries)
    there = {int(name.strip("()").split()[1]) for name in libraries if name.startswith("(srfi ")}
    assert there == set(SRFIS), "see SRFIS in languages/scheme/expander/features.py"


def test_every_example_in_the_document_is_true(tmp_path: Path) -> None:
    file = tmp_path / "scheme.scm"
    examples = re.findall(r"```scheme\n(.*?)```", HAND, re.DOTALL)
    file.write_text("\n".join(examples), encoding="utf-8")
    found = {
        str(expectation): wrong
        for expectation, outcome in outcomes(file).items()
        if (wrong := difference(expectation, outcome)) is not None
    }
    assert found == {}
