"""Definitions of a module's new version, given to a program that has run the old one's body.

Functions that both have run the new code already (see `upgrading`). Besides, defaults of
parameters are those of the new text; functions, classes, methods and imports that are new are
there; a constant that the program has left as the old text has it is the new one. Nothing else of
a body is run again: what is not taken over is told.

Read by: perdure.languages.python.machine.upgrading.
"""

from __future__ import annotations

import abc
import ast
import gc
from collections.abc import Iterator
from types import CellType, CodeType, FunctionType
from typing import Any

from perdure.languages.python.code import LoweredModule
from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.generating import part_code
from perdure.languages.python.machine.linking import Linked
from perdure.languages.python.machine.moving import CannotMove
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import CAPTURING, Capture, set_current

#: Methods that `type` itself wraps when it makes a class.
IMPLICIT = {
    "__class_getitem__": classmethod,
    "__init_subclass__": classmethod,
    "__new__": staticmethod,
}
#: What a metaclass is asked for that is given what a class's body has defined.
MAKING = ("__new__", "__init__", "__prepare__", "__setattr__")
WRAPPERS = {"staticmethod": staticmethod, "classmethod": classmethod, "property": property}
NOTHING = object()

_gone: dict[CodeType, str] = {}


def gone_code(module: LoweredModule, index: int) -> CodeType:
    """The code of a function that the new version does not have."""
    function = module.functions[index]
    names: dict[str, Any] = {}
    exec("def gone(*arguments, **keywords): raise NameError", names)
    code: CodeType = names["gone"].__code__
    made = code.replace(
        co_name=function.name,
        co_qualname=function.qualname,
        co_filename=module.filename,
        co_firstlineno=function.first_line,
    )
    _gone[made] = function.qualname
    return made


def drop_gone(space: Space) -> None:
    """Take functions that the new version does not have out of modules and classes."""
    for name in space.units():
        namespace = space.namespace(name)
        for key in [key for key, value in namespace.items() if is_gone(value)]:
            del namespace[key]
    for cls in space.classes():
        recipe = space.class_made_by(cls)
        for key in [key for key, value in vars(cls).items() if is_gone(value)]:
            type.__delattr__(cls, key)
            if recipe is not None:
                recipe.namespace.pop(key, None)
                recipe.first.pop(key, None)


def is_gone(value: Any) -> bool:
    if isinstance(value, property):
        return is_gone(value.fget)
    value = getattr(value, "lowered", None) or getattr(value, "__func__", None) or value
    return type(value) is FunctionType and value.__code__ in _gone


def bind_new(space: Space, old: Linked, new: Linked, until: int | None) -> list[str]:
    """Give a module's namespace what its new version defines; gives what is not taken over.

    `until`: the line at which the module's own body goes on, which does what follows itself.
    CannotMove.
    """
    old_tree, new_tree = tree_of(old.text), tree_of(new.text)
    binding = Binding(space, old, new, old_tree)
    set_defaults(space, new, old_tree, new_tree)
    known = {dumped(each) for each in old_tree.body}
    for statement in new_tree.body:
        if until is not None and (statement.end_lineno or 0) >= until:
            break
        if dumped(statement) not in known:
            binding.bind(statement)
    return binding.notes


