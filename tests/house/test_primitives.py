"""Primitives of several languages in one image: each by the name of its language."""

from __future__ import annotations

import pickle
import pkgutil
import subprocess
import sys
from pathlib import Path

import perdure.languages.scheme
from perdure.image import Image
from perdure.vm import Closure, Environment, builtin_named
from perdure.vm.objects.procedures import builtins, builtins_of
from tests.environment import python_environment
from tests.house.toy.language import TOY


def python(text: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a new process."""
    return subprocess.run(
        [sys.executable, "-c", text],
        env=python_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


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


ALONE = """
import pickle, sys
from perdure.vm import Done, Environment, Execution, Invoke, Machine, builtin_named
from perdure.vm.objects.procedures import builtins
from tests.house.toy.language import TOY

text = "def f(n)\\n  return n * 2\\nend\\nreturn f(21)\\n"
thunk = TOY.compile(text, "alone.toy", Environment("test"))
assert Machine({}).run(Execution.start(), Invoke(thunk)) == Done(42)
assert not any(name.startswith("scheme:") for name in builtins)
stored = pickle.dumps(builtin_named("scheme:char-set"))
assert not any(name.startswith("perdure.languages") for name in sys.modules)

import perdure.languages.scheme
assert pickle.loads(stored) is builtins["scheme:char-set"]
"""


def test_the_vm_alone_has_none_of_schemes_and_keeps_their_names() -> None:
    assert python(ALONE).stderr == ""


def test_importing_scheme_registers_every_family_of_its_own() -> None:
    package = perdure.languages.scheme.runtime
    families = {
        found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    }
    command = "import perdure.languages.scheme, sys; print(*sys.modules)"
    run = python(command)
    assert families - set(run.stdout.split()) == set()


#: Each in a process of its own, which has imported nothing but this.
WAYS_IN = """
from pathlib import Path; from perdure.image import check; assert check(Path({image!r})).is_sound
from perdure.image import stats; stats({image!r})
from perdure.image import salvage; salvage({image!r}, {other!r})
from perdure.image import Image; Image.open({other!r}).eval("(apply (car made) '(1. 2.))")
"""


def test_each_way_into_an_image_knows_schemes_own(image_path: Path, tmp_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval("(import (srfi 144)) (define made (list fl+ list-index))")
    salvaged = tmp_path / "salvaged.image"
    for line in WAYS_IN.strip().splitlines():
        run = python(line.format(image=str(image_path), other=str(salvaged)))
        assert run.stderr == ""
