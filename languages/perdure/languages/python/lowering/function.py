"""The lowering of one function: what is emitted, its temporaries, operands and sites.

An expression is lowered by emitting the statements that must come before it and giving what is
left of it, which has no site any more. How each kind of node is lowered stands in tables, which
the other modules of this folder fill.

Read by: the modules of this folder.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple, TypeVar

from perdure.languages.python.code.data import LoweredFunction, Position, Site, SiteKind
from perdure.languages.python.code.marks import mark
from perdure.languages.python.code.nodes import (
    assign,
    at,
    call,
    constant,
    expression,
    load,
    store,
)
from perdure.languages.python.lowering.blocks import (
    MOST_BLOCKS,
    blocks_in,
    can_stay,
    own_blocks,
)
from perdure.languages.python.lowering.builtin_names import BUILTINS, COMPARING, EXCEPTIONS, INLINE
from perdure.languages.python.lowering.options import Options
from perdure.languages.python.lowering.raised import HEADING, ROOM, Part, asking, part_of, parts_of
from perdure.languages.python.lowering.scopes import ModuleNames, Scope, parameter_names


class Value(NamedTuple):
    """The right-hand side of a site, and those of its nodes that wait."""

    kind: SiteKind
    node: ast.expr
    waiting: Sequence[ast.expr]


class Exit(NamedTuple):
    """A statement that `return`, `break` and `continue` in it may leave: a loop or a `finally`."""

    pending: int | None  #: None of a loop


def has_lambda(node: ast.AST) -> bool:
    own = vars(node)
    found = own.get("has_lambda")
    if found is None:
        found = own["has_lambda"] = isinstance(node, ast.Lambda) or any(
            has_lambda(child) for child in ast.iter_child_nodes(node)
        )
    return bool(found)


Lowered = TypeVar("Lowered", bound=Callable[..., Any])

EXPRESSIONS: dict[type[ast.AST], Callable[[FunctionLowering, Any], ast.expr]] = {}
STATEMENTS: dict[type[ast.AST], Callable[[FunctionLowering, Any], None]] = {}
VALUES: dict[type[ast.AST], Callable[[FunctionLowering, Any], Value | None]] = {}
#: How expressions without sites are lowered that make functions; one entry.
NATIVE: list[Callable[[FunctionLowering, Any], Any]] = []
#: Builtins whose calls may be no sites: see `is_inline`.
QUIET = INLINE | COMPARING
#: Expressions that are, or may be, sites whatever is in them.
NEEDS: dict[type[ast.AST], Callable[[FunctionLowering, Any, Scope], bool]] = {}


def lowers(table: dict[Any, Any], *kinds: type[ast.AST]) -> Callable[[Lowered], Lowered]:
    """Decorator: the function lowers nodes of these kinds."""

    def note(function: Lowered) -> Lowered:
        table.update(dict.fromkeys(kinds, function))
        return function

    return note


class ModuleLowering:
    """State that the functions of a text share while it is lowered."""

    def __init__(self, tree: ast.Module, name: str, options: Options, *, annotates: bool) -> None:
        self.name = name
        self.options = options
        self.names = ModuleNames(tree)
        if options.shadowed is not None:
            self.names.be_of_text(options.shadowed)
        self.annotates = annotates  #: whether annotations are evaluated where they stand
        self.functions: list[LoweredFunction] = []
        self.sites: list[Site] = []
        #: Positions of sites, and of what else may run code of the program's: no two are alike.
        self.used = {position_of(node) for node in ast.walk(tree) if is_operation(node)}
        #: What was made of a definition; one in an `async def` is met again in its native form.
        self.made: dict[ast.AST, LoweredFunction] = {}
        #: The native forms of coroutine functions.
        self.natives: dict[ast.AST, LoweredFunction] = {}

    def new_function(self, name: str, qualname: str, **facts: Any) -> LoweredFunction:
        function = LoweredFunction(len(self.functions), name, qualname, **facts)
        self.functions.append(function)
        return function

    def new_site(self, function: LoweredFunction, kind: SiteKind, place: ast.AST) -> Site:
        """A site at a place, with an end column that makes its position unlike all others."""
        site = Site(len(self.sites), function.index, kind, *self.new_position(place))
        self.sites.append(site)
        return site

    def new_position(self, place: ast.AST) -> Position:
        line, column, end = position_of(place)
        while (line, column, end) in self.used:
            end += 1
        self.used.add((line, column, end))
        return line, column, end


def is_operation(node: ast.AST) -> bool:
    """Whether a node has instructions of its own, and is no site, or may be none."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in QUIET
    return isinstance(node, ast.expr | ast.stmt) and not isinstance(
        node, ast.Await | ast.Yield | ast.YieldFrom | ast.Expr
    )


