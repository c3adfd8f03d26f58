"""Scopes: which names a function has, and what the module's names are.

Read from the text's tree before it is lowered. Python's own compiler has accepted the text.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = (*DEFINITIONS, ast.Lambda, *COMPREHENSIONS)


class Scope:
    """The names of a function, or of a module's body."""

    def __init__(
        self,
        body: Sequence[ast.AST],
        arguments: ast.arguments | None,
        outer: Scope | None,
    ) -> None:
        self.outer = outer
        self.bound: set[str] = set(parameter_names(arguments)) if arguments else set()
        self.declared_global: set[str] = set()
        self.declared_nonlocal: set[str] = set()
        self.shared: set[str] = set()  #: named by functions and classes in it
        self.deleted: set[str] = set()  #: by `del`, or at the end of a handler
        self.definitions: Counter[str] = Counter()
        self.plain: set[str] = set()  #: defined without a decorator
        self.assigned: Counter[str] = Counter()  #: all bindings but those by `def` and `class`
        self.changed_inside: set[str] = set()  #: by functions in it
        self._values: dict[str, list[ast.expr]] = {}  #: by plain assignments
        self._parameters = arguments
        #: What has been found out about variables; see perdure.languages.python.lowering.plain.
        self.plain_variables: dict[str, bool] = {}
        for node in body:
            self._walk(node)
        self.bound -= self.declared_global | self.declared_nonlocal

    @property
    def is_module(self) -> bool:
        return self.outer is None

    def is_local(self, name: str) -> bool:
        return name in self.bound and not self.is_module

    def is_private(self, name: str) -> bool:
        """Whether it is a local variable that nobody else can change."""
        return self.is_local(name) and name not in self.shared

    def is_always_bound(self, name: str) -> bool:
        return name not in self.deleted

    def defined_once(self, name: str) -> bool:
        return self.definitions[name] == 1 and not self.assigned[name]

    def is_bound_once(self, name: str) -> bool:
        """Whether nothing but one definition binds a name."""
        is_given = self._parameters is not None and name in parameter_names(self._parameters)
        return self.defined_once(name) and not is_given

    def is_own_function(self, name: str) -> bool:
        """Whether a name is that of one function that is defined here, and nothing else."""
        return name in self.plain and self.defined_once(name)

    def is_settled_parameter(self, name: str) -> bool:
        """Whether a name is a parameter's that nothing binds again."""
        return (
            self._parameters is not None
            and name in parameter_names(self._parameters)
            and not self.assigned[name]
            and not self.definitions[name]
            and name not in self.changed_inside
        )

    def values_of(self, name: str) -> list[ast.expr] | None:
        """All that a local variable is ever bound to, if that can be said."""
        values = list(self._values.get(name, ()))
        if name in self.changed_inside or self.definitions[name]:
            return None
        if self.assigned[name] != len(values):
            return None
        if (own := self._parameters) is None:
            return values
        if own.vararg is not None and own.vararg.arg == name:
            return [*values, ast.Tuple([], ast.Load())]
        if own.kwarg is not None and own.kwarg.arg == name:
            return [*values, ast.Dict([], [])]
        return None if name in parameter_names(own) else values

    def _bind(self, name: str) -> None:
        self.bound.add(name)
        self.assigned[name] += 1

    def _walk(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name):
                        self._values.setdefault(target.id, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._values.setdefault(name, []).append(value)
            case ast.Name(id=name):
                if not isinstance(node.ctx, ast.Load):
                    self._bind(name)
                    if isinstance(node.ctx, ast.Del):
                        self.deleted.add(name)
            case ast.Global(names=names):
                self.declared_global.update(names)
            case ast.Nonlocal(names=names):
                self.declared_nonlocal.update(names)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                for alias in aliases:
                    self._bind(alias.asname or alias.name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)):
                self._bind(name)
                self.deleted.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self._bind(name)
            case ast.MatchMapping(rest=str(name)):
                self._bind(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                self.bound.add(name)
                self.definitions[name] += 1
                if not vars(node)["decorator_list"]:
                    self.plain.add(name)
            case ast.ClassDef(name=name):
                self.bound.add(name)
                self.definitions[name] += 1
        if type(node).__name__ == "TypeAlias":  # its value is had when it is asked for
            self._walk(vars(node)["name"])
            self._walk_inside(vars(node)["value"], False)
            return
        if isinstance(node, SCOPES):
            here, inside = parts_of(node)
            for part in here:
                self._walk(part)
            for part in inside:
                self._walk_inside(part, isinstance(node, COMPREHENSIONS))
            return
        for child in ast.iter_child_nodes(node):
            self._walk(child)

    def _walk_inside(self, node: ast.AST, is_comprehension: bool) -> None:
        """Note what a function, class or comprehension in this scope names."""
        match node:
            case ast.Name(id=name):
                self.shared.add(name)
            case ast.Nonlocal(names=names):
                self.shared.update(names)
                self.changed_inside.update(names)
            case ast.NamedExpr(target=ast.Name(id=name)) if is_comprehension:
                self._bind(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                is_comprehension = False
        for child in ast.iter_child_nodes(node):
            self._walk_inside(child, is_comprehension)


def parts_of(node: ast.AST) -> tuple[list[ast.AST], list[ast.AST]]:
    """The parts of a node with a scope of its own: in the scope around it, and in its own."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            here = [*node.decorator_list, *in_arguments(node.args)]
            if node.returns:
                here.append(node.returns)
            generic: list[ast.AST] = list(getattr(node, "type_params", ()))
            if generic:  # what names type parameters is in a scope of their own
                return [*node.decorator_list, *defaults_of(node.args)], [
                    *generic,
                    *here,
                    *node.body,
                ]
            return here, list(node.body)
        case ast.ClassDef():
            generic = list(getattr(node, "type_params", ()))
            bases: list[ast.AST] = [*node.bases, *node.keywords]
            if generic:
                return list(node.decorator_list), [*generic, *bases, *node.body]
            return [*node.decorator_list, *bases], list(node.body)
        case ast.Lambda():
            return in_arguments(node.args), [node.body]
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            first, *more = node.generators
            made: list[ast.AST] = (
                [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            )
            return [first.iter], [first.target, *first.ifs, *more, *made]
    raise TypeError(node)


def defaults_of(arguments: ast.arguments) -> list[ast.AST]:
    return [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]


def in_arguments(arguments: ast.arguments) -> list[ast.AST]:
    """The expressions in a list of parameters: defaults, then annotations."""
    annotations = [arg.annotation for arg in all_parameters(arguments) if arg.annotation]
    return [*defaults_of(arguments), *annotations]


def all_parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg


def parameter_names(arguments: ast.arguments) -> list[str]:
    return [arg.arg for arg in all_parameters(arguments)]


class ModuleNames:
    """The global names of a text."""

    def __init__(self, tree: ast.Module) -> None:
        self.scope = Scope(tree.body, None, None)
        by_global: set[str] = set()
        #: Whether any builtin may be something else here: `from x import *`.
        self.is_open = False
        self.imported: set[str] = set()  #: by `import`: most likely modules
        self.from_modules: set[str] = set()  #: by `from m import`: modules, or anything else
        self.methods: set[str] = set()  #: the names of functions in classes
        for node in ast.walk(tree):
            match node:
                case ast.Global(names=names):
                    by_global.update(names)
                case ast.ImportFrom(names=[ast.alias(name="*")]):
                    self.is_open = True
                case ast.Import(names=aliases):
                    self.imported.update(a.asname or a.name.partition(".")[0] for a in aliases)
                case ast.ImportFrom(names=aliases):
                    self.from_modules.update(a.asname or a.name for a in aliases)
                case ast.ClassDef(body=body):
                    self.methods.update(one.name for one in body if isinstance(one, FUNCTIONS))
        self.bound = self.scope.bound | by_global
        once = {
            statement.name: statement
            for statement in tree.body
            if isinstance(statement, DEFINITIONS)
            and self.scope.defined_once(statement.name)
            and statement.name not in by_global
        }
        #: Functions and classes that are bound once, where the text defines them.
        self.fixed = set(once)
        #: Those of them that are the program's own, and nothing that a decorator or a base made.
        self.own = {name for name, statement in once.items() if self._is_own(statement, once)}
        #: Exceptions of `own` whose making runs no code of the program's.
        self.exceptions = {name for name in self.own if self._is_exception(once, name)}
        #: Coroutine functions of `own`.
        self.coroutines = {
            name
            for name in self.own
            if isinstance(once[name], ast.AsyncFunctionDef) and not has_yield(once[name].body)
        }

    def be_of_text(self, shadowed: frozenset[str]) -> None:
        """Take nothing for certain of names that a text shares with what else has its namespace."""
        self.bound = self.bound | shadowed
        self.fixed, self.own, self.exceptions, self.coroutines = set(), set(), set(), set()

    def _is_exception(self, once: Mapping[str, ast.AST], name: str) -> bool:
        definition = once.get(name)
        if definition is None:
            return name in PLAIN_EXCEPTIONS
        if not isinstance(definition, ast.ClassDef) or len(definition.bases) != 1:
            return False
        (base,) = definition.bases
        return (
            not any(making(statement) for statement in definition.body)
            and isinstance(base, ast.Name)
            and self._is_exception(once, base.id)
        )

    def _is_own(self, definition: ast.AST, once: Mapping[str, ast.AST]) -> bool:
        if not isinstance(definition, ast.ClassDef):
            return not vars(definition)["decorator_list"]
        return (
            not definition.decorator_list
            and not definition.keywords
            and all(
                isinstance(base, ast.Name)
                and (
                    (
                        (base.id in once and is_before(once[base.id], definition))
                        and isinstance(once[base.id], ast.ClassDef)
                        and self._is_own(once[base.id], once)
                    )
                    or (base.id in PLAIN_BASES and base.id not in self.bound and not self.is_open)
                )
                for base in definition.bases
            )
        )


def is_before(one: ast.AST, other: ast.AST) -> bool:
    return bool(vars(one)["lineno"] < vars(other)["lineno"])


def making(statement: ast.stmt) -> bool:
    """Whether a statement of a class's body may define how its instances are made."""
    if isinstance(statement, FUNCTIONS):
        return statement.name in ("__init__", "__new__")
    return not isinstance(statement, ast.Pass | ast.Expr | ast.AnnAssign)


#: Builtin classes of which a program's class is still the program's own.
PLAIN_EXCEPTIONS = frozenset(
    [
        "Exception",
        "BaseException",
        "ValueError",
        "TypeError",
        "KeyError",
        "IndexError",
        "LookupError",
        "RuntimeError",
        "ArithmeticError",
        "AttributeError",
        "NotImplementedError",
        "OSError",
        "StopIteration",
        "AssertionError",
    ]
)
PLAIN_BASES = PLAIN_EXCEPTIONS | {
    "object",
    "int",
    "float",
    "str",
    "list",
    "dict",
    "set",
    "tuple",
}


def own_nodes(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a function's body, without those of functions and classes in it."""
    todo = list(body)
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, SCOPES):
            here, _ = parts_of(node)
            todo.extend(here)
        else:
            todo.extend(ast.iter_child_nodes(node))


def has_yield(body: Sequence[ast.AST]) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(body))
