"""Libraries: define-library and import (R7RS 5.2, 5.6).

A library is an Environment in the world's table, filed under its printed name.
One that the table lacks is looked for as a source (`World.find_source`), and one
that was loaded from a source is loaded anew when that text, a file it includes,
or a library it imports has changed; what refers to the old one keeps it.

`Environment.origin` holds what that needs: (digest, included paths, imported
library names). The digest is filled in by the library's own code when that has
run to its end, so a library whose loading failed is tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from perdure.languages.scheme.compiler.editions import missing
from perdure.languages.scheme.expander.definitions import Target, TopLevel, define_ahead
from perdure.languages.scheme.expander.expressions import name_of, proper, shape
from perdure.languages.scheme.expander.forms.inclusion import chosen, read_included
from perdure.languages.scheme.expander.keywords import core_forms, definition
from perdure.languages.scheme.expander.library_names import (
    NameParts,
    parts_of,
    printed_name,
    source_of,
)
from perdure.languages.scheme.expander.scopes import Scope, Session, Unit, World
from perdure.languages.scheme.reader import Reader
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import Identifier, List, Syntax, syntax_text
from perdure.vm import core
from perdure.vm.objects.data import literal_string
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell, Source, builtins, builtins_of

_LEVEL = 3  #: Python frames from one import set to the next within it, at most
_LIBRARY = 24  #: from one library to the next that it imports

PROVIDED = "(python "  #: how the names of libraries begin whose functions an application gives

Imports: TypeAlias = "dict[str, tuple[Any, str]]"  #: name -> (binding, library it came from)

#: What a program without any import, and the interaction environment, import: those
#: of these libraries that there are.
DEFAULT_LIBRARIES = (
    "(perdure syntax)",
    "(scheme base)",
    "(scheme case-lambda)",
    "(scheme char)",
    "(scheme complex)",
    "(scheme cxr)",
    "(scheme eval)",
    "(scheme file)",
    "(scheme inexact)",
    "(scheme lazy)",
    "(scheme load)",
    "(scheme process-context)",
    "(scheme read)",
    "(scheme repl)",
    "(scheme time)",
    "(scheme write)",
    "(srfi 69)",
    "(perdure base)",
    "(perdure process)",
)


def keyword_environment() -> Environment:
    """The library (perdure syntax): every keyword of the language."""
    return _exporting("(perdure syntax)", core_forms)


def primitive_environment() -> Environment:
    """The library (perdure primitives): every primitive of Scheme's in this process."""
    return _exporting("(perdure primitives)", builtins_of("scheme"))


def _exporting(name: str, bindings: Any) -> Environment:
    environment = Environment(name)
    environment.bindings.update(bindings)
    environment.exports.update(bindings)
    return environment


# --- import ---------------------------------------------------------------------


@definition("import")
def expand_import(form: List, scope: Scope, target: Target) -> None:
    """`(import import-set ...)` at top level."""
    if not isinstance(target, TopLevel):
        raise syntax_fault("import", "this may only stand at top level", form)
    import_into(scope.environment, shape(form, "import", "(import library ...)", 0), scope.unit)


def import_into(environment: Environment, sets: Sequence[Syntax], unit: Unit) -> None:
    """Bind what the import sets say. A later one hides what an earlier one bound."""
    for stx in sets:
        bind_imports(environment, _import_set(stx, unit))


def bind_imports(environment: Environment, imports: Imports) -> None:
    bindings, imported = environment.bindings, environment.imported
    if not bindings:  # a new library's, most often of all primitives
        bindings.update({name: binding for name, (binding, _) in imports.items()})
        imported.update({name: library for name, (_, library) in imports.items()})
        return
    for name, (binding, library) in imports.items():
        # Looked at first, so that importing twice writes nothing to the database.
        if bindings.get(name) is not binding:
            bindings[name] = binding
        if imported.get(name) != library:
            imported[name] = library


def import_default(environment: Environment, libraries: Any) -> None:
    """Bind all that the standard libraries export, as for a program without imports."""
    for name in DEFAULT_LIBRARIES:
        library = libraries.get(name)
        if library is not None:
            bind_imports(environment, _all_of(library, name))


def _all_of(library: Environment, name: str) -> Imports:
    return {outside: (binding, name) for outside, binding in library.exports.items()}


def _import_set(stx: Syntax, unit: Unit) -> Imports:
    items = proper(stx, "import", "a library name or an import set")
    if len(items) > 1 and isinstance(items[0], Identifier) and isinstance(items[1], List):
        modify = _MODIFIERS.get(items[0].name)
        if modify is not None:
            descent = unit.session.descent
            if descent.left < _LEVEL:
                return descent.deeper(_import_set, stx, unit)
            descent.left -= _LEVEL
            modified = modify(_import_set(items[1], unit), items[2:], stx)
            descent.left += _LEVEL
            return modified
    parts = parts_of(stx, "import")
    return _all_of(find_library(parts, stx, unit), printed_name(parts))