def position_of(node: ast.AST) -> tuple[int, int, int]:
    """Where the compiler says that a node's instruction stands.

    It moves the call of a method to the method's name where that is on another line.
    """
    own = vars(node)
    line, column = own["lineno"], own["col_offset"]
    end_line, end = own["end_lineno"], own["end_col_offset"]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func
        if name.end_lineno is not None and name.end_lineno != line:
            line = name.end_lineno
            column = max((name.end_col_offset or 0) - len(name.attr), 0)
    return line, column, end if end_line > line else max(end, column + 1)


class FunctionLowering:
    def __init__(
        self,
        module: ModuleLowering,
        function: LoweredFunction,
        scope: Scope,
        outer: FunctionLowering | None,
        arguments: ast.arguments | None = None,
    ) -> None:
        self.module = module
        self.function = function
        self.scope = scope
        self.outer = outer
        self.prefix = f"{function.qualname}.<locals>." if outer else ""
        #: While a class body is lowered: the names that it declares global.
        self.class_names: set[str] | None = None
        self.is_in_class: bool = outer is not None and outer.is_in_class
        self.is_careful = function.qualname in module.options.careful
        positional = [*arguments.posonlyargs, *arguments.args] if arguments else []
        #: What `super()` is given, None where there is no parameter.
        self.first_parameter = positional[0].arg if positional else None
        self.out: list[ast.stmt] = []
        self.exits: list[Exit] = []
        self.finals = 0  #: the `finally`s around in which nothing waits
        self.temporaries = 0  #: that are in use
        self.numbers = 0
        #: What is asked about callees once: parameters, and variables of the loops that it is in;
        #: see `checks`.
        self.asked: set[str] = set()
        self.asked_in_loop: set[str] = set()
        self.held: list[str] = []  #: temporaries that keep objects alive
        self.ever_held: set[str] = set()  #: those of a block of statements; see `clearing`
        names = parameter_names(arguments) if arguments else []
        #: Local variables that are bound for certain where the lowering has come to.
        self.surely = {name for name in names if scope.is_always_bound(name)}
        self.pokes = module.options.pokes
        self.steps = module.options.steps
        self.raises = module.options.raises
        self.depth = 0  #: of the compiler's blocks

    # -- what is emitted

    def emit(self, statement: ast.stmt) -> None:
        self.out.append(statement)

    @contextmanager
    def collecting(self) -> Iterator[list[ast.stmt]]:
        """Emit into a list of its own; what is bound there is not surely bound after it."""
        outer, self.out = self.out, []
        surely = set(self.surely)
        try:
            yield self.out
        finally:
            self.out = outer
            self.surely = surely

    def block(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        with self.collecting() as lowered:
            for statement in statements:
                self.statement(statement)
        return lowered

    def temporary(self) -> str:
        """A variable for the statement that is being lowered; the next uses it again."""
        self.temporaries += 1
        return f".t{self.temporaries}"

    def number(self) -> int:
        """A number for variables of this function's that live as long as a statement's body."""
        self.numbers += 1
        return self.numbers

    def save(self, value: ast.expr) -> ast.Name:
        name = self.holding()
        self.emit(assign(value, name, value))
        return load(value, name)

    def holding(self) -> str:
        """A temporary for an object that is to live no longer than its statement."""
        name = self.temporary()
        self.held.append(name)
        self.ever_held.add(name)
        return name

    def let_go(self, place: ast.AST, but: ast.expr | None = None) -> None:
        """Clear the temporaries that hold objects, but for that which is still to be read."""
        read = {n.id for n in ast.walk(but) if isinstance(n, ast.Name)} if but else set()
        kept = [name for name in self.held if name in read]
        cleared = [name for name in dict.fromkeys(self.held) if name not in kept]
        if cleared:
            targets: list[ast.expr] = [store(place, name) for name in cleared]
            self.emit(at(place, ast.Assign(targets, constant(place, None))))
        self.held = kept

    # -- sites

    def site(self, value: Value, place: ast.AST, statement: ast.stmt) -> None:
        """Emit a statement as a site."""
        site = self.module.new_site(self.function, value.kind, place)
        for node in value.waiting:
            put(site, node, place)
        mark(statement, site=site.number)
        self.emit(statement)

    def call_site(
        self, place: ast.AST, target: str | None, function: str | ast.expr, *arguments: ast.expr
    ) -> None:
        """Emit a call that stands for no call of the text's: `target = function(...)`."""
        node = call(place, function, *arguments)
        statement = assign(place, target, node) if target else expression(place, node)
        self.site(Value("call", node, [node]), place, statement)

    def tick(self, place: ast.AST) -> list[ast.stmt]:
        """The question at the head of a loop or a function whether the slice is to end."""
        is_short = self.function.index and self.function.name.startswith("<")
        if is_short or not self.module.options.ticks:
            return []
        with self.collecting() as body:
            node = call(place, ".over")
            self.site(Value("over", node, [node]), place, expression(place, node))
        return [at(place, ast.If(load(place, ".stop"), body, []))]

    def is_too_deep(self, node: ast.With) -> bool:
        """Whether the compiler could not have a `with` lowered, and what is in it.

        It stays Python's own then, and what is in it can wait only as what is under C can.
        """
        lowered = self.depth + blocks_in(node)
        return lowered + own_blocks(node.body) > MOST_BLOCKS and can_stay(node)

    def has_room(self, body: Sequence[ast.stmt]) -> bool:
        """Whether one more block may stand around these statements."""
        return self.depth + 1 + own_blocks(body) <= MOST_BLOCKS

    # -- what is asked about when it raises

    @contextmanager
    def asked_about(self, place: ast.AST, parts: Sequence[Part]) -> Iterator[None]:
        """Have what is emitted ask, where it raises, whether the program is to stop there."""
        opened = 1 + own_blocks([place]) if isinstance(place, HEADING) else 0
        if not parts or self.depth + max(ROOM, opened) > MOST_BLOCKS:
            yield
            return
        outer, self.out = self.out, []
        self.depth += 1
        yield
        self.depth -= 1
        emitted, self.out = self.out, outer
        if not emitted:
            return
        k = self.number()
        with self.collecting() as question:
            numbers = [constant(place, number) for part in parts for number in part]
            self.call_site(place, f".b{k}", ".raised", load(place, f".h{k}"), *numbers)
            gone_on = call(place, ".stood", load(place, f".h{k}"), load(place, f".b{k}"))
            put(Site(-1, -1, "call", *self.module.new_position(place)), gone_on, place)
            self.emit(expression(place, gone_on))
        self.emit(asking(place, k, emitted, question))

    def asked_part(self, node: ast.expr) -> AbstractContextManager[None]:
        """The same of a part of a statement."""
        return self.asked_about(node, [part_of(node)] if self.raises else ())

    # -- names

    def is_builtin(self, name: str, scope: Scope | None = None) -> bool:
        names = self.module.names
        if name not in BUILTINS or name in names.bound or names.is_open:
            return False
        here: Scope | None = scope or self.scope
        while here is not None:
            if name in here.bound:
                return False
            here = here.outer
        return True

    def is_global(self, name: str) -> bool:
        """Whether a name is the module's here."""
        here: Scope | None = self.scope
        while here is not None and not here.is_module:
            if name in here.declared_global:
                return True
            if name in here.bound:
                return False
            here = here.outer
        return True

    # -- what must be a statement of its own

    def needs(self, node: ast.AST | None, scope: Scope | None = None) -> bool:
        """Whether an expression has a site in it."""
        if node is None:
            return False
        own = vars(node)
        found = own.get("needs")
        if found is None:
            found = own["needs"] = self._find_needs(node, scope or self.scope)
        return bool(found)

    def _find_needs(self, node: ast.AST, scope: Scope) -> bool:
        question = NEEDS.get(type(node))
        if question is not None and question(self, node, scope):
            return True
        if isinstance(node, ast.Lambda):
            return False
        return any(
            self.needs(child, scope)
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.expr | ast.comprehension | ast.keyword)
        )

    def is_stable(self, node: ast.expr, later: Sequence[ast.AST | None]) -> bool:
        """Whether an expression has the same value after `later` has been evaluated."""
        if isinstance(node, ast.Constant):
            return True
        if not isinstance(node, ast.Name):
            return False
        name = node.id
        if name.startswith("."):
            return True
        if self.scope.is_private(name):
            return name in self.surely and not any(
                isinstance(inner, ast.NamedExpr) and inner.target.id == name
                for one in later
                if one is not None
                for inner in ast.walk(one)
            )
        if self.is_builtin(name):
            return True
        return name in self.module.names.fixed and self.is_global(name)

    def operands(self, nodes: Sequence[ast.expr | None]) -> list[Any]:
        """Operands that are evaluated in this order, lowered; those before a site are saved."""
        last = max((i for i, node in enumerate(nodes) if self.needs(node)), default=-1)
        lowered: list[ast.expr | None] = []
        for i, node in enumerate(nodes):
            if node is None:
                lowered.append(None)
            elif i >= last:
                lowered.append(self.expression(node))
            else:
                lowered.append(self.kept(node, nodes[i + 1 :]))
        return lowered

    def kept(self, node: ast.expr, later: Sequence[ast.AST | None]) -> ast.expr:
        """An expression, lowered, whose value is had before `later` is evaluated."""
        if isinstance(node, ast.Starred):
            # What it gives is taken now.
            items = at(node, ast.Starred(self.expression(node.value), ast.Load()))
            saved = self.save(at(node, ast.List([items], ast.Load())))
            return at(node, ast.Starred(saved, ast.Load()))
        if isinstance(node, ast.Slice):
            parts = self.operands([node.lower, node.upper, node.step])
            known = [part or at(node, ast.Constant(None)) for part in parts]
            return self.save(call(node, ".slice", *known))
        value = self.expression(node)
        return value if self.is_stable(value, later) else self.save(value)

    # -- nodes

    def expression(self, node: ast.expr) -> ast.expr:
        """Emit what must come before an expression, and give what is left of it."""
        if not self.needs(node):
            return self.quiet(node)
        special = EXPRESSIONS.get(type(node))
        if special is not None:
            return special(self, node)
        fields = list(ast.iter_fields(node))
        flat: list[ast.expr | None] = []
        for _, field in fields:
            if isinstance(field, ast.expr):
                flat.append(field)
            elif isinstance(field, list):
                flat.extend(field)
        values = iter(self.operands(flat))
        new: dict[str, Any] = {}
        for name, field in fields:
            if isinstance(field, ast.expr):
                new[name] = next(values)
            elif isinstance(field, list):
                new[name] = [next(values) for _ in field]
            else:
                new[name] = field
        return at(node, type(node)(**new))

    def quiet(self, node: ast.expr) -> ast.expr:
        """An expression without sites: as it is, but for the functions that it makes."""
        if has_lambda(node):
            return NATIVE[0](self, node)
        return node

    def statement(self, node: ast.stmt) -> None:
        in_use = self.temporaries
        held, self.held = self.held, []
        if (self.pokes or self.steps) and not is_declaration(node):
            with self.collecting() as poke:
                self.call_site(node, None, ".poke")
            if self.steps:
                poke = [at(node, ast.If(load(node, ".stepping"), poke, []))]
            self.out += poke
        if isinstance(node, ast.With) and self.is_too_deep(node):
            self.emit(NATIVE[0](self, node))
        else:
            opened = 2 if isinstance(node, ast.With | ast.AsyncWith) else blocks_in(node)
            with self.asked_about(node, parts_of(node) if self.raises else ()):
                self.depth += opened
                STATEMENTS[type(node)](self, node)
                self.depth -= opened
        if self.held and not isinstance(node, ast.Return | ast.Raise):
            self.let_go(node)
        self.held = held
        self.temporaries = in_use


