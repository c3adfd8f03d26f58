"""Scopes: what an identifier means where it stands.

Hygiene is by renaming with environments (docs/decisions/002-hygiene-by-renaming.md).
A scope maps keys (see `key_of`) to bindings: a core.Variable, or a keyword. Its
outermost ancestor, the root, has no bindings of its own and leads to an
Environment, whose bindings are cells, builtins and keywords.

An identifier means what binds it in the nearest scope. An alias that nothing
binds means what its base means in the scope of the macro that made it.

Scopes may be nested by the thousand (the bindings of a `let*`), so beyond the nearest
ones a key is looked up the other way round: all scopes under one root note in `binders`
which of them bind a key, and `jump` leads to any ancestor in a number of steps that is
logarithmic in the depth (Myers, "An applicative random-access stack", 1983).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, MutableMapping
from dataclasses import field
from typing import Any

from perdure.languages.scheme.expander.keywords import CoreForm
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import Alias, Identifier, Syntax, key_of
from perdure.vm import core
from perdure.vm.core.descent import Descent
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Builtin, Cell, Source, builtins
from perdure.vm.texts import read_program

Binding = Any  #: core.Variable | Cell | Builtin | CoreForm | Macro | Transformer

#: The library whose cells the expander's own calls refer to, where no builtin is meant.
CONTROL_LIBRARY = "(perdure control)"


@dataclass(slots=True)
class World:
    """The world of a program: the libraries there are and where to look for more."""

    libraries: MutableMapping[str, Environment]  #: by printed name, "(scheme base)"
    #: name parts -> (path, text) of the library's source, or None
    find_source: Callable[[tuple[str | int, ...]], tuple[str, str] | None] = lambda parts: None
    read_file: Callable[[str], str] = read_program  #: path -> text, for `include`; OSError, NotText
    #: told of each text that is included, and of each library that is imported
    note_text: Callable[[str, str], None] = lambda path, text: None
    note_library: Callable[[tuple[str | int, ...]], None] = lambda parts: None
    #: whether what is compiled keeps variables in scope for people to look at, needed or not
    keeps_variables: bool = False


@dataclass(slots=True)
class Piece:
    """Expanded code that came from one source."""

    source: Source
    name: str  #: of what it belongs to: a library's printed name, a program's file
    body: list[core.Expr] = field(default_factory=list)
    #: cells whose one definition is all that ever binds them; see Session.fixed
    fixed: frozenset[Cell] = frozenset()


class Session:
    """One expansion of a program or form, with the libraries it loads on the way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.descent = Descent()  #: the stack that is left to what recurses over syntax
        self.defined: set[Cell] = set()  #: cells that this session's code will bind
        self.definitions: Counter[Cell] = Counter()  #: how many definitions each cell has
        self.assigned: set[Cell] = set()  #: cells that some `set!` names
        #: cells that began with what an import had bound to their name; see `own_cell`
        self.hiding: set[Cell] = set()
        #: the interaction environment or another in which any name may be defined anew
        self.open: Environment | None = None
        self.with_macros: set[str] = set()  #: environments in which macros were defined
        self.pieces: list[Piece] = []  #: in the order to be run
        self.loading: dict[str, Environment] = {}  #: libraries being expanded, or done here
        self.unfinished: list[str] = []  #: names of the libraries being expanded, outermost first
        self.digests: dict[str, str] = {}  #: of the sources of libraries, "" for none
        self.written: list[str] = []  #: libraries whose text is a form of this session

    def finish(self, program: str | None = None) -> list[Piece]:
        """The pieces, when all has been expanded; `program` names a whole program's.

        What a program or a library defines once and never assigns is fixed: the
        compiler may rely on the definition. Not so in an environment that stays open
        to further forms, nor in a library with macros, which may assign its variables
        wherever they are used.
        """
        closed = set(self.loading) - self.with_macros
        if program is not None:
            closed.add(program)
        fixed = frozenset(
            cell
            for cell, count in self.definitions.items()
            if count == 1 and cell not in self.assigned and cell.home in closed
        )
        for piece in self.pieces:
            piece.fixed = fixed
        return self.pieces

    def piece(self, source: Source, name: str) -> Piece:
        """The piece to add code to: the last one, if it has the same source."""
        if self.pieces:
            last = self.pieces[-1]
            if last.source is source and last.name == name:
                return last
        made = Piece(source, name)
        self.pieces.append(made)
        return made


class Unit:
    """The text that is being expanded."""

    __slots__ = ("imported", "included", "name", "session", "source")

    def __init__(self, source: Source, session: Session) -> None:
        self.name = source.name  #: a path, "<repl>"
        self.source = source
        self.session = session
        self.imported: list[tuple[str | int, ...]] = []  #: libraries it asked for
        self.included: list[tuple[str, str]] = []  #: (path, text) of what it included