def _picked(imports: Imports, name: Identifier, stx: Syntax) -> tuple[Any, str]:
    found = imports.get(name.name)
    if found is None:
        assert isinstance(stx, List)
        raise syntax_fault("import", f"{syntax_text(stx.items[1])} has no {name.name}", name)
    return found


def _only(imports: Imports, names: Sequence[Syntax], stx: Syntax) -> Imports:
    wanted = [name_of(name, "import") for name in names]
    return {name.name: _picked(imports, name, stx) for name in wanted}


def _except(imports: Imports, names: Sequence[Syntax], stx: Syntax) -> Imports:
    imports = dict(imports)
    for name in names:
        identifier = name_of(name, "import")
        _picked(imports, identifier, stx)
        del imports[identifier.name]
    return imports


def _prefix(imports: Imports, names: Sequence[Syntax], stx: Syntax) -> Imports:
    if len(names) != 1:
        raise syntax_fault("import", "expected (prefix import-set name)", stx)
    prefix = name_of(names[0], "import").name
    return {prefix + name: found for name, found in imports.items()}


def _rename(imports: Imports, names: Sequence[Syntax], stx: Syntax) -> Imports:
    left = dict(imports)
    renamed: Imports = {}
    for pair in names:
        two = proper(pair, "import", "(name new-name)")
        if len(two) != 2:
            raise syntax_fault("import", f"expected (name new-name), got {syntax_text(pair)}", pair)
        old, new = (name_of(item, "import") for item in two)
        renamed[new.name] = _picked(imports, old, stx)
        left.pop(old.name, None)
    return {**left, **renamed}


_MODIFIERS = {"only": _only, "except": _except, "prefix": _prefix, "rename": _rename}


# --- finding and loading --------------------------------------------------------


def find_library(parts: NameParts, stx: Syntax | None, unit: Unit) -> Environment:
    """The library of that name, loaded or loaded anew where need be; Fault if there is none."""
    name = printed_name(parts)
    session = unit.session
    if parts not in unit.imported:
        unit.imported.append(parts)
    session.world.note_library(parts)
    if name in session.unfinished:
        chain = " imports ".join([*session.unfinished[session.unfinished.index(name) :], name])
        raise syntax_fault("import", f"libraries import each other in a circle: {chain}", stx)
    loaded = session.loading.get(name)
    if loaded is not None:
        return loaded
    known = session.world.libraries.get(name)
    if known is not None and is_current(known, parts, session):
        return known
    source = source_of(parts, session.world, stx)
    if source is None:
        more = provided_text(session.world) if name.startswith(PROVIDED) else missing(name)
        raise syntax_fault("import", f"there is no library {name}{more}", stx)
    descent = session.descent
    if descent.left < _LIBRARY:
        return descent.deeper(find_library, parts, stx, unit)
    descent.left -= _LIBRARY
    library = _load(parts, Source(*source), session)
    descent.left += _LIBRARY
    return library


def provided_text(world: World) -> str:
    """The words to say after the name of a library of Python's functions that there is not."""
    provided = sorted(each for each in world.libraries if each.startswith(PROVIDED))
    if not provided:
        return "; no functions of Python's were provided"
    return f"; what was provided is {', '.join(provided)}"


def _load(parts: NameParts, source: Source, session: Session) -> Environment:
    name = printed_name(parts)
    unit = Unit(source, session)
    for form in Reader(source.text, source.name):
        if (
            isinstance(form, List)
            and len(form.items) > 1
            and isinstance(form.items[0], Identifier)
            and form.items[0].name == "define-library"
            and parts_of(form.items[1], "define-library") == parts
        ):
            return _define(form, unit, has_origin=True)
    raise syntax_fault("import", f"{source.name} does not define the library {name}", None)


def is_current(library: Environment, parts: NameParts, session: Session) -> bool:
    """Whether the library is as its source says now, or has no source."""
    if not library.origin:
        return True
    digest, included, imported = library.origin
    source = source_of(parts, session.world)
    return source is None or digest == _digest(parts, source[1], included, imported, session)


def _digest(
    parts: NameParts,
    text: str,
    included: Sequence[str],
    imported: Sequence[NameParts],
    session: Session,
) -> str:
    """The SHA-256 of all that the library is made from."""
    name = printed_name(parts)
    known = session.digests.get(name)
    if known is not None:
        return known
    session.digests[name] = ""  # for a circle of imports, which `find_library` refuses
    total = hashlib.sha256(text.encode())
    for path in included:
        try:
            total.update(session.world.read_file(path).encode())
        except (OSError, ValueError):
            total.update(b"?")
    for other in imported:
        library = session.loading.get(printed_name(other))
        if library is None:
            library = session.world.libraries.get(printed_name(other))
        if library is not None and library.origin:
            source = source_of(other, session.world)
            if source is not None:
                digest = _digest(other, source[1], library.origin[1], library.origin[2], session)
                total.update(digest.encode())
    session.digests[name] = total.hexdigest()
    return session.digests[name]


