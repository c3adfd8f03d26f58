"""Code that is long, or nested deep, is compiled and runs: ten thousand of whatever it is.

What is flat in a text was refused at some hundred parts, where passes went through it by
recursion; so was what is nested, at a place in the system's own libraries.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from perdure.vm.core import descent
from perdure.vm.objects.conditions import Fault
from tests.programs import program
from tests.vm.session import Session, finish

MANY = 10_000
SOME = 2_000  #: of what goes the same way as something of which there are MANY
FEW = 500  #: of what takes longer, and was refused at a hundred or two

Text = tuple[str, str]  #: a program, and what `write` shows of its value

HELPERS = program(__file__, "helpers")


def each(count: int, part: Callable[[int], str] | str) -> str:
    return " ".join(part if isinstance(part, str) else part(i) for i in range(count))


def nested(count: int, before: str, inside: str, after: str = ")") -> str:
    return f"{before * count}{inside}{after * count}"


def elements_of_a_quasiquote(n: int) -> Text:
    return f"(let ((x 7)) (length `({each(n, str)} ,x)))", str(n + 1)


def unquotes(n: int) -> Text:
    return f"(length `({each(n, lambda i: f',(same {i})')}))", str(n)


def splices(n: int) -> Text:
    return f"(let ((x '(1))) (length `({each(n, ',@x')})))", str(n)


def operands_of_a_recursive_macro(n: int) -> Text:
    return (
        "(define-syntax my-or (syntax-rules () ((_ e) e)"
        " ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))"
        f"(my-or {each(n, '(no 1)')} 5)"
    ), "5"


def nested_additions(n: int) -> Text:
    return f"(define (f x) {nested(n, '(+ 1 ', 'x')}) (f 0)", str(n)


def nested_calls(n: int) -> Text:
    return nested(n, "(next ", "0"), str(n)


def nested_operands_around_a_call(n: int) -> Text:
    return nested(n, "(+ 1 ", "(same 0)"), str(n)


def nested_builtins(n: int) -> Text:  # whose short forms mention operands twice
    return f"(define (f x) {nested(n, '(max 1 2 (- (+ ', 'x', ')))')}) (f 0)", "2"


def an_if_chain(n: int) -> Text:
    chain = "".join(f"(if (eqv? x {i}) {i} " for i in range(n))
    return f"(define (f x) {chain} 'none {')' * n}) (f {n - 1})", str(n - 1)


def an_if_chain_as_an_operand(n: int) -> Text:
    chain = "".join(f"(if (eqv? x {i}) (same {i}) " for i in range(n))
    return f"(define (f x) (+ 1 {chain} 'none {')' * n})) (f {n - 1})", str(n)


def ifs_in_tests(n: int) -> Text:
    return f"(define (f x) {nested(n, '(if ', 'x', ' (same x) (same 0))')}) (f 5)", "5"


def or_of_tests(n: int) -> Text:
    return f"(define (f x) (or {each(n, lambda i: f'(eqv? x {i})')})) (f {n - 1})", "#t"


def calls_in_or(n: int) -> Text:
    return f"(list (or {each(n, '(no 1)')} 3))", "(3)"


def and_of_tests(n: int) -> Text:
    return f"(define (f x) (and {each(n, lambda i: f'(< {-i} x)')} x)) (f 1)", "1"


def clauses_of_case(n: int) -> Text:
    return f"(define (f x) (case x {each(n, lambda i: f'(({i}) {i})')})) (f {n - 1})", str(n - 1)


def clauses_of_cond(n: int) -> Text:
    clauses = each(n, lambda i: f"((= x {i}) {i})")
    return f"(define (f x) (cond {clauses} (else 'none))) (f {n - 1})", str(n - 1)


def receivers_in_cond(n: int) -> Text:
    clauses = each(n, lambda i: f"((assv x '(({i} . {i}))) => cdr)")
    return f"(define (f x) (list (cond {clauses}))) (f {n - 1})", f"({n - 1})"


def clauses_of_case_lambda(n: int) -> Text:
    return f"((case-lambda {each(n, lambda i: f'((a b) {i})')} ((a) a)) 8)", "8"


def clauses_of_guard(n: int) -> Text:
    clauses = each(n, lambda i: f"((eqv? e {i}) {i})")
    return f"(guard (e {clauses}) (raise {n - 1}))", str(n - 1)


def nested_guards(n: int) -> Text:
    return nested(n, "(guard (e (#f 1)) ", "5"), "5"


def bindings_of_let_star(n: int) -> Text:
    bindings = each(n, lambda i: f"(x{i + 1} (+ x{i} 1))")
    return f"(define (f x0) (let* ({bindings}) x{n})) (f 0)", str(n)


def bindings_that_all_stay(n: int) -> Text:
    bindings = each(n, lambda i: f"(x{i} (same x))")
    return f"(define (f x) (let* ({bindings}) (+ {each(n, lambda i: f'x{i}')}))) (f 2)", str(2 * n)


def bindings_of_let_values(n: int) -> Text:
    bindings = each(n, lambda i: f"((a b) (values x {i}))")
    return f"(define (f x) (let*-values ({bindings}) b)) (f 0)", str(n - 1)


def internal_definitions(n: int) -> Text:
    definitions = each(n, lambda i: f"(define x{i + 1} (next x{i}))")
    return f"(define (f x0) {definitions} x{n}) (f 0)", str(n)


def internal_procedures(n: int) -> Text:
    definitions = each(n, lambda i: f"(define (p{i + 1} y) (if (= y 0) x (p{i} (- y 1))))")
    return f"(define (f x) (define (p0 y) x) {definitions} (p{n} {n})) (f 7)", "7"


def procedures_that_know_each_other(n: int) -> Text:
    definitions = each(n, lambda i: f"(define (p{i} y) (if (= y 0) x (p{(i + 1) % n} (- y 1))))")
    return f"(define (f x) {definitions} (map p0 (list 0 {n}))) (f 7)", "(7 7)"


def operands_of_plus(n: int) -> Text:
    return f"(define (f x) (+ {each(n, lambda i: f'(* x {i})')})) (f 1)", str(n * (n - 1) // 2)


def calls_as_operands_of_plus(n: int) -> Text:
    return f"(+ {each(n, lambda i: f'(same {i})')})", str(n * (n - 1) // 2)


def operands_of_string_append(n: int) -> Text:
    return f'(define (f x) (string-length (string-append {each(n, "x")}))) (f "ab")', str(2 * n)


def operands_of_comparisons(n: int) -> Text:
    return f"(define (f x) (list (= {each(n, 'x')}) (< {each(n, 'x')}))) (f 1)", "(#t #f)"


def operands_of_a_procedure(n: int) -> Text:
    parameters, operands = each(n, lambda i: f"p{i}"), each(n, str)
    return f"(define (g {parameters}) p{n - 1}) (g {operands})", str(n - 1)


def expressions_of_a_body(n: int) -> Text:
    return f"(define k 0) (define (f x) {each(n, '(set! k (+ k x))')} k) (f 1)", str(n)


def nested_begins(n: int) -> Text:
    return f"(define k 0) (define (f) {nested(n, '(begin (set! k (+ k 1)) ', 'k')}) (f)", str(n)


def nested_whens(n: int) -> Text:
    return f"(define (f x) {nested(n, '(when (same x) (same 1) ', 'x')} x) (f 1)", "1"


def nested_lets(n: int) -> Text:
    lets = each(n, lambda i: f"(let ((y{i} (+ x {i})))")
    return f"(define (f x) {lets} y{n - 1} {')' * n}) (f 1)", str(n)


def nested_bodies(n: int) -> Text:
    return nested(n, "(let () (define y 1) ", "y"), "1"


def nested_lambdas(n: int) -> Text:
    return f"(define (f x) {nested(n, '(lambda () ', 'x')}) (procedure? (f 1))", "#t"


def nested_definitions(n: int) -> Text:
    definitions = each(n, lambda i: f"(define (f{i} x)")
    calls = each(n - 1, lambda i: f"(f{n - 1 - i} x))")
    return f"{definitions} x) {calls} (f0 1)", "1"


def nested_loops(n: int) -> Text:
    loop = "(do ((i 0 (+ i 1))) ((= i 1)) "
    return f"(define (f x) {nested(n, loop, '(set! x (+ x 1))')} x) (f 1)", "2"


def nested_parameterizes(n: int) -> Text:
    return f"(define p (make-parameter 1)) {nested(n, '(parameterize ((p 2)) ', '(p)')}", "2"


def nested_quotes_of_data(n: int) -> Text:
    return f"(list (pair? '{nested(n, '(', 'x')}) (vector? '{nested(n, '#(', 'x')}))", "(#t #t)"


def nested_quasiquotes(n: int) -> Text:
    return f"(let ((x 1)) (pair? {'`' * n}{',' * n}x))", "#t"


def a_nested_macro(n: int) -> Text:
    template, pattern, use = nested(n, "(list ", "x"), nested(n, "(_ ", "x"), nested(n, "(1 ", "7")
    return (
        f"(define-syntax m (syntax-rules () ((_ x) {template})))"
        f"(define-syntax p (syntax-rules () ((_ {pattern}) x)))"
        f"(list (pair? (m 1)) (p {use}))"
    ), "(#t 7)"


def a_nested_requirement(n: int) -> Text:
    return f"(cond-expand ({nested(n, '(and ', 'r7rs')} 1) (else 2))", "1"


def data_that_is_evaluated(n: int) -> Text:
    return (
        f"(eval (let loop ((i 0) (x 1)) (if (< i {n}) (loop (+ i 1) (list '+ 1 x)) x))"
        " (environment '(scheme base)))"
    ), str(n + 1)


def data_read_and_written(n: int) -> Text:
    return (
        "(define (shown x) (let ((p (open-output-string))) (write x p) (get-output-string p)))"
        f"(define text (string-append (make-string {n} #\\() (make-string {n} #\\))))"
        "(define (datum) (read (open-input-string text)))"
        "(define table (make-equal-hash-table))"
        "(hash-table-set! table (datum) 1)"
        "(list (equal? (datum) (datum)) (string=? text (shown (datum)))"
        "      (hash-table-ref/default table (datum) 2))"
    ), "(#t #t 1)"


COUNTS = {
    MANY: [
        operands_of_a_recursive_macro,
        nested_additions,
        or_of_tests,
        clauses_of_case,
        clauses_of_cond,
        internal_definitions,
        operands_of_plus,
        operands_of_string_append,
        operands_of_comparisons,
        operands_of_a_procedure,
        nested_lambdas,
        nested_quotes_of_data,
        data_read_and_written,
    ],
    SOME: [
        and_of_tests,
        clauses_of_guard,
        clauses_of_case_lambda,
        expressions_of_a_body,
        nested_begins,
        nested_lets,
        unquotes,
        a_nested_requirement,
        bindings_that_all_stay,
        data_that_is_evaluated,
        splices,
        nested_bodies,
    ],
    FEW: [
        nested_calls,
        nested_operands_around_a_call,
        nested_builtins,
        an_if_chain_as_an_operand,
        ifs_in_tests,
        calls_in_or,
        receivers_in_cond,
        nested_guards,
        bindings_of_let_values,
        internal_procedures,
        procedures_that_know_each_other,
        nested_whens,
        nested_definitions,
        nested_loops,
        nested_parameterizes,
        nested_quasiquotes,
        a_nested_macro,
    ],
}
KINDS = [(kind, count) for count, kinds in COUNTS.items() for kind in kinds]


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session.fresh()
    session.eval(HELPERS)
    return session


@pytest.mark.parametrize(("kind", "count"), KINDS, ids=[kind.__name__ for kind, _ in KINDS])
def test_thousands_of(session: Session, kind: Callable[[int], Text], count: int) -> None:
    limit = sys.getrecursionlimit()
    text, answer = kind(count)
    assert session.eval(text) == answer
    assert sys.getrecursionlimit() == limit


@pytest.mark.parametrize("kind", [nested_calls, nested_lets, an_if_chain, a_nested_macro])
@pytest.mark.parametrize("stacks", [0, 3, 6])
def test_code_nested_deeper_than_there_are_stacks_is_refused_at_its_own_place(
    session: Session, monkeypatch: pytest.MonkeyPatch, kind: Callable[[int], Text], stacks: int
) -> None:
    monkeypatch.setattr(descent, "STACKS", stacks)
    with pytest.raises(Fault) as refused:
        session.start("\n" + kind(3_000)[0], "deep.scm")
    condition = refused.value.payload
    assert condition.message == "this code is nested too deeply"
    assert condition.position.startswith("deep.scm:2:")


def test_a_call_that_waits_among_its_many_operands_goes_on_elsewhere() -> None:
    session = Session.fresh()
    session.eval(HELPERS)
    operands = each(MANY, lambda i: f"({'test-pause' if i in (500, 9_500) else 'same'} {i})")
    outcome = session.start(f"(+ {operands})")
    assert finish(session, outcome, moving=True, checks=None) == f"=> {MANY * (MANY - 1) // 2}"


def test_a_wait_in_deeply_nested_choices_and_operands_goes_on_elsewhere() -> None:
    session = Session.fresh()
    session.eval(HELPERS)
    inside = nested(FEW, "(+ 1 (if (no 1) 0 ", "(test-pause 5)", "))")
    outcome = session.start(f"(define (f x y) {nested(FEW, '(and x y ', inside)}) (f 1 2)")
    assert finish(session, outcome, moving=True, checks=None) == f"=> {FEW + 5}"


def test_a_deeply_nested_macro_is_stored() -> None:
    session = Session.fresh()
    template = nested(SOME, "(+ 1 ", "x")
    session.eval(f"(define-syntax m (syntax-rules () ((_ x) {template})))")
    session.manager.commit()
    other = Session(session.database)
    assert other.eval("(m 5)") == str(SOME + 5)


def test_long_code_is_first_called_where_the_stack_is_nearly_full(session: Session) -> None:
    session.eval(f"(define (tall x) {nested(60, '(max 1 (quotient (+ ', 'x', ' x) 2))')})")
    session.eval("(define (down n) (if (= n 0) (tall 7) (+ 1 (down (- n 1)))))")
    assert session.eval("(down 700)") == "707"


LINEAR = [
    elements_of_a_quasiquote,
    an_if_chain,
    bindings_of_let_star,
    calls_as_operands_of_plus,
]


@pytest.mark.alone
@pytest.mark.parametrize("kind", LINEAR, ids=[kind.__name__ for kind in LINEAR])
def test_twice_as_much_takes_no_more_than_some_three_times_as_long(
    session: Session, kind: Callable[[int], Text]
) -> None:
    ratios: list[float] = []
    while not ratios or (min(ratios) > 3.2 and len(ratios) < 3):
        half, whole = (seconds_of(session, *kind(count)) for count in (MANY // 2, MANY))
        ratios.append(whole / half)
    assert min(ratios) <= 3.2  # four times as long, where each part went through all others


def seconds_of(session: Session, text: str, answer: str) -> float:
    """Seconds of processor time, until the text has run."""
    start = time.process_time()
    assert session.eval(text) == answer
    return time.process_time() - start
