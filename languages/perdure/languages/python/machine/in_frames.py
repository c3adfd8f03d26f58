"""Texts that a debugger evaluates in a frame, and what they change of its variables.

A text runs as the body of a function would that had the frame's variables: its parameters are
those, and what it has assigned at its end is the frame's. It runs within one transaction, so it
cannot wait, and touches nothing outside. In the body of a module it runs in the namespace.

Read by: perdure.languages.python.machine.debugging.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from time import process_time
from types import FrameType, FunctionType, MappingProxyType
from typing import Any, NamedTuple, TypeVar

from perdure.languages.python.code import new_unit
from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.generating import nothing_known
from perdure.languages.python.lowering import lower_module
from perdure.languages.python.machine.frames import Frame, box_of
from perdure.languages.python.machine.linking import OPTIONS, Linked
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import CAPTURING, Capture, set_current
from perdure.languages.python.runtime.console import program_streams
from perdure.languages.python.runtime.exclusion import programs

T = TypeVar("T")
NOTHING: Mapping[str, Any] = MappingProxyType({})

NAME = "<debug>"  #: of the file that a text is from, in tracebacks
FUNCTION = "debug"  #: the name of the function that a text is run as


class CannotEnter(Exception):
    """A debugger cannot do that in the frame: one sentence."""


class OnlyShown(CannotEnter):
    """There is no more of the frame than what is shown."""


class Found(NamedTuple):
    """The outcome of a text."""

    value: Any  #: that of its last expression
    has_value: bool  #: whether there is one
    printed: str
    changed: tuple[str, ...]  #: the frame's variables that have other values by that


def variables_of(space: Space, frame: Frame) -> dict[str, Any]:
    """The variables of a frame that have values; those of the lowering are not among them."""
    if frame.index == 0:
        found = dict(space.body_variables(frame))
    else:
        found = dict(zip(frame.kept, frame.values, strict=True))
        for name, cell in (frame.cells or {}).items():
            try:
                found[name] = cell.cell_contents
            except ValueError:
                continue
    return {name: value for name, value in found.items() if name[0] not in ".<"}


def evaluated(space: Space, frame: Frame, text: str) -> Found:
    """Evaluate a text in a frame, which has what it assigns. CannotEnter."""
    tree = parsed(text)
    before = variables_of(space, frame)
    check_known(space, frame, tree, before)
    has_value = bool(tree.body) and isinstance(tree.body[-1], ast.Expr)
    space.output.clear()
    value, after = run(space, frame, tree, {} if frame.index == 0 else before)
    if frame.index == 0:
        after = variables_of(space, frame)
    changed = [name for name, now in after.items() if name not in before or now is not before[name]]
    if frame.index:
        own = own_names(space, frame)
        changed = [name for name in changed if name in own]
        for name in changed:
            assign(space, frame, name, after[name])
    changed = [name for name in changed if not name.startswith("__")]
    return Found(value, has_value, "".join(space.output), tuple(changed))


def parsed(text: str) -> ast.Module:
    """The statements of a text. CannotEnter where it is no Python."""
    try:
        compile(text.strip(), NAME, "exec", dont_inherit=True)
        return tree_of(text.strip(), NAME)
    except (SyntaxError, ValueError) as error:
        raise CannotEnter(f"{text.strip()!r} is no Python: {error}") from None


def own_names(space: Space, frame: Frame) -> set[str]:
    """The names of a function's variables."""
    function = space.unit(frame.unit).module.functions[frame.index]
    names = {*function.local_names, *(frame.cells or {}), *frame.kept, *parameters_of(space, frame)}
    return {name for name in names if name[0] not in ".<"}


def parameters_of(space: Space, frame: Frame) -> list[str]:
    given = space.unit(frame.unit).module.functions[frame.index].parameters
    if given is None:
        return []
    others = [each for each in (given.vararg, given.kwarg) if each is not None]
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs, *others)]


def check_known(space: Space, frame: Frame, tree: ast.Module, known: dict[str, Any]) -> None:
    """CannotEnter where the text reads a variable of the function that has no value here."""
    if frame.index == 0:
        return
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    missing = own_names(space, frame) - set(known) - bound
    for node in names:
        if node.id in missing:
            raise CannotEnter(
                f"`{node.id}` has no value here: it is not assigned yet, or nothing that follows "
                "in the frame reads it"
            )