def is_declaration(node: ast.stmt) -> bool:
    """Whether a statement does nothing when it is come to."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.Global | ast.Nonlocal | ast.Pass)


def put(site: Site, node: ast.AST, place: ast.AST) -> None:
    """Give a node that waits the position of its site."""
    own = vars(node)
    end_line = vars(place).get("end_lineno") or site.line
    own["lineno"], own["col_offset"] = site.line, site.column
    own["end_lineno"], own["end_col_offset"] = end_line, site.end_column
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func
        if name.end_lineno != site.line:
            name.lineno = name.end_lineno = site.line
            name.col_offset, name.end_col_offset = site.column, site.column + 1


def is_inline(lowering: FunctionLowering, node: ast.Call, scope: Scope | None = None) -> bool:
    """Whether a call stays in its expression."""
    match node.func:
        case ast.Name(id=name):
            if name.startswith("."):
                return True
            if name in EXCEPTIONS:
                return lowering.is_builtin(name, scope)
            if name in lowering.module.names.exceptions:
                return lowering.is_global(name) and not lowering.is_careful
            is_quiet = name in INLINE or (name in COMPARING and _is_of_several(node))
            return is_quiet and lowering.is_builtin(name, scope) and not lowering.is_careful
        case ast.Attribute(value=ast.Name(id=".made")):
            return True
    return False


def _is_of_several(node: ast.Call) -> bool:
    """Whether a call is of two arguments or more, and calls none of them."""
    return len(node.args) > 1 and not (
        node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args)
    )
