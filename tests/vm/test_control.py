"""Control is declared: what a frame is to the machine, its code says, and names play no part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from ZODB import DB

from perdure.bootstrap import bootstrap
from perdure.languages import scheme
from perdure.vm import (
    Closure,
    Environment,
    Fault,
    compile_unit,
)
from perdure.vm.code.encoding import decoded
from perdure.vm.core import Call, Const, Let, Local, Region, SetLocal, Variable
from perdure.vm.core.control import ALLOWED, NEEDED, Control, Role, unfit
from perdure.vm.core.notation import definitions, expression
from tests.programs import program
from tests.vm.captured import PROGRAMS as CAPTURED
from tests.vm.session import Session, _library_storage, finish
from tests.vm.test_delimited import PRELUDE
from tests.vm.test_delimited import PROGRAMS as DELIMITED


def compiled(text: str) -> Closure:
    ((_, procedure),) = definitions(text, Environment("test"))
    return compile_unit(procedure, None, "test")


def refusal(text: str) -> str:
    with pytest.raises(Fault) as found:
        compiled(text)
    assert found.value.payload.kind == "syntax"
    return str(found.value.payload.message)


def refused(session: Session, text: str) -> str:
    with pytest.raises(Fault) as found:
        session.eval(text)
    condition = found.value.payload
    return f"{condition.who}: {condition.message} ({condition.position})"


# ---- Declarations that do not fit


def test_a_region_has_the_variables_of_its_kind() -> None:
    assert refusal("(define (f body x) (region guard ((handler x)) (body)) (list x))") == (
        "a region of kind guard needs a variable for marker"
    )
    assert refusal("(define (f body x) (region wind () (body)) (list x))") == (
        "a region of kind wind needs a variable"
    )
    assert refusal("(define (f body x) (region prompt ((prompt x) (handlers x)) (body)) x)") == (
        "a region of kind prompt has no variable for handlers"
    )
    twice = "(define (f body x) (region guard ((marker x) (marker x)) (body)) (list x))"
    assert refusal(twice) == "a region has one variable for marker"


@pytest.mark.parametrize("kind", Control)
def test_a_kind_may_have_the_roles_that_it_needs_and_is_allowed(kind: Control) -> None:
    roles = (*NEEDED[kind], *ALLOWED[kind])
    assert not unfit(kind, tuple(dict.fromkeys(roles)))
    for role in Role:
        if role not in roles:
            assert unfit(kind, (*NEEDED[kind], role))


def test_a_frame_must_keep_what_the_machine_finds_it_by() -> None:
    text = "(define (f body x) (region guard ((marker x)) (body)))"
    assert refusal(text) == "no frame in this region keeps x, which is declared for marker"
    text = "(define (f body x) (let ((r (region handlers ((handlers x)) (body)))) r))"
    assert refusal(text) == "no frame in this region keeps x, which is declared for handlers"


def test_a_guard_waits_for_one_call() -> None:
    text = "(define (f body x) (region guard ((marker x)) (body) (body)) (list x))"
    assert refusal(text) == ("a region of kind guard has one call, that of its body; this has 2")
    text = "(define (f body x) (region guard ((marker x)) (list body)) (list x))"
    assert refusal(text).endswith("this has 0")


def test_what_plays_a_role_is_a_variable_that_stays_as_it_is() -> None:
    text = "(define (f body) (region handlers ((handlers 1)) (body)) body)"
    assert refusal(text) == "only a local variable that is never assigned can play a role"
    text = "(define (f body) (region handlers ((handlers f)) (body)) body)"
    assert refusal(text) == "only a local variable that is never assigned can play a role"
    x, body = Variable("x"), Variable("body")
    x.assigned = True
    region = Region(Control.HANDLERS, (Role.HANDLERS,), (Local(x),), Call(Local(body), ()))
    assigned = Let(
        (x, body),
        (Const(1), expression("(lambda () (yield))", Environment("test"))),
        Let((Variable("r"),), (region,), SetLocal(x, Const(2))),
    )
    with pytest.raises(Fault) as found:
        compile_unit(assigned, None, "test")
    assert found.value.payload.message == "x is assigned, so it cannot play a role"


def test_a_language_says_where_its_declaration_stands() -> None:
    session = Session.fresh()
    session.eval("(import (only (perdure syntax) %region))")
    assert refused(session, "(define (f x) (%region guard ((marker x)) (x)))") == (
        "f: no frame in this region keeps x, which is declared for marker (test.scm:1:15)"
    )
    assert refused(session, "(define (f x) (%region gaurd ((marker x)) (x)))") == (
        "%region: expected one of guard, handlers, wind, parameters, prompt, got gaurd "
        "(test.scm:1:24)"
    )
    session.close()


# ---- What is declared stays where it was declared


def test_what_is_called_in_a_region_is_not_put_in_its_place() -> None:
    """A local procedure that is used once would be, elsewhere."""
    text = program(__file__, "guarded-local")
    (code,) = [c for c in compiled(text).code.constants if type(c).__name__ == "Code"]
    (region,) = decoded(code.lowered).regions
    assert region.first == region.last


def test_procedures_that_hold_nothing_declare_nothing_and_are_stored_as_short_as_before() -> None:
    (code,) = compiled("(define (f x) (x))").code.constants
    assert decoded(code.lowered).regions == []
    assert b"guard" not in code.lowered


# ---- No name means anything


SOURCES = files("perdure.bootstrap") / "scheme"
REGION = re.compile(r"\(%region (\w+) \(((?:\(\w+ [^\s()]+\) ?)+)\)")


def words(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\s()]){re.escape(name)}(?![^\s()])")


def bound_in(form: Any) -> Iterator[str]:
    """The names that a definition of control.scm binds: its own, parameters, variables."""
    match form:
        case ["define", [name, *parameters], *_]:
            yield from parameters
            yield name
        case ["define", str(name), *_]:
            yield name
        case ["let" | "let*", str(name), bindings, *_]:
            yield name
            yield from (variable for variable, _ in bindings)
        case ["let" | "let*", list(bindings), *_]:
            yield from (variable for variable, _ in bindings)
        case ["case-lambda", *clauses]:
            for parameters, *_ in clauses:
                yield from parameters
    if isinstance(form, list):
        for part in form:
            yield from bound_in(part)


def datum(stx: object) -> Any:
    """A form as lists of names."""
    items = getattr(stx, "items", None)
    if items is None:
        return str(getattr(stx, "name", ""))
    tail = getattr(stx, "tail", None)
    return [datum(each) for each in items] + ([] if tail is None else [datum(tail)])


def renamed(text: str) -> tuple[str, dict[str, str]]:
    """The source with every name changed that it binds, and the new names."""
    forms = [datum(stx) for stx in scheme.Reader(text, "control.scm")]
    names = {name: f"n{i}" for i, name in enumerate(sorted(set(bound_in(forms)) - {".", ""}))}
    assert {"dynamic-wind", "%parameterize", "outside", "thunk"} <= set(names)
    kinds: list[str] = []

    def keep(found: re.Match[str]) -> str:
        """A region's kind and roles are words of the form, not names."""
        kinds.append(found[1])
        held = re.sub(r"\((\w+) ([^\s()]+)\)", lambda m: f"(={m[1]} {m[2]})", found[2])
        return f"(%region ={found[1]} ({held})"

    text = REGION.sub(keep, re.sub(r"^\s*;.*$", "", text, flags=re.MULTILINE))
    assert set(kinds) == {"wind", "parameters"}
    for name, other in names.items():
        text = words(name).sub(other, text)
    return re.sub(r"(?<=\()=|(?<=%region )=", "", text), names