def run(
    space: Space, frame: Frame, tree: ast.Module, given: dict[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """Run statements that have these variables; the last one's value, and the variables then."""
    names = () if frame.index else bound_by(tree)
    linked = lowered(tree, tuple(given), names, space.unit(frame.unit).module.futures)
    code = linked.code_of(linked.module.functions[1].index)
    function = FunctionType(code, space.namespace_of(frame), FUNCTION)
    known = nothing_known(linked.known)
    space.builtins.update(known)
    try:
        found: tuple[Any, dict[str, Any]] = alone(space, partial(function, **given))
        return found
    finally:
        for name in known:
            del space.builtins[name]


def alone(space: Space, call: Callable[[], T]) -> T:
    """Call something of a program that does not run. CannotEnter where it fails, or would wait."""
    previous = set_current(space)
    space.began_alone = process_time()
    space.builtins[CAPTURING] = space.builtins[".stop"] = False
    try:
        with programs, program_streams(), space.in_sight():
            return call()
    except Capture as capture:
        why = "touch the world outside" if capture.kind in ("effect", "outside") else "wait"
        raise CannotEnter(f"that would have to {why}, which a debugger's text cannot") from None
    except Exception as error:  # noqa: BLE001  (whatever it raises is told)
        raise CannotEnter(f"{type(error).__name__}: {error}") from None
    finally:
        space.builtins[CAPTURING] = True
        set_current(previous)


def lowered(
    tree: ast.Module, given: tuple[str, ...], names: tuple[str, ...], futures: tuple[str, ...]
) -> Linked:
    """A module with nothing but a function that runs statements, lowered as the program's own are.

    It has parameters `given`, and binds `names` in the module. It gives the value of the last
    statement, and its variables.
    """
    body = list(tree.body)
    value: ast.expr = ast.Constant(None)
    if body and isinstance(body[-1], ast.Expr):
        value = body.pop().value  # type: ignore[attr-defined]
    if names:
        body.insert(0, ast.Global(list(names)))
    variables = ast.Call(ast.Name("locals", ast.Load()), [], [])
    body.append(ast.Return(ast.Tuple([value, variables], ast.Load())))
    parameters = ast.arguments([], [ast.arg(name) for name in given], None, [], [], None, [])
    definition: Any = ast.FunctionDef(FUNCTION, parameters, body, [], None, None)
    if "type_params" in ast.FunctionDef._fields:
        definition.type_params = []
    start: list[ast.stmt] = []
    if futures:
        start.append(ast.ImportFrom("__future__", [ast.alias(name) for name in futures], 0))
    whole = ast.unparse(ast.fix_missing_locations(ast.Module([*start, definition], [])))
    try:
        module = lower_module(whole, NAME, NAME, OPTIONS)
    except SyntaxError as error:
        raise CannotEnter(f"that cannot be evaluated in a frame: {error.msg}") from None
    return Linked(new_unit(module, whole))


def holds(
    space: Space, frame: FrameType, text: str, more: Mapping[str, Any] = NOTHING
) -> tuple[bool, str]:
    """Whether a condition is true in a frame that runs; and a remark, where it cannot be told.

    It may read `more` variables.
    """
    unit = space.unit_at(frame)
    assert unit is not None
    is_module = frame.f_locals is frame.f_globals
    given = {} if is_module else dict(frame.f_locals)
    given = {name: value for name, value in given.items() if name[0] not in ".<"}
    given.update(more)
    stop, space.builtins[".stop"] = space.builtins[".stop"], False
    known: dict[str, Any] = {}
    try:
        linked = condition(text, tuple(given), unit.module.futures)
        code = linked.code_of(linked.module.functions[1].index)
        known = nothing_known(linked.known)
        space.builtins.update(known)
        value, _ = FunctionType(code, frame.f_globals, FUNCTION)(**given)
        return bool(value), ""
    except Capture:
        space.builtins[CAPTURING] = False
        return True, ", whose condition would have to wait, or takes long"
    except CannotEnter as refused:
        return True, f", whose condition cannot be evaluated: {refused}"
    except Exception as error:  # noqa: BLE001  (whatever it raises is told)
        return True, f", whose condition fails: {type(error).__name__}: {error}"
    finally:
        space.builtins[".stop"] = stop or space.builtins[".stop"]
        for name in known:
            del space.builtins[name]


@lru_cache(maxsize=64)
def condition(text: str, given: tuple[str, ...], futures: tuple[str, ...]) -> Linked:
    """The text of a condition, lowered; see `lowered`. CannotEnter."""
    return lowered(parsed(text), given, (), futures)


def bound_by(tree: ast.Module) -> tuple[str, ...]:
    """The names that statements bind, in inner functions too."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                found.add(name)
            case ast.alias(name=name, asname=asname):
                found.add(asname or name.partition(".")[0])
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                found.add(name)
    return tuple(sorted(found))


def assign(space: Space, frame: Frame, name: str, value: Any) -> None:
    """Give a variable of a frame a value. CannotEnter where there is no place for it."""
    if frame.index == 0:
        space.namespace_of(frame)[name] = value
        return
    if name in (frame.cells or {}):
        frame.cells[name].cell_contents = value
        return
    values = dict(zip(frame.kept, frame.values, strict=True))
    if frame.generator is not None and name not in values:
        raise CannotEnter(f"nothing that follows in this generator reads `{name}`")
    values[name] = value
    if frame.generator is None:
        frame.kept = tuple(sorted(values))
    frame.values = tuple([values[each] for each in frame.kept])
    if frame.generator is not None:
        box_of(frame.generator).values = frame.values