# --- define-library -------------------------------------------------------------


@definition("define-library")
def expand_define_library(form: List, scope: Scope, target: Target) -> None:
    if not isinstance(target, TopLevel):
        raise syntax_fault("define-library", "this may only stand at top level", form)
    unit = Unit(scope.unit.source, scope.unit.session)
    made = _define(form, unit, has_origin=False)
    unit.session.written.append(made.name)


def _define(form: List, unit: Unit, has_origin: bool) -> Environment:
    """Expand the library; its code becomes pieces of the session."""
    who = "define-library"
    name_stx, *declarations = shape(form, who, "(define-library (name ...) declaration ...)", 1)
    parts = parts_of(name_stx, who)
    name = printed_name(parts)
    session = unit.session
    environment = Environment(name)
    former = session.world.libraries.get(name)
    if former is not None:
        environment.identities = former.identities
    session.loading[name] = environment
    session.unfinished.append(name)

    exports: list[tuple[Identifier, str]] = []
    bodies: list[tuple[Unit, Sequence[Syntax]]] = []
    for declaration, where in _flat(declarations, unit):
        head = declaration.items[0]
        kind = head.name if isinstance(head, Identifier) else ""
        if kind == "export":
            exports += [_export(spec) for spec in declaration.items[1:]]
        elif kind == "import":
            import_into(environment, declaration.items[1:], where)
        elif kind == "begin":
            bodies.append((where, declaration.items[1:]))
        elif kind in ("include", "include-ci"):
            bodies += read_included(declaration, where, fold=kind == "include-ci")
        else:
            raise syntax_fault(
                who, f"unknown library declaration {syntax_text(declaration)}", declaration
            )

    session.unfinished.remove(name)
    for body_unit, forms in bodies:
        define_ahead(forms, Scope.root(environment, body_unit))
    for body_unit, forms in bodies:
        TopLevel(Scope.root(environment, body_unit), name).add(forms)
    for identifier, outside in exports:
        binding = environment.find(identifier.name)
        if binding is None or not _is_defined(binding, session):
            raise syntax_fault(
                who, f"{name} exports {identifier.name} but does not define it", identifier
            )
        environment.export(outside, binding)
    if has_origin:
        _remember_origin(environment, parts, unit)
    session.world.libraries[name] = environment
    return environment


def _is_defined(binding: Any, session: Session) -> bool:
    return not isinstance(binding, Cell) or binding in session.defined or binding.is_bound


def _remember_origin(environment: Environment, parts: NameParts, unit: Unit) -> None:
    session = unit.session
    included = tuple(path for path, _ in unit.included)
    imported = tuple(unit.imported)
    session.digests.pop(environment.name, None)
    digest = _digest(parts, unit.source.text, included, imported, session)
    environment.origin = ("", included, imported)
    done = core.Call(
        core.Const(builtins["scheme:%library-loaded"]),
        (core.Const(environment), core.Const(literal_string(digest)), core.Const(unit.source)),
    )
    session.piece(unit.source, environment.name).body.append(done)


def _flat(declarations: Iterable[Syntax], unit: Unit) -> Iterable[tuple[List, Unit]]:
    """The declarations, those of cond-expand and included files in their places."""
    for declaration in declarations:
        if not (isinstance(declaration, List) and declaration.items and declaration.tail is None):
            raise syntax_fault(
                "define-library",
                f"expected a library declaration, got {syntax_text(declaration)}",
                declaration,
            )
        head = declaration.items[0]
        kind = head.name if isinstance(head, Identifier) else ""
        if kind == "cond-expand":
            yield from _flat(chosen(declaration, unit), unit)
        elif kind == "include-library-declarations":
            for included, forms in read_included(declaration, unit):
                yield from _flat(forms, included)
        else:
            yield declaration, unit


def _export(spec: Syntax) -> tuple[Identifier, str]:
    """`name` or `(rename name outside)`, as (name, outside name)."""
    if isinstance(spec, Identifier):
        return spec, spec.name
    items = proper(spec, "export", "a name or (rename name outside-name)")
    if len(items) == 3 and isinstance(items[0], Identifier) and items[0].name == "rename":
        return name_of(items[1], "export"), name_of(items[2], "export").name
    raise syntax_fault(
        "export", f"expected a name or (rename name outside-name), got {syntax_text(spec)}", spec
    )
