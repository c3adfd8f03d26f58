"""The rest of a long procedure is made in pieces: it costs no more than what is done of it.

And nothing else of it can be told: the same programs, cut nowhere and cut after a few statements,
give the same, and wait with the same frames.
"""

from __future__ import annotations

import ast
import builtins
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perdure.vm import Outcome, Preempted, Return, Waiting
from perdure.vm.machine import linker
from perdure.vm.machine import walk as walking
from perdure.vm.machine.linked import Linked
from perdure.vm.machine.recent import Recent
from perdure.vm.objects.printer import write_text
from perdure.vm.python import functions, pieces, wide
from tests.programs import program
from tests.vm.captured import PROGRAMS
from tests.vm.session import Session, Sites, finish, shown_outcome

NEVER = 1 << 30
IS_THOROUGH = "PERDURE_GENERATED" in os.environ
EXAMPLES = int(os.environ.get("PERDURE_GENERATED", "10"))


@contextmanager
def cut_after(most: int, named: int = wide.WIDE) -> Iterator[None]:
    """Code that is made meanwhile is cut into pieces of that size, and none is known before.

    Of what a frame keeps, no more than `named` variables become parameters.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MOST", most)
        patch.setattr(wide, "WIDE", named)
        patch.setattr(linker, "_compiled", Recent(linker.COMPILED_ROOM))
        yield


@pytest.fixture(scope="module")
def database() -> Iterator[Session]:
    session = Session.fresh()
    yield session
    session.close()


#: Each program in each of the four ways is `make soak`'s; two have both of either.
WAYS = [
    (name, keeps_variables, named)
    for name in PROGRAMS
    for keeps_variables in (False, True)
    for named in (0, wide.WIDE)
    if IS_THOROUGH or keeps_variables == (named == 0)
]


@pytest.mark.parametrize(("name", "keeps_variables", "named"), WAYS)
def test_a_program_that_is_cut_everywhere_can_be_stopped_anywhere(
    database: Session, name: str, keeps_variables: bool, named: int
) -> None:
    text, expected = PROGRAMS[name]
    with cut_after(1, named):
        here = Session(database.database)
        here.world.keeps_variables = keeps_variables
        here.machine.checks = 0
        assert finish(here, here.start(text), moving=False, checks=1) == expected


# ---- the cost

#: Shapes of procedures with n waits in a row; each goes round, or on, in another way.
LONG: dict[str, Callable[[int], str]] = {
    "statements": lambda n: f"(define (f) {'(test-pause) ' * n} 1)",
    "variables": lambda n: (
        f"(define (f) (let* ({''.join(f'(a{i} (test-pause {i}))' for i in range(n))}) 1))"
    ),
    "assignments": lambda n: f"(define (f) (let ((x 1)) {'(set! x (test-pause x)) ' * n} x))",
    "a branch": lambda n: (
        f"(define (f) (let ((x (if (test-pause #t) (begin {'(test-pause) ' * n} 1) 2))) (list x)))"
    ),
    "choices": lambda n: (
        f"(define (f) {''.join(f'(if (test-pause {i}) (car (list {i})))' for i in range(n))} 1)"
    ),
    "a cond": lambda n: (
        f"(define (f) (cond {''.join(f'((test-pause #f) {i})' for i in range(n))} (else 1)))"
    ),
    "a loop": lambda n: (
        f"(define (f) (let go ((i 2)) (if (= i 0) 1 (begin {'(test-pause) ' * n} (go (- i 1))))))"
    ),
    "loops in a loop": lambda n: (
        "(define (f) (do ((i 0 (+ i 1))) ((= i 2) 1) (do ((j 0 (+ j 1))) ((= j 2))"
        f" {'(test-pause) ' * n})))"
    ),
    "small loops": lambda n: (
        f"(define (f) {'(do ((j 0 (+ j 1))) ((= j 2)) (test-pause)) ' * (n // 2)} 1)"
    ),
    "calls of itself": lambda n: (
        f"(define (f . r) (g 2)) (define (g i) {'(test-pause) ' * n} (if (= i 1) 1 (g (- i 1))))"
    ),
    "values that are all needed": lambda n: (
        f"(define (f) (let* ({''.join(f'(a{i} (test-pause {i}))' for i in range(n))})"
        f" (list {' '.join(f'a{i}' for i in range(n))})))"
    ),
    "values kept around a loop": lambda n: (
        f"(define (f) (let* ({''.join(f'(a{i} (test-pause {i}))' for i in range(n))})"
        f" (do ((j 0 (+ j 1))) ((= j 2)) (test-pause a{n // 2}))"
        f" (list {' '.join(f'a{i}' for i in range(n))})))"
    ),
    "a guard": lambda n: f"(define (f) (guard (e (#t 2)) {'(test-pause) ' * n} (raise 1)))",
}


def nodes_compiled(session: Session, text: str) -> int:
    """How many nodes of Python are compiled while a text runs that waits and goes on."""
    count = 0

    def compile_and_count(source: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal count
        count += sum(1 for _ in ast.walk(source))
        return builtins.compile(source, *arguments, **options)

    with cut_after(pieces.MOST), pytest.MonkeyPatch.context() as patch:
        patch.setattr(functions, "compile", compile_and_count, raising=False)
        finish(session, session.start(text), moving=False, checks=None)
    return count


@pytest.mark.parametrize("shape", LONG)
def test_waits_in_a_row_cost_as_many_times_as_there_are(database: Session, shape: str) -> None:
    few, many = (
        nodes_compiled(Session(database.database), f"{LONG[shape](n)} (f)") for n in (100, 400)
    )
    assert many < 4.6 * few  # were each wait to compile the rest, it would be 16


def test_going_on_in_a_long_procedure_costs_what_its_next_piece_does(database: Session) -> None:
    here = Session(database.database)
    outcome = here.start(f"(define (f x) {'(set! x (test-pause x)) ' * 1000} x) (f 7)")
    there, execution, value = here.elsewhere(outcome.execution, 7)  # type: ignore[union-attr]
    count = 0

    def compile_and_count(source: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal count
        count += sum(1 for _ in ast.walk(source))
        return builtins.compile(source, *arguments, **options)

    with cut_after(pieces.MOST), pytest.MonkeyPatch.context() as patch:
        patch.setattr(functions, "compile", compile_and_count, raising=False)
        assert isinstance(there.machine.run(execution, Return(value)), Waiting)
    assert 0 < count < 20 * pieces.MOST
    here.close()
    there.close()


# ---- programs made at random

Draw = Callable[..., Any]

#: `keep` lets a continuation be called twice when the program has come to its end.
PRELUDE = program(__file__, "random-prelude")
FINALE = program(__file__, "random-finale")


def some(draw: Draw, choices: list[str]) -> str:
    return str(draw(st.sampled_from(choices)))


def operand(draw: Draw, names: list[str], depth: int = 2) -> str:
    """An expression that gives a number, perhaps after a wait."""
    kind = some(draw, ["name", "name", "name", "number", "pause", "sum", "continuation"])
    if kind == "name" or depth == 0:
        return some(draw, names)
    if kind == "number":
        return str(draw(st.integers(0, 9)))
    if kind == "pause":
        return f"(test-pause {operand(draw, names, depth - 1)})"
    if kind == "sum":
        return f"(small (+ {operand(draw, names, depth - 1)} {operand(draw, names, depth - 1)}))"
    return f"(call/cc (lambda (k) (keep k) {operand(draw, names, depth - 1)}))"


def statements(draw: Draw, names: list[str], depth: int, least: int = 1, most: int = 3) -> str:
    count = draw(st.integers(least, most))
    return " ".join(statement(draw, names, depth) for _ in range(count))


KINDS = [
    "set",
    "set",
    "set",
    "set",
    "note",
    "note",
    "wait",
    "wait",
    "if",
    "cond",
    "let",
    "loop",
    "value of a loop",
]
KINDS += ["loop in a loop", "guard", "wind", "letrec", "parameter", "closure", "error"]


def statement(draw: Draw, names: list[str], depth: int) -> str:
    kind = some(draw, KINDS if depth > 0 else KINDS[:8])
    x = some(draw, names)

    def value() -> str:
        return operand(draw, names)

    def body(*more: str) -> str:
        return statements(draw, [*names, *more], depth - 1)

    match kind:
        case "set":
            return f"(set! {x} (small (+ {x} {value()})))"
        case "note":
            return f"(note {value()})"
        case "wait":
            return f"(test-pause {x})"
        case "if":
            return f"(if (odd? {value()}) (begin {body()}) (begin {body()}))"
        case "cond":
            return f"(cond ((= 3 {value()}) {body()}) ((even? {value()}) {body()}) (else {body()}))"
        case "let":
            return f"(let* ((y {value()}) (z {value()})) {body('y', 'z')} (note (+ y z)))"
        case "loop":
            return f"(do ((i {draw(st.integers(0, 2))} (- i 1))) ((<= i 0) {body()}) {body('i')})"
        case "value of a loop":
            return (
                f"(set! {x} (let go ((i {draw(st.integers(0, 3))}) (acc {value()}))"
                f" (cond ((<= i 0) acc) ((= acc 7) {body()} 5)"
                f" (else {body('i', 'acc')} (go (- i 1) (small (+ acc {value()})))))))"
            )
        case "loop in a loop":
            return (
                f"(let outer ((i 2)) (if (> i 0) (let inner ((j 2)) {body('i', 'j')}"
                f" (cond ((= j 0) (outer (- i 1))) ((= 5 {value()}) (note 'out))"
                f" (else {body('i', 'j')} (inner (- j 1)))))))"
            )
        case "guard":
            return (
                f"(guard (e ((number? e) {body()} (set! {x} e)))"
                f" {body()} (if (odd? {value()}) (raise {value()})) {body()})"
            )
        case "wind":
            return (
                f"(dynamic-wind (lambda () (note 'in)) (lambda () {body()})"
                f" (lambda () (note 'out) (test-pause 1)))"
            )
        case "letrec":
            return (
                f"(letrec ((down (lambda (n) (if (> n 0) (begin {body('n')} (+ 1 (down (- n 1))))"
                f" {x})))) (set! {x} (small (down {draw(st.integers(0, 2))}))))"
            )
        case "parameter":
            return (
                f"(let ((p (make-parameter 1))) (parameterize ((p {value()})) {body()} (note (p))))"
            )
        case "closure":
            return (
                f"(let ((add (lambda (n) (set! {x} (small (+ n {x})))))) {body()} (add {value()}))"
            )
    return f"(if (= 13 {value()}) (vector-ref (vector {x}) 1))"


@st.composite
def programs(draw: Draw) -> str:
    """A program with a procedure that has a long body."""
    body = statements(draw, ["a", "b", "c"], 2, 5, 10)
    again = some(draw, ["(list a b c)", "(if (> n 0) (f (small (+ a b)) (- n 1)) (list a b c))"])
    main = f"(define (f a n) (let ((b 1) (c 2)) {body} {again}))"
    return f"{PRELUDE}\n{main}\n{FINALE.replace('MAIN', f'(f {draw(st.integers(0, 9))} 1)')}"


MOST_STOPS = 300  #: of one program


def stops(session: Session, text: str, *, moving: bool, checks: int | None) -> list[str]:
    """The whole stack at each wait and check point, and at last what is printed and given."""
    seen: list[str] = []
    sites, decoded = Sites(), cache(Linked)
    session.machine.checks = checks
    outcome: Outcome = session.start(text)
    for _ in range(MOST_STOPS):
        if not isinstance(outcome, (Waiting, Preempted)):
            break
        execution = outcome.execution
        value = outcome.arguments[0] if isinstance(outcome, Waiting) else None
        with mock.patch.object(walking, "Linked", decoded):
            for frame in walking.walk(execution):
                shown = {
                    name: write_text(held)
                    for name, held in frame.locals.items()
                    if isinstance(held, int)
                }
                seen.append(f"{frame.name} {frame.position} {shown}")
        if moving and sites.is_worth_while(execution):
            session, execution, value = _moved(session, execution, value)
        session.machine.checks = checks
        outcome = session.machine.run(execution, Return(value))
    seen.append(f"{session.host.text}=> {shown_outcome(outcome)}")
    session.close()
    return seen


def _moved(session: Session, execution: Any, value: Any) -> Any:
    moved = session.elsewhere(execution, value)
    session.close()
    return moved


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    program=programs(),
    most=st.sampled_from([1, 2, 7, 20, 60]),
    named=st.sampled_from([0, 1, 2, 40]),
    moving=st.sampled_from([False, False, True]),
    checks=st.sampled_from([None, 1, 3]),
    keeps_variables=st.booleans(),
)
def test_a_program_cut_anywhere_stops_and_ends_as_if_it_were_not(
    database: Session,
    program: str,
    most: int,
    named: int,
    moving: bool,
    checks: int | None,
    keeps_variables: bool,
) -> None:
    found = []
    for size, names in ((NEVER, NEVER), (most, named)):
        with cut_after(size, names):
            here = Session(database.database)
            here.world.keeps_variables = keeps_variables
            found.append(stops(here, program, moving=moving and size == most, checks=checks))
    whole, cut = found
    assert cut == whole
