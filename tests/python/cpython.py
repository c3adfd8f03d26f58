"""CPython's own tests of the language, lowered: what passes natively and not so.

    python -m tests.python.cpython [NAME...]         all of NAMES, each in two processes
    python -m tests.python.cpython --all [NAME...]   the same in each Python of this machine
    python -m tests.python.cpython --run WAY NAME    one, here; its failures as a line of JSON

The files are those of the library of the Python that runs them. Run by hand and by `make soak`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import subprocess
import sys
import types
import unittest
import warnings
from pathlib import Path

import tests.python.harness.pure  # noqa: F401  (first)
from perdure.languages.python.code import decode, encode
from perdure.languages.python.lowering import Options, lower_module
from tests.python.harness.interpreters import THIS, Interpreter, other_interpreters
from tests.python.plain import run_as

NAMES = [
    "augassign",
    "bool",
    "call",
    "class",
    "closures",
    "compare",
    "comprehensions",
    "contains",
    "context",
    "coroutines_by_hand",
    "copy",
    "collections",
    "contextlib",
    "contextlib_async",
    "coroutines",
    "dataclasses",
    "decorators",
    "defaultdict",
    "descr",
    "descrtut",
    "dict",
    "dict_version",
    "dictcomps",
    "dictviews",
    "enum",
    "enumerate",
    "exception_group",
    "exception_variations",
    "except_star",
    "exceptions",
    "extcall",
    "finalization",
    "format",
    "fstring",
    "functools",
    "generator_stop",
    "generators",
    "genexps",
    "global",
    "grammar",
    "heapq",
    "htmlparser",
    "index",
    "isinstance",
    "iter",
    "json",
    "itertools",
    "keywordonlyarg",
    "lambda",
    "list",
    "listcomps",
    "math",
    "metaclass",
    "named_expressions",
    "operator",
    "opcodes",
    "ordered_dict",
    "patma",
    "pep646_syntax",
    "positional_only_arg",
    "pow",
    "property",
    "raise",
    "range",
    "reprlib",
    "richcmp",
    "scope",
    "set",
    "setcomps",
    "slice",
    "sort",
    "statistics",
    "string",
    "string_literals",
    "subclassinit",
    "super",
    "syntax",
    "textwrap",
    "traceback",
    "tuple",
    "types",
    "typechecks",
    "unary",
    "unpack",
    "unpack_ex",
    "userdict",
    "userlist",
    "weakset",
    "with",
    "yield_from",
]

SECONDS = 240  #: that a file may take
MISSING: tuple[int, list[str]] = (0, [])  #: what a file has that this Python has not

OPTIONS = Options(ticks=True)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["--run", way, name]:
            print(json.dumps(failures(name, lowered=way == "lowered")))
            return 0
    is_all = arguments[:1] == ["--all"]
    for interpreter in (THIS, *other_interpreters()) if is_all else (THIS,):
        compare(interpreter, arguments[is_all:] or NAMES)
    return 0


def compare(interpreter: Interpreter, names: list[str]) -> None:
    """Say of each file how many of the tests that pass natively pass lowered, and which do not."""
    total = passing = 0
    for name in names:
        native = in_process(interpreter, "native", name)
        if native == MISSING:
            continue
        lowered = in_process(interpreter, "lowered", name)
        if native is None or lowered is None:
            print(f"{name}: not run ({'native' if native is None else 'lowered'})", flush=True)
            continue
        count, failing = native
        own = set(lowered[1]) - set(failing)
        good = count - len(failing)
        total += good
        passing += good - len(own)
        print(f"{name}: {good - len(own)} of {good}", *sorted(own)[:8], flush=True)
    share = passing / max(total, 1)
    print(f"{passing} of {total} that pass natively in {interpreter}: {share:.2%}", flush=True)


def in_process(interpreter: Interpreter, way: str, name: str) -> tuple[int, list[str]] | None:
    """How many tests a file has, and which fail; None where it does not come to an end."""
    try:
        ended = subprocess.run(
            [interpreter.path, "-m", "tests.python.cpython", "--run", way, name],
            capture_output=True,
            env=interpreter.environment(),
            timeout=SECONDS,
            check=True,
            text=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        print(f"{name} {way}: {str(error.stderr or error)[-300:]}", flush=True)
        return None
    count, failing = json.loads(ended.stdout.rpartition("\n")[0].rpartition("\n")[2])
    return count, failing


def failures(name: str, *, lowered: bool) -> tuple[int, list[str]]:
    full = f"test.test_{name}"
    spec = importlib.util.find_spec(full)
    if spec is None or spec.origin is None:
        return MISSING
    module = types.ModuleType(full)
    module.__file__ = spec.origin
    module.__spec__ = spec
    module.__package__ = spec.parent
    if spec.submodule_search_locations:
        module.__path__ = spec.submodule_search_locations
    sys.modules[full] = module
    text = Path(spec.origin).read_bytes()
    result = unittest.TestResult()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if lowered:
                run_as(decode(encode(lower_module(text, spec.origin, full, OPTIONS))), module)
            else:
                exec(compile(text, spec.origin, "exec", dont_inherit=True), module.__dict__)
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
        suite.run(result)
    failing = [str(case) for case, _ in [*result.failures, *result.errors]]
    return result.testsRun, sorted(failing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
