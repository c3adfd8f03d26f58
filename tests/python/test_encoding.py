"""Lowered modules are stored as bytes, and come back as they were."""

from __future__ import annotations

import ast

import pytest

from perdure.languages.python.code import LoweredModule, decode, encode
from perdure.languages.python.code.kinds import FIELDS_OF
from perdure.languages.python.generating import code_of, entry_code, functions_of
from perdure.languages.python.lowering import Options, lower_module

OPTIONS = Options(checks=True, ticks=True, pokes=True)


def dumped(module: LoweredModule) -> list[str]:
    return [
        ast.dump(ast.Module(function.body, []), include_attributes=True)
        for function in module.functions
    ]


TEXT = '''
"""About it."""
from __future__ import annotations
import a.b as c, d

class C(Base, metaclass=M):
    x: int = 2**100
    def f(self, a, /, b=1.5, *rest, k, l=1j, **more) -> None:
        "Does it."
        match a:
            case {"k": [1, *_], **others} if f(others):
                return b"x\\xff" + "\\ud800"
            case (C(x=1, y=-2) | [2, 3]) as b: pass
            case None | True: ...
        try:
            with open(a) as g, h():
                yield from (y async for y in z) if (n := g(1)) else [x[1:2, ...] for x in b]
        except* ValueError: pass
        finally: print(f"{a!r:>{b}}")
    async def g(self): await self.f(lambda: 0, **{"a": 1})
'''


def test_a_module_comes_back_as_it_was() -> None:
    module = lower_module(TEXT.replace("yield from", "yield"), "flow.py", "flow", OPTIONS)

    again = decode(encode(module))

    assert dumped(again) == dumped(module)
    assert (again.name, again.filename, again.futures) == ("flow", "flow.py", ("annotations",))
    assert again.sites == module.sites
    assert again.site_at == module.site_at
    assert [f.qualname for f in again.functions] == [f.qualname for f in module.functions]
    assert encode(again) == encode(module)


def test_kinds_have_the_fields_that_this_python_gives_them() -> None:
    left_out = {"type_comment", "kind", "body"}  # of functions: see their mark
    for kind, fields in FIELDS_OF.items():
        known = getattr(ast, kind, None)
        if known is None:
            continue
        stored = {name for name, _ in fields}
        assert set(known._fields) - left_out <= stored, kind


def test_a_later_version_of_the_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="version 999"):
        decode(b'[999,"m","f",[],[],[]]')


def test_every_function_has_its_code() -> None:
    text = "a = [lambda: 1, lambda: (lambda: 2)]; b = lambda x=lambda: 3: f(x)\n" + TEXT
    module = lower_module(
        text.replace("yield from", "yield").replace("from __future__ import annotations", ""),
        "flow.py",
    )
    entry_code(module)

    by_index = {index: code.co_name for code, index in functions_of(module).items()}

    assert by_index == {function.index: function.name for function in module.functions}
    for function in module.functions:
        assert code_of(module, function.index).co_firstlineno == function.first_line