class Scope:
    """The bindings of one binding form; `parent` is None at the root."""

    __slots__ = ("binders", "bindings", "depth", "environment", "jump", "parent", "unit")

    bindings: dict[str | Alias, Binding]
    parent: Scope | None
    environment: Environment
    unit: Unit
    depth: int  #: 0 at the root
    jump: Scope  #: an ancestor; the root's is the root
    binders: dict[str | Alias, list[Scope]]  #: of all scopes under the root

    def __init__(self, parent: Scope) -> None:
        self.bindings = {}
        self.parent = parent
        self.environment = parent.environment
        self.unit = parent.unit
        self.depth = parent.depth + 1
        jump = parent.jump
        is_long = parent.depth - jump.depth == jump.depth - jump.jump.depth
        self.jump = jump.jump if is_long else parent
        self.binders = parent.binders

    @staticmethod
    def root(environment: Environment, unit: Unit | None = None) -> Scope:
        """The outermost scope; without a unit it can only be looked things up in."""
        made = Scope.__new__(Scope)
        made.bindings = {}
        made.parent = None
        made.environment = environment
        made.depth = 0
        made.jump = made
        made.binders = {}
        if unit is not None:
            made.unit = unit
        return made

    def variable(self, identifier: Identifier) -> core.Variable:
        """Bind the identifier to a new variable."""
        made = core.Variable(identifier.name)
        self.bind(identifier, made)
        return made

    def bind(self, identifier: Identifier, binding: Binding) -> None:
        key = key_of(identifier)
        self.bindings[key] = binding
        self.binders.setdefault(key, []).append(self)

    def ancestor(self, depth: int) -> Scope:
        """The scope at that depth which this one is in, or is."""
        at = self
        while at.depth > depth:
            if at.jump.depth >= depth:
                at = at.jump
            else:
                assert at.parent is not None
                at = at.parent
        return at


_NEAR = 8  #: scopes that are looked at one by one
_FEW = 64  #: binders of a key, above which all scopes are


def _bound(key: str | Alias, scope: Scope) -> Binding | None:
    """The binding of the key in the scope or one around it; None where nothing binds it."""
    at: Scope | None = scope
    left = _NEAR
    while at is not None:
        found = at.bindings.get(key)
        if found is not None:
            return found
        at = at.parent
        left -= 1
        if not left and at is not None:
            binders = at.binders.get(key, ())
            if len(binders) <= _FEW:
                around = [each for each in binders if at.ancestor(each.depth) is each]
                if not around:
                    return None
                return max(around, key=_depth).bindings[key]
    return None


def _depth(scope: Scope) -> int:
    return scope.depth


def meaning(identifier: Identifier, scope: Scope) -> Binding | None:
    """The binding of the identifier here; None where nothing binds it."""
    while True:
        key = identifier if identifier.__class__ is Alias else identifier.name
        found = _bound(key, scope)
        if found is not None:
            return found
        if identifier.__class__ is not Alias:
            return scope.environment.bindings.get(key)
        assert isinstance(identifier, Alias)
        defined = identifier.defined
        if defined is not None and defined[0] is scope.environment:
            return defined[1]
        scope = identifier.home
        identifier = identifier.base


def own_cell(name: str, scope: Scope) -> Cell:
    """The cell of that name that the scope's environment defines, made where it is new.

    In an open environment to define what is bound already is to assign it (R7RS 5.3.1),
    so there the cell begins with the value that the name had by an import.
    """
    environment, session = scope.environment, scope.unit.session
    hidden = environment.bindings.get(name) if name in environment.imported else None
    cell = environment.cell(name)
    if hidden is not None and session.open is environment:
        if isinstance(hidden, Builtin):
            cell.value = hidden
            session.hiding.add(cell)
        elif isinstance(hidden, Cell) and hidden.is_bound:
            cell.value = hidden.value
            session.hiding.add(cell)
    return cell


def unbound_cell(identifier: Identifier, scope: Scope) -> Cell:
    """The cell that an identifier nothing binds refers to, until something defines it."""
    while isinstance(identifier, Alias):
        scope = identifier.home
        identifier = identifier.base
    return scope.environment.cell(identifier.name)


def _is_free(binding: Binding | None, session: Session) -> bool:
    """Whether the binding is none, or a cell that was only ever referred to."""
    if binding is None:
        return True
    return isinstance(binding, Cell) and not binding.is_bound and binding not in session.defined


def same_binding(a: Identifier, a_scope: Scope, b: Identifier, b_scope: Scope) -> bool:
    """Whether both mean the same (R7RS 4.3.2): one binding, or none and the same name.

    `b_scope` must belong to a unit.
    """
    a_binding = meaning(a, a_scope)
    b_binding = meaning(b, b_scope)
    if a_binding is b_binding and a_binding is not None:
        return True
    if a.name != b.name:
        return False
    session = b_scope.unit.session
    return _is_free(a_binding, session) and _is_free(b_binding, session)


def is_keyword(stx: Syntax, keyword: CoreForm, scope: Scope) -> bool:
    """Whether the syntax is that keyword; its bare name will do where nothing binds it."""
    if not isinstance(stx, Identifier):
        return False
    binding = meaning(stx, scope)
    if binding is keyword:
        return True
    if stx.name != keyword.name or isinstance(binding, CoreForm | core.Variable):
        return False
    return binding is None or (
        isinstance(binding, Cell)
        and not binding.is_bound
        and not (hasattr(scope, "unit") and binding in scope.unit.session.defined)
    )


def runtime(name: str, scope: Scope) -> core.Expr:
    """The procedure that a core form's expansion calls, whatever the program named so."""
    builtin = builtins.get(f"scheme:{name}") or builtins.get(name)
    if builtin is not None:
        return core.Const(builtin)
    session = scope.unit.session
    control = session.loading.get(CONTROL_LIBRARY)
    if control is None:
        control = session.world.libraries.get(CONTROL_LIBRARY)
    if control is None:
        raise syntax_fault(
            "",
            f"this form needs the procedure {name} of {CONTROL_LIBRARY}, which is not loaded",
            None,
        )
    found = control.exports.get(name) or control.find(name)
    if found is not None and not isinstance(found, Cell):
        return core.Const(found)
    return core.Global(control.cell(name) if found is None else found)


def where(stx: Syntax, scope: Scope) -> core.Position:
    """The position of the syntax in the unit; None where another text wrote it."""
    at = stx.at
    return None if at is None or at[2] != scope.unit.name else (at[0], at[1])
