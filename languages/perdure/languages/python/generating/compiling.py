"""Code objects of trees, and which function of the module each belongs to."""

from __future__ import annotations
import __future__

import ast
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import CodeType

from perdure.languages.python.code.data import LoweredModule
from perdure.languages.python.code.marks import function_of
from perdure.languages.python.code.nodes import at, deep_recursion, load
from perdure.languages.python.code.text_names import is_evaluated, is_text
from perdure.languages.python.generating.beside import (
    giving_last,
    own_variables,
    with_variables_beside,
)

#: Flags of code objects: coroutine, asynchronous generator.
ASYNC = 0x80 | 0x200


def compile_tree(module: LoweredModule, body: list[ast.stmt]) -> CodeType:
    """The code of a module with this body."""
    flags = 0
    for name in module.futures:
        flags |= getattr(__future__, name).compiler_flag
    with warnings.catch_warnings(), deep_recursion(), placed_constants(body):
        warnings.simplefilter("ignore")  # they were given when the text was lowered
        tree = ast.Module(body, [])
        return compile(tree, module.filename, "exec", flags, dont_inherit=True)


def body_code(module: LoweredModule, body: list[ast.stmt]) -> CodeType:
    """The code of statements of the module's body; of a text, to be given its own variables."""
    if not is_text(module.name):
        return compile_tree(module, body)
    own = own_variables(module.functions[0].body, body)
    code = compile_tree(module, with_variables_beside(body, own))
    return giving_last(code) if is_evaluated(module.name) else code


@contextmanager
def placed_constants(body: Sequence[ast.stmt]) -> Iterator[None]:
    """Have lambdas that only give a constant look at something first, meanwhile.

    Python 3.12 gives the code of these no position, by which those of one line are told apart.
    """
    changed: list[tuple[ast.Lambda, ast.expr]] = []
    if sys.version_info[:2] == (3, 12):
        found = (node for statement in body for node in ast.walk(statement))
        lambdas = [node for node in found if isinstance(node, ast.Lambda)]
        changed = [(one, one.body) for one in lambdas if isinstance(one.body, ast.Constant)]
    for node, given in changed:
        node.body = at(given, ast.IfExp(load(given, ".B"), given, given))
    try:
        yield
    finally:
        for node, given in changed:
            node.body = given


def match_functions(
    body: Sequence[ast.stmt], code: CodeType, *, itself: bool = False
) -> dict[CodeType, int]:
    """Which function each code object is of; itself: the code is none of a function in the body.

    Nodes and code objects are matched by name and first line; where several have the same, as
    lambdas of one line do, in the order of their columns.
    """
    nodes: dict[tuple[str, int, bool], dict[tuple[int, int], int]] = defaultdict(dict)
    for node in _function_nodes(body):
        index = function_of(node)
        if index is None:
            continue
        own = vars(node)
        name = own.get("name", "<lambda>")
        lines = [decorator.lineno for decorator in own.get("decorator_list", ())]
        line = lines[0] if lines else own["lineno"]
        key = (name, line, isinstance(node, ast.AsyncFunctionDef))
        # One of an `async def` stands in its native form, too.
        if index not in nodes[key].values():
            nodes[key][own["lineno"], own["col_offset"]] = index
    codes: dict[tuple[str, int, bool], dict[tuple[int, int], list[CodeType]]] = defaultdict(dict)
    for one in all_codes(code):
        if itself and one is code:
            continue
        key = (one.co_name, one.co_firstlineno, bool(one.co_flags & ASYNC))
        if key in nodes and not _is_own_comprehension(one):
            codes[key].setdefault(first_position(one), []).append(one)
    found: dict[CodeType, int] = {}
    for key, by_position in codes.items():
        indexes = [nodes[key][position] for position in sorted(nodes[key])]
        groups = [by_position[position] for position in sorted(by_position)]
        if len(groups) != len(indexes):
            raise AssertionError(f"{key[0]}, line {key[1]}: {len(indexes)} functions")
        for index, group in zip(indexes, groups, strict=True):
            found.update(dict.fromkeys(group, index))
    return found


def _is_own_comprehension(code: CodeType) -> bool:
    """Whether a code object is that of a comprehension that was left to Python."""
    return code.co_argcount == 1 and code.co_varnames[0] == ".0"


def _function_nodes(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                yield node


def all_codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and those in its constants."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from all_codes(constant)


def first_position(code: CodeType) -> tuple[int, int]:
    """The first line and column of what a function does, its own beginning apart."""
    positions = [
        (line, column)
        for line, end_line, column, end_column in code.co_positions()
        if line is not None and column is not None and end_column
    ]
    return min(positions, default=(code.co_firstlineno, 0))
