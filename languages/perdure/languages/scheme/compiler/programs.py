"""Programs and forms: from text to core IR, and on to a closure that runs it.

Code is expanded into pieces, one for each source it came from, because positions
in core IR are relative to one text: a program that imports a library from a file
has two. Compiled, each piece is a procedure of its own; expanded only, they are
one expression.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from perdure.languages.scheme.compiler.defining import names_defined
from perdure.languages.scheme.compiler.libraries import import_default, import_into
from perdure.languages.scheme.expander import Piece, Scope, Session, TopLevel, Unit, World
from perdure.languages.scheme.expander.definitions import define_ahead
from perdure.languages.scheme.expander.expressions import NOTHING, begin
from perdure.languages.scheme.reader import Reader
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import (
    Atom,
    CyclicCode,
    Identifier,
    List,
    Place,
    Syntax,
    from_datum,
)
from perdure.vm import compile_unit, core
from perdure.vm.core.descent import Descent, TooDeep
from perdure.vm.lower.compile import place_of
from perdure.vm.objects.conditions import Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell, Closure, Source, builtins
from perdure.vm.objects.singletons import UNSPECIFIED

Result = TypeVar("Result")

_ROOM = 400  #: Python frames that are worth beginning on


def with_room(work: Callable[[], Result], form: Syntax | None = None) -> Result:
    """The work done on the Python stack that is left, or if that is short, on a new one.

    A program may call `eval` at any depth. A fault at the form where the work's own
    recursion finds no room at all.
    """
    descent = Descent()
    # Python's collector of cycles would go over all that is being made again and again,
    # and find next to nothing.
    collects = gc.isenabled()
    gc.disable()
    try:
        return work() if descent.left >= _ROOM else descent.deeper(work)
    except TooDeep as error:
        places = [getattr(each, "at", None) for each in error.arguments]
        raise _nested_too_deeply(next(filter(None, places), None) or _at(form)) from None
    except RecursionError:
        raise _nested_too_deeply(_at(form)) from None
    finally:
        if collects:
            gc.enable()


def _at(form: Syntax | None) -> Place:
    return None if form is None else form.at


def _nested_too_deeply(at: Place) -> Fault:
    return syntax_fault("", "this code is nested too deeply", Atom(UNSPECIFIED, at))


# --- expanding ------------------------------------------------------------------


def expand_pieces(
    forms: Sequence[Syntax], source: Source, environment: Environment, world: World
) -> list[Piece]:
    """The forms, expanded in the environment, after the libraries they load."""
    return _expanded(forms, Unit(source, Session(world)), environment)


def _expanded(forms: Sequence[Syntax], unit: Unit, environment: Environment) -> list[Piece]:
    unit.session.open = environment
    target = TopLevel(Scope.root(environment, unit))
    target.add(forms)
    return unit.session.finish() or [Piece(unit.source, environment.name, [NOTHING])]


def expand_form(form: Syntax, environment: Environment, world: World) -> core.Expr:
    """One top-level form: an expression, definition, import or define-library."""
    source = Source("<eval>" if form.at is None else form.at[2], "")
    return with_room(lambda: _whole(expand_pieces([form], source, environment, world)), form)


def _whole(pieces: list[Piece]) -> core.Expr:
    return begin([expr for piece in pieces for expr in piece.body])


def program_pieces(text: str, name: str, world: World) -> list[Piece]:
    """A whole program in a fresh environment, after the libraries it loads.

    A program that imports nothing has the standard libraries.
    """
    source = Source(name, text)
    unit = Unit(source, Session(world))
    environment = Environment(name)
    scope = Scope.root(environment, unit)
    target = TopLevel(scope)
    forms = list(Reader(text, name))
    start = 0
    imports = False
    while start < len(forms) and (kind := _opening(forms[start])):
        imports = imports or kind == "import"
        target.add([forms[start]])
        start += 1
    if not imports:
        import_default(environment, world.libraries)
        unit.session.open = environment
    define_ahead(forms[start:], scope)
    target.add(forms[start:])
    return unit.session.finish(name) or [Piece(source, name, [NOTHING])]


def _opening(form: Syntax) -> str:
    """The name of a form that may stand before anything is imported; else ""."""
    if isinstance(form, List) and form.items:
        head = form.items[0]
        if isinstance(head, Identifier) and head.name in ("import", "define-library"):
            return head.name
    return ""


def expand_program(text: str, name: str, world: World) -> core.Expr:
    """A whole program as one expression; bodies of newly loaded libraries come first."""
    return with_room(lambda: _whole(program_pieces(text, name, world)))


def interaction_environment(world: World, name: str = "user") -> Environment:
    """A new environment with the standard libraries imported."""
    environment = Environment(name)
    import_default(environment, world.libraries)
    return environment


# --- compiling ------------------------------------------------------------------


def compile_pieces(
    pieces: list[Piece], source: Source, name: str, world: World, *, is_tail: bool = False
) -> Closure:
    """A procedure of no arguments that runs the pieces in order; `is_tail`: see below."""
    join = begin if is_tail else _kept_on_stack
    keeps = world.keeps_variables
    closures = [_compile_piece(piece, join(piece.body), keeps) for piece in pieces]
    if len(closures) == 1:
        return closures[0]
    calls = tuple(core.Call(core.Const(closure), ()) for closure in closures)
    return compile_unit(core.Begin(calls), source, name)


def _compile_piece(piece: Piece, expr: core.Expr, keeps_variables: bool) -> Closure:
    try:
        return compile_unit(
            expr, piece.source, piece.name, piece.fixed, keeps_variables=keeps_variables
        )
    except TooDeep as error:
        at = place_of(error)
        raise _nested_too_deeply(None if at is None else (*at, piece.source.name)) from None


def _kept_on_stack(body: Sequence[core.Expr]) -> core.Expr:
    """The forms of a text in order, the last one not in tail position.

    So its frame stays, and tells the place of an error that arises in a library.
    """
    *others, last = body
    if isinstance(last, core.Call):
        last = core.Call(core.Const(builtins["values"]), (last,))
    return begin([*others, last])


def compile_program(text: str, name: str, world: World) -> Closure:
    """A whole program as a procedure of no arguments."""
    return with_room(
        lambda: compile_pieces(program_pieces(text, name, world), Source(name, text), name, world)
    )


def compile_text(text: str, name: str, environment: Environment, world: World) -> Closure:
    """All forms of a text; the procedure gives the value of the last."""
    source = Source(name, text)
    forms = list(Reader(text, name))
    return _compile_forms(forms, Unit(source, Session(world)), environment)


def _compile_forms(forms: Sequence[Syntax], unit: Unit, environment: Environment) -> Closure:
    return with_room(
        lambda: compile_pieces(
            _expanded(forms, unit, environment),
            unit.source,
            environment.name,
            unit.session.world,
        ),
        forms[0] if forms else None,
    )


def compile_datum(datum: Value, environment: Environment, world: World) -> Closure:
    """Data as code, for `eval`, whose tail call it must be: it has no places to be kept."""
    form = _syntax_of("eval", datum)
    source = Source("<eval>", "")
    return with_room(
        lambda: compile_pieces(
            expand_pieces([form], source, environment, world),
            source,
            environment.name,
            world,
            is_tail=True,
        )
    )


def _syntax_of(who: str, datum: Value) -> Syntax:
    try:
        return with_room(lambda: from_datum(datum))
    except CyclicCode as error:
        raise syntax_fault(who, str(error), None) from None


def compile_imports(
    import_sets: Sequence[Value], environment: Environment, world: World
) -> Closure:
    """Bind what the import sets say; the procedure loads the libraries that it takes."""
    source = Source("<eval>", "")
    unit = Unit(source, Session(world))
    import_into(environment, [_syntax_of("environment", each) for each in import_sets], unit)
    pieces = unit.session.finish() or [Piece(source, environment.name, [NOTHING])]
    return compile_pieces(pieces, source, environment.name, world)


class Step(NamedTuple):
    """A form of a text, compiled."""

    closure: Closure
    offset: int  #: to go on from; see `compile_next`
    names: tuple[str, ...]  #: that it defines in the environment
    libraries: tuple[str, ...]  #: that it is the text of
    form: Syntax


def compile_next(
    source: Source, offset: int, environment: Environment, world: World
) -> tuple[Closure, int] | None:
    """The form at or after `offset`, and the offset to go on from; None at the end.

    An offset below 0 is `-1 - offset` with `#!fold-case` in force.
    """
    step = compile_step(source, offset, environment, world)
    return None if step is None else step[:2]


def compile_step(
    source: Source, offset: int, environment: Environment, world: World
) -> Step | None:
    """The same, with what the form defines."""
    fold = offset < 0
    start = -1 - offset if fold else offset
    reader = Reader(source.text, source.name, start, fold, source.line)
    form = reader.read()
    if form is None:
        return None
    unit = Unit(source, Session(world))
    closure = _compile_forms([form], unit, environment)
    after = -1 - reader.offset if reader.fold else reader.offset
    session = unit.session
    home = environment.name
    names = {cell.name: None for cell in session.definitions if cell.home == home}
    rest = session.defined.difference(session.definitions)
    names |= dict.fromkeys(sorted(c.name for c in rest if environment.find(c.name) is c))
    if home in session.with_macros:
        names |= dict.fromkeys(_macros_of(form, environment))
    return Step(closure, after, tuple(names), tuple(session.written), form)


def _macros_of(form: Syntax, environment: Environment) -> Iterator[str]:
    """The names that a form, or those in a `begin`, may have given to macros."""
    if not isinstance(form, List) or len(form.items) < 2:
        return
    head = form.items[0]
    if isinstance(head, Identifier) and head.name == "begin":
        for each in form.items[1:]:
            yield from _macros_of(each, environment)
        return
    for name in names_defined(form):
        binding = environment.find(name)
        if binding is not None and not isinstance(binding, Cell):
            yield name
