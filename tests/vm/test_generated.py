"""Programs made at random: stopping and moving them anywhere changes nothing.

A generated program always ends: its loops count down, and it calls only
procedures defined before. `pause` stands where any operand may; in the unbroken
run it gives its argument at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.vm.session import Session, finish

Draw = Callable[..., object]

#: `make soak` makes more.
EXAMPLES = int(os.environ.get("PERDURE_GENERATED", "20"))

PRELUDE = "(define log '()) (define (note x) (set! log (cons x log)) x) (define saved #f)"


@st.composite
def expressions(draw: Draw, names: tuple[str, ...], loops: tuple[str, ...], depth: int) -> str:
    """An expression that gives an integer; `loops` may be called in tail position."""

    def sub(more: tuple[str, ...] = (), tail: tuple[str, ...] = ()) -> str:
        return str(draw(expressions((*names, *more), tail, depth - 1)))

    if depth <= 0:
        return str(draw(st.sampled_from([*names, "1", "2", "7", "-3"])))
    kind = draw(
        st.sampled_from(
            [
                "pause",
                "pause",
                "sum",
                "if",
                "let",
                "loop",
                "set",
                "closure",
                "cond",
                "note",
                "list",
                "begin",
                "self-call",
                "escape",
                "wind",
                "guard",
                "rest",
                "letrec",
                "vector",
                "values",
            ]
        )
    )
    fresh = f"x{draw(st.integers(0, 10_000))}"
    if kind == "pause":
        return f"(pause {sub()})"
    if kind == "sum":
        return f"({draw(st.sampled_from(['+', '-', 'max']))} {sub()} {sub()} {sub()})"
    if kind == "if":
        test = draw(st.sampled_from(["(< {} {})", "(and (< {} {}) (odd? (pause 1)))"]))
        return f"(if {str(test).format(sub(), sub())} {sub(tail=loops)} {sub(tail=loops)})"
    if kind == "let":
        return f"(let (({fresh} {sub()}) (y {sub()})) {sub((fresh, 'y'), loops)})"
    if kind == "loop":
        step = f"(go (- i 1) (modulo {sub(('i', 'a'))} 1000))"
        body = sub(("i", "a"))
        return (
            f"(let go ((i {draw(st.integers(0, 4))}) (a {sub()}))"
            f" (cond ((<= i 0) {body}) ((odd? i) (note a) {step}) (else {step})))"
        )
    if kind == "set":
        return (
            f"(let (({fresh} {sub()})) (set! {fresh} (+ {fresh} {sub((fresh,))})) {sub((fresh,))})"
        )
    if kind == "closure":
        return (
            f"(let* ((n {sub()}) (f (lambda (x) (set! n (+ n x)) (+ n {sub(('n', 'x'))}))))"
            f" (+ (f {sub()}) (f {sub()})))"
        )
    if kind == "cond":
        return f"(cond ((= {sub()} {sub()}) {sub(tail=loops)}) ((pause #f) 0) (else {sub(tail=loops)}))"
    if kind == "note":
        return f"(note {sub()})"
    if kind == "list":
        return f"(apply + (map (lambda (q) (pause (* q {sub(('q',))}))) (list {sub()} {sub()})))"
    if kind == "begin":
        return f"(begin {sub()} (note {sub()}) {sub(tail=loops)})"
    if kind == "self-call":
        return (
            f"(let ((m {sub()})) (define (down k) (if (<= k 0) m (+ (down (- k 1)) {sub(('k', 'm'))})))"
            f" (down {draw(st.integers(0, 3))}))"
        )
    if kind == "escape":
        return f"(call/cc (lambda (k) (+ {sub()} (if (< {sub()} 2) (k {sub()}) {sub()}))))"
    if kind == "wind":
        return f"(dynamic-wind (lambda () (note {sub()})) (lambda () {sub()}) (lambda () (note {sub()})))"
    if kind == "guard":
        return f"(guard (e ((number? e) (+ e {sub()}))) (+ {sub()} (if (< {sub()} 3) (raise {sub()}) {sub()})))"
    if kind == "rest":
        return f"((lambda (a . r) (+ a (length r) {sub(('a',))})) {sub()} {sub()})"
    if kind == "letrec":
        return (
            f"(letrec ((ev? (lambda (n) (if (= n 0) {sub()} (od? (- n 1)))))"
            f" (od? (lambda (n) (if (= n 0) {sub()} (ev? (- n 1)))))) (ev? {draw(st.integers(0, 3))}))"
        )
    if kind == "vector":
        return f"(let ((v (vector {sub()} {sub()}))) (vector-set! v 0 {sub()}) (- (vector-ref v 0) (vector-ref v 1)))"
    return f"(call-with-values (lambda () (values {sub()} {sub()})) (lambda (a b) (- a {sub(('a', 'b'))})))"


@st.composite
def programs(draw: Draw) -> str:
    main = draw(expressions((), (), 4))
    return f"{PRELUDE} (let ((result {main})) (list result (length log) log))"


@pytest.fixture(scope="module")
def house() -> Session:
    return Session.fresh()


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(program=programs(), checks=st.integers(0, 12))
def test_a_generated_program_can_be_stopped_anywhere(
    house: Session, program: str, checks: int
) -> None:
    whole = Session(house.database)
    unbroken = f"(define (pause x) x)\n{program}"
    expected = finish(whole, whole.start(unbroken), moving=False, checks=None)
    assert "Error" not in expected

    broken = Session(house.database)
    broken.machine.checks = checks
    outcome = broken.start(f"(define pause test-pause)\n{program}")
    assert finish(broken, outcome, moving=True, checks=checks + 1) == expected