@pytest.fixture(scope="module")
def renamed_database() -> DB:
    """One with libraries of which control.scm has other names throughout."""
    text, names = renamed((SOURCES / "control.scm").read_text())
    library = (SOURCES / "control.sld").read_text()
    head, _, exports = library.partition("(export")
    for name, other in names.items():
        exports = words(name).sub(f"(rename {other} {name})", exports)
    replaced = {"control.scm": text, "control.sld": f"{head}(export{exports}"}
    originals = bootstrap._read, bootstrap._sources
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            bootstrap,
            "_read",
            lambda path: replaced.get(path.removeprefix(bootstrap.PREFIX)) or originals[0](path),
        )
        patch.setattr(
            bootstrap,
            "_sources",
            lambda: (
                (name, (path, replaced.get(path.removeprefix(bootstrap.PREFIX), text)))
                for name, (path, text) in originals[1]()
            ),
        )
        storage = _library_storage.__wrapped__()
    return DB(storage)


CONTROL = {
    name: each
    for name, each in CAPTURED.items()
    if re.search(r"guard|wind|parameterize|handler|call/cc|raise|force|apply|values", each[0])
}


@pytest.mark.parametrize("name", CONTROL)
def test_programs_do_the_same_where_control_has_other_names(
    renamed_database: DB, name: str
) -> None:
    text, expected = CONTROL[name]
    here = Session(renamed_database)
    here.machine.checks = 0
    assert finish(here, here.start(text), moving=True, checks=1) == expected


@pytest.mark.parametrize("name", DELIMITED)
def test_and_so_do_delimited_continuations(renamed_database: DB, name: str) -> None:
    text, expected = DELIMITED[name]
    here = Session(renamed_database)
    here.start(PRELUDE)
    here.machine.checks = 0
    assert finish(here, here.start(text), moving=True, checks=1) == expected