class Binding:
    """The statements of one module that are new, or have changed."""

    def __init__(self, space: Space, old: Linked, new: Linked, tree: ast.Module) -> None:
        self.space = space
        self.new = new
        self.namespace = space.namespace(new.module.name)
        self.before = {_bound(each): each for each in tree.body if _bound(each)}
        self.notes: list[str] = []

    def where(self, node: Any) -> str:
        return f"{self.new.module.filename}:{node.lineno}"

    def bind(self, node: ast.stmt) -> None:
        before = self.before.get(_bound(node))
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if type(before) is type(node):
                    self.check_decorators(node, before)
                elif node.decorator_list:
                    raise CannotMove(f"{self.where(node)}: a function with a decorator is new")
                else:
                    self.run(node)
            case ast.ClassDef():
                if isinstance(before, ast.ClassDef):
                    self.change_class(node, before, self.namespace.get(node.name))
                else:
                    self.run(node)
            case ast.Import() | ast.ImportFrom():
                self.run(node)
            case ast.Assign() | ast.AnnAssign() if _bound(node):
                self.assign(node, before)
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                pass
            case _:
                self.notes.append(f"{self.where(node)}: this is not run")

    def assign(self, node: Any, before: Any) -> None:
        """A constant of the module's, where the program has left it as it was."""
        name = _bound(node)
        value, was = literal(node.value), NOTHING if before is None else literal(before.value)
        now = self.namespace.get(name, NOTHING)
        if value is NOTHING:
            self.notes.append(f"{self.where(node)}: `{name}` is not computed")
        elif now is NOTHING or (was is not NOTHING and is_same(now, was)):
            self.namespace[name] = value
        elif not is_same(now, value):
            self.notes.append(f"{self.where(node)}: `{name}` stays as the program has made it")

    def run(self, node: ast.stmt) -> None:
        """Run what the statement was lowered to."""
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(each.lineno for each in decorators)])
        body = [
            each
            for each in self.new.module.functions[0].body
            if first <= each.lineno <= (node.end_lineno or node.lineno)
        ]
        previous = set_current(self.space)
        self.space.builtins[CAPTURING] = False
        try:
            exec(part_code(self.new.module, body), self.namespace)
        except Capture:
            raise CannotMove(f"{self.where(node)}: this would have to wait") from None
        except Exception as error:
            raise CannotMove(f"{self.where(node)}: {type(error).__name__}: {error}") from error
        finally:
            self.space.builtins[CAPTURING] = True
            set_current(previous)

    def check_decorators(self, node: Any, before: Any) -> None:
        if list(map(dumped, node.decorator_list)) != list(map(dumped, before.decorator_list)):
            raise CannotMove(
                f"{self.where(node)}: `{node.name}` has other decorators; they were applied when "
                "it was defined"
            )

    # ---- classes

    def change_class(self, node: ast.ClassDef, before: ast.ClassDef, cls: Any) -> None:
        self.check_decorators(node, before)
        heads = [[*map(dumped, each.bases), *map(dumped, each.keywords)] for each in (node, before)]
        if heads[0] != heads[1]:
            raise CannotMove(f"{self.where(node)}: `{node.name}` has other bases")
        if not isinstance(cls, type):
            self.notes.append(f"{self.where(node)}: `{node.name}` stays as the program has made it")
            return
        known = {dumped(each) for each in before.body}
        members = {_bound(each): each for each in before.body if _bound(each)}
        has_slots = "__slots__" in vars(cls) or any(
            _bound(each) == "__slots__" for each in node.body
        )
        is_special = bool(node.decorator_list or not is_plain(type(cls)) or has_slots)
        for member in node.body:
            if dumped(member) in known or isinstance(member, ast.Pass):
                continue
            was: Any = members.get(_bound(member))
            match member:
                case ast.FunctionDef() | ast.AsyncFunctionDef() if type(was) is type(member):
                    self.check_decorators(member, was)
                case ast.FunctionDef():
                    self.add_method(cls, node, member)
                case ast.Expr(value=ast.Constant()):
                    pass
                case ast.Assign() | ast.AnnAssign() if not is_special and _bound(member):
                    self.set_attribute(cls, member, was)
                case _:
                    raise CannotMove(
                        f"{self.where(member)}: the class `{node.name}`, which the process has, "
                        "cannot be given this"
                    )
        set_hash(cls, node, before)
        abc.update_abstractmethods(cls)
        left = {_bound(each) for each in node.body}
        for name, each in members.items():
            if is_special and name not in left and not isinstance(each, ast.FunctionDef):
                raise CannotMove(
                    f"{self.where(node)}: `{name}` of the class `{node.name}`, which the process "
                    "has, cannot be taken away"
                )

    def set_attribute(self, cls: type, member: Any, was: Any) -> None:
        name = _bound(member)
        value = literal(member.value) if member.value is not None else NOTHING
        if value is NOTHING:
            if member.value is not None:
                raise CannotMove(f"{self.where(member)}: `{name}` is no constant")
            return
        now = vars(cls).get(name, NOTHING)
        before = literal(was.value) if was is not None and was.value is not None else NOTHING
        if now is NOTHING or is_same(now, before):
            type.__setattr__(cls, name, value)

    def add_method(self, cls: type, node: ast.ClassDef, member: ast.FunctionDef) -> None:
        qualname = f"{node.name}.{member.name}"
        index = next(each.index for each in self.new.module.functions if each.qualname == qualname)
        code = self.new.code_of(index)
        wrappers = [dumped_name(each) for each in member.decorator_list]
        if set(code.co_freevars) - {"__class__"} or not set(wrappers) <= set(WRAPPERS):
            raise CannotMove(f"{self.where(member)}: the new method `{qualname}` has a decorator")
        closure = (CellType(cls),) if code.co_freevars else None
        made: Any = FunctionType(code, self.namespace, member.name, None, closure)
        give_defaults(made, member.args, None, self.where(member))
        if member.name in IMPLICIT and not wrappers:
            made = IMPLICIT[member.name](made)
        for name in reversed(wrappers):
            made = WRAPPERS[name](made)
        type.__setattr__(cls, member.name, made)


