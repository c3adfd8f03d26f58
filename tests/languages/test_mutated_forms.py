"""Forms with something wrong in them: each is code, or an error that has a place.

The forms of the tests in Scheme are taken apart into tokens, some of these are
dropped, doubled, exchanged or replaced by keywords, and what comes out is compiled.
Nothing is run. `PERDURE_MUTATIONS=20000` tries more of them.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

from perdure.languages import scheme
from perdure.vm import Fault, Source
from tests.scheme.expectations import forms_of
from tests.vm.session import Session

FOLDER = Path(__file__).parents[1] / "scheme"
FILES = ("report-4.1", "report-4.2", "report-4.3", "report-5", "malformed")
MUTATIONS = int(os.environ.get("PERDURE_MUTATIONS", "1000"))

TOKEN = re.compile(r"\"(?:\\.|[^\"\\])*\"|#\\.[^\s()]*|#u8\(|#\(|[()'`]|,@?|[^\s()'`,\"]+")
WORDS = """
    if let let* letrec lambda define begin quote quasiquote unquote unquote-splicing ... _ else =>
    cond case do set! define-syntax syntax-rules let-syntax define-values let-values guard
    parameterize delay case-lambda define-record-type import define-library export include
    cond-expand and or when unless syntax-error . 5 x "s" #t () #(1) #\\a 1+2i car ( )
"""
REPLACEMENTS = WORDS.split()


def mutated(choices: random.Random, text: str) -> str:
    """The form with one to three of its tokens changed."""
    tokens = TOKEN.findall(text)
    for _ in range(choices.randint(1, 3)):
        if not tokens:
            break
        here, there = choices.randrange(len(tokens)), choices.randrange(len(tokens))
        match choices.choice(("drop", "replace", "insert", "exchange", "double")):
            case "drop":
                del tokens[here]
            case "replace":
                tokens[here] = choices.choice(REPLACEMENTS)
            case "insert":
                tokens.insert(here, choices.choice(REPLACEMENTS))
            case "exchange":
                tokens[here], tokens[there] = tokens[there], tokens[here]
            case "double":
                tokens.insert(here, tokens[there])
    return " ".join(tokens)


def test_a_mutated_form_is_code_or_an_error_with_a_place() -> None:
    choices = random.Random(7)
    texts = [form.text for name in FILES for form in forms_of(FOLDER / f"{name}.scm")]
    session = Session.fresh()
    wrong = []
    refused = 0
    for _ in range(MUTATIONS):
        text = mutated(choices, choices.choice(texts))
        try:
            scheme.compile_next(Source("mutated.scm", text), 0, session.user, session.world)
        except Fault as fault:
            refused += 1
            if not fault.payload.position or fault.payload.kind == "python":
                wrong.append(f"{text}\n    {fault.payload.message}")
        except Exception as error:  # noqa: BLE001 (any of them is what this test is looking for)
            wrong.append(f"{text}\n    {error!r}")
    session.close()
    assert wrong == []
    assert MUTATIONS // 4 < refused < MUTATIONS
