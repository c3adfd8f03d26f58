"""Primitives of several languages in one image: each by the name of its language."""

from __future__ import annotations

import pickle
from pathlib import Path

import perdure.languages.scheme
import perdure.vm.primitives  # noqa: F401  (registers them)
from perdure.image import Image
from perdure.vm import Closure, Environment, builtin_named
from perdure.vm.objects.procedures import builtins, builtins_of
from tests.house.toy.language import TOY


def test_a_language_sees_its_own_primitives_and_those_of_all() -> None:
    scheme, toy = builtins_of("scheme"), builtins_of("toy")

    assert scheme["char-set"] is builtins["scheme:char-set"]
    assert toy["print"] is builtins["toy:print"]
    assert scheme["car"] is toy["car"] is builtins["car"]
    assert "char-set" not in toy


def test_a_primitive_is_stored_by_its_full_name_and_shown_by_its_own() -> None:
    procedure = builtin_named("scheme:char-set")

    assert procedure.name == "char-set"
    assert repr(procedure) == "#<procedure char-set>"
    assert b"scheme:char-set" in pickle.dumps(procedure)
    assert pickle.loads(pickle.dumps(procedure)) is procedure


def test_code_of_the_toy_language_names_no_primitive_of_schemes(image_path: Path) -> None:
    text = "def f(n)\n  print text(n + 1)\n  return n * 2\nend\nprint f(3)\n"
    with Image.open(image_path, languages=[TOY]) as image:
        pid = image.spawn_program(text, "first.toy")
        image.run_until_idle()
        assert image.transcript(pid) == "4\n6\n"

    thunk = TOY.compile(text, "first.toy", Environment("test"))
    assert type(thunk) is Closure
    codes = [thunk.code]
    for code in codes:
        codes += [each for each in code.constants if type(each) is type(code)]
        assert "scheme:" not in code.lowered.decode()
