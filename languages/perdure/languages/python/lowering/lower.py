"""From a text to a lowered module.

    text -> ast -> private names -> scopes -> statements with sites

How each kind of node is lowered stands in the modules that are imported here for their tables.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Iterable

from perdure.languages.python.code.data import LoweredModule
from perdure.languages.python.code.nodes import at, constant, deep_recursion, store
from perdure.languages.python.code.own_builtins import name_own_builtins
from perdure.languages.python.code.text_names import is_evaluated, is_text
from perdure.languages.python.lowering import (
    calls,
    comprehensions,
    definitions,
    expressions,
    handlers,
    loops,
    natives,
    statements,
)
from perdure.languages.python.lowering.definitions import lower_body
from perdure.languages.python.lowering.function import FunctionLowering, ModuleLowering
from perdure.languages.python.lowering.mangling import mangle
from perdure.languages.python.lowering.normalizing import normalize
from perdure.languages.python.lowering.options import Options
from perdure.languages.python.lowering.parsing import parsed
from perdure.languages.python.lowering.scopes import Scope

#: The modules that fill the tables of perdure.languages.python.lowering.function.
TABLES = (
    calls,
    comprehensions,
    definitions,
    expressions,
    handlers,
    loops,
    natives,
    statements,
)


MAIN = "__main__"


def lower_module(
    text: str | bytes, filename: str, name: str = "__main__", options: Options | None = None
) -> LoweredModule:
    """The lowered form of a text; SyntaxError as Python's own.

    Warnings of the compiler are given here, and by nothing that is made of the module later.
    """
    options = options or Options()
    # A tree is compiled without what the text's first lines ask for, so the text is.
    mode = "eval" if is_evaluated(name) else "single" if options.is_printing else "exec"
    compile(text, filename, mode, flags_of(options.futures), dont_inherit=True)
    tree = parsed(text, filename, mode)
    futures = (*_futures(tree), *options.futures)
    with deep_recursion():
        normalize(tree)
        mangle(tree)
        if name == MAIN:
            name_own_builtins(tree)
        module = ModuleLowering(tree, name, options, annotates="annotations" not in futures)
        function = module.new_function("<module>", "<module>", kind="module")
        lowering = FunctionLowering(module, function, module.names.scope, None)
        if tree.body:
            lower_body(lowering, function, tree.body)
            if not is_text(name):
                _bind_first(function.body)
        ast.fix_missing_locations(ast.Module(function.body, []))
    return LoweredModule(name, filename, module.functions, module.sites, futures)


def flags_of(futures: Iterable[str]) -> int:
    """The compiler's flags for these features of `__future__`."""
    flags = 0
    for name in futures:
        flags |= getattr(__future__, name).compiler_flag
    return flags


def _bind_first(body: list[ast.stmt]) -> None:
    """Bind the variables of the lowering first: the namespace must not grow while it is read."""
    names = sorted(name for name in Scope(body, None, None).bound if name[0] in ".<")
    first = 0
    while first < len(body) and _must_be_first(body[first]):
        first += 1
    if names:
        targets: list[ast.expr] = [store(body[first], name) for name in names]
        nothing = constant(body[first], None)
        body.insert(first, at(body[first], ast.Assign(targets, nothing)))


def _must_be_first(statement: ast.stmt) -> bool:
    return (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)) or (
        isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
    )


def _futures(tree: ast.Module) -> tuple[str, ...]:
    return tuple(
        alias.name
        for statement in tree.body
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        for alias in statement.names
        if alias.name in __future__.all_feature_names
    )