def is_plain(metaclass: type) -> bool:
    """Whether classes of that kind are what their bodies say, so that attributes can be set."""
    kinds = [each for each in metaclass.__mro__ if each not in (type, abc.ABCMeta, object)]
    return not any(name in vars(each) for each in kinds for name in MAKING)


def set_hash(cls: type, node: ast.ClassDef, before: ast.ClassDef) -> None:
    """Have a class no hash where its text defines `__eq__` and none, as Python does."""
    now, then = ({_bound(each) for each in one.body} for one in (node, before))
    has_none = "__hash__" in vars(cls) and vars(cls)["__hash__"] is None
    if "__hash__" in now:
        return
    if "__eq__" in now and "__eq__" not in then:
        type.__setattr__(cls, "__hash__", None)
    elif "__eq__" not in now and "__eq__" in then and has_none:
        type.__delattr__(cls, "__hash__")


# ---- defaults of parameters


def set_defaults(space: Space, new: Linked, old_tree: ast.Module, new_tree: ast.Module) -> None:
    """Give functions that are there the defaults that the new text gives them. CannotMove."""
    before, now = dict(arguments_in(old_tree)), dict(arguments_in(new_tree))
    changed = {
        key: arguments
        for key, arguments in now.items()
        if key in before and dumped(arguments) != dumped(before[key])
    }
    if not changed:
        return
    found: dict[CodeType, list[FunctionType]] = {}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__globals__.get("__builtins__") is space.builtins:
            found.setdefault(each.__code__, []).append(each)
    numbers: dict[str, int] = {}
    for function in new.module.functions[1:]:
        if function.kind == "native":
            continue
        number = numbers[function.qualname] = numbers.get(function.qualname, -1) + 1
        arguments = changed.get((function.qualname, number))
        if arguments is None:
            continue
        place = f"{new.module.filename}:{function.first_line}"
        for each in found.get(new.code_of(function.index), ()):
            give_defaults(each, arguments, before[function.qualname, number], place)


def give_defaults(
    function: FunctionType, arguments: ast.arguments, before: ast.arguments | None, place: str
) -> None:
    """Give it the values of the parameters: those that it has where the text is the same."""
    had: dict[str, tuple[str, Any]] = {}
    if before is not None:
        values = function.__defaults__ or ()
        for name, default in zip(
            [each.arg for each in (*before.posonlyargs, *before.args)][::-1],
            before.defaults[::-1],
            strict=False,
        ):
            if len(values) == len(before.defaults):
                had[name] = dumped(default), values[len(values) - 1 - len(had)]
        named_now = function.__kwdefaults__ or {}
        for each, given in zip(before.kwonlyargs, before.kw_defaults, strict=True):
            if given is not None and each.arg in named_now:
                had[each.arg] = dumped(given), named_now[each.arg]

    def value_of(name: str, default: ast.expr) -> Any:
        if name in had and had[name][0] == dumped(default):
            return had[name][1]
        value = literal(default)
        if value is NOTHING:
            raise CannotMove(f"{place}: the default of `{name}` is no constant")
        return value

    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    with_default = names[len(names) - len(arguments.defaults) :]
    pairs = zip(with_default, arguments.defaults, strict=True)
    function.__defaults__ = tuple([value_of(*pair) for pair in pairs]) or None
    named = {
        each.arg: value_of(each.arg, default)
        for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    }
    function.__kwdefaults__ = named or None


def arguments_in(tree: ast.Module) -> Iterator[tuple[tuple[str, int], ast.arguments]]:
    """The parameters of functions, by qualified name and which of that name it is."""
    numbers: dict[str, int] = {}

    def walk(node: ast.AST, prefix: str) -> Iterator[tuple[tuple[str, int], ast.arguments]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                name = prefix + child.name
                number = numbers[name] = numbers.get(name, -1) + 1
                yield (name, number), child.args
                yield from walk(child, f"{name}.<locals>.")
            elif isinstance(child, ast.ClassDef):
                yield from walk(child, f"{prefix}{child.name}.")
            elif not isinstance(child, ast.Lambda):
                yield from walk(child, prefix)

    return walk(tree, "")


# ---- texts


def _bound(node: ast.stmt) -> str:
    """The name that a statement binds, where it binds just one; else \"\"."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node.name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return ""


def dumped(node: ast.AST) -> str:
    return ast.dump(node)


def dumped_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def literal(node: ast.expr | None) -> Any:
    """The value of a constant expression; NOTHING of any other."""
    if node is None:
        return NOTHING
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return NOTHING


def is_same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
