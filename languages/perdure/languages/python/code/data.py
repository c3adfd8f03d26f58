"""Lowered modules: functions whose bodies are Python's own syntax trees, restricted.

A body is a list of `ast` statements of the running interpreter. In it every call that may wait is
a statement of its own, a *site*, with a number and a position that no other site has: where a
frame stands is found from the position of its instruction. What nodes carry beside their fields
is in `marks`.

Read by: all of perdure.languages.python.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from perdure.languages.python.code.marks import site_of

SiteKind = Literal["call", "next", "yield", "yield from", "import", "over"]

#: A "native" function is the text's own `async def`, for callers that are no program of ours.
FunctionKind = Literal["module", "function", "generator", "native"]

#: (line, column, end column) of the instruction that waits.
Position = tuple[int, int, int]


class Site(NamedTuple):
    """A statement that may wait."""

    number: int
    function: int  #: the index of the function that has it
    kind: SiteKind
    line: int
    column: int
    end_column: int

    @property
    def position(self) -> Position:
        return self.line, self.column, self.end_column


class LoweredFunction:
    """A function, or a module's body, in lowered form."""

    __slots__ = (
        "body",
        "first_line",
        "global_names",
        "index",
        "is_async",
        "kind",
        "local_names",
        "name",
        "parameters",
        "qualname",
    )

    index: int  #: in `LoweredModule.functions`
    name: str
    qualname: str
    kind: FunctionKind
    is_async: bool  #: written as `async def`
    parameters: ast.arguments | None  #: None of a module's body
    body: list[ast.stmt]
    global_names: frozenset[str]  #: declared `global`
    local_names: frozenset[str]  #: bound in it and so local; none of a module's body
    first_line: int

    def __init__(
        self,
        index: int,
        name: str,
        qualname: str,
        kind: FunctionKind = "function",
        *,
        is_async: bool = False,
        first_line: int = 1,
    ) -> None:
        self.index = index
        self.name = name
        self.qualname = qualname
        self.kind = kind
        self.is_async = is_async
        self.parameters = None
        self.body = []
        self.global_names = frozenset()
        self.local_names = frozenset()
        self.first_line = first_line

    def __repr__(self) -> str:
        return f"<lowered {self.kind} {self.qualname}>"


class LoweredModule:
    """A text in lowered form."""

    name: str  #: the module's, as in `flow`
    filename: str
    functions: Sequence[LoweredFunction]  #: the first is the module's body
    sites: Sequence[Site]  #: by their numbers
    site_at: dict[Position, Site]
    futures: tuple[str, ...]  #: what the text imports from `__future__`

    def __init__(
        self,
        name: str,
        filename: str,
        functions: Sequence[LoweredFunction],
        sites: Sequence[Site],
        futures: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.filename = filename
        self.functions = functions
        self.sites = sites
        self.site_at = {site.position: site for site in sites}
        self.futures = futures
        self._statements: dict[int, ast.stmt] | None = None

    def statement(self, site: int) -> ast.stmt:
        """The statement that is the site of this number."""
        if self._statements is None:
            self._statements = {
                number: statement
                for function in self.functions
                for statement in all_statements(function.body)
                if (number := site_of(statement)) is not None
            }
        return self._statements[site]


def all_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, inner ones too, but not those of functions and classes in it."""
    todo = list(reversed(body))
    while todo:
        statement = todo.pop()
        yield statement
        for block in reversed(blocks_of(statement)):
            todo.extend(reversed(block))


def blocks_of(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks that a statement of a body consists of, in the order of the text."""
    match statement:
        case ast.If() | ast.While() | ast.For() | ast.AsyncFor():
            return [statement.body, statement.orelse]
        case ast.Try() | ast.TryStar():
            handlers = [handler.body for handler in statement.handlers]
            return [statement.body, *handlers, statement.orelse, statement.finalbody]
        case ast.With() | ast.AsyncWith():
            return [statement.body]
        case ast.Match():
            return [case.body for case in statement.cases]
        case _:
            return []
