"""The standard library's files: each lowers and compiles, and each of their sites has a rest."""

from __future__ import annotations

import dis
import os
import random
import types
import warnings

import pytest

from perdure.languages.python.code import LoweredModule, decode, encode
from perdure.languages.python.generating import code_of, entry_code, mentioned, rest_code
from perdure.languages.python.lowering import Options, lower_module
from tests.python.library import texts

#: `make soak` has all files, and more of their sites.
FILES = int(os.environ.get("PERDURE_LIBRARY_FILES", "36"))
SITES = int(os.environ.get("PERDURE_LIBRARY_SITES", "2"))
PARTS = 6

OPTIONS = [Options(), Options(checks=True, ticks=True), Options(pokes=True)]


@pytest.mark.parametrize("part", range(PARTS))
def test_files_lower_come_back_from_their_bytes_and_compile(part: int) -> None:
    for i, (path, text) in enumerate(texts(FILES, FILES)[part::PARTS]):
        module = lowered(path, text, OPTIONS[i % len(OPTIONS)])
        encoded = encode(module)
        again = decode(encoded)
        assert encode(again) == encoded, path
        entry_code(again)
        chosen = random.Random(len(text)).sample(module.sites, min(SITES, len(module.sites)))
        for site in chosen:
            for point in (2 * site.number, 2 * site.number + 1):
                check_rest(again, site.function, point)


def lowered(path: str, text: bytes, options: Options) -> LoweredModule:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return lower_module(text, path, "library", options)


def check_rest(module: LoweredModule, index: int, point: int) -> None:
    """It compiles, with the free variables that the frame has; no local has become global."""
    function = module.functions[index]
    if index == 0:
        rest_code(module, 0, point)
        return
    code = code_of(module, index)
    cells = tuple(sorted({*code.co_cellvars, *code.co_freevars}))
    wanted = mentioned(module, index, point)
    kept = tuple(n for n in sorted(code.co_varnames) if n in wanted and n not in cells)
    rest = rest_code(module, index, point, kept, cells)
    assert isinstance(rest, types.CodeType)
    assert set(rest.co_freevars) <= set(cells)
    assert (rest.co_name, rest.co_qualname) == (code.co_name, code.co_qualname)
    local = function.local_names - set(cells)
    read = {one.argval for one in dis.get_instructions(rest) if one.opname == "LOAD_GLOBAL"}
    assert not read & local, (function, point)
