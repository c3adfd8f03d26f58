"""Every procedure of R7RS-small with wrong arguments: a clear error, never nonsense.

Each procedure is compiled into a procedure that calls it, as a program's own calls
are, and called with a value of each wrong kind in each position, and with too few
and too many arguments. The error must begin with the procedure's name, say what was
expected and what came, and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from perdure.languages import scheme
from perdure.languages.scheme.expander.keywords import CoreForm
from perdure.languages.scheme.expander.macros import Macro
from perdure.vm import Condition, Done, Execution, Failed, Invoke, Source, Value
from perdure.vm.objects.printer import write_text
from tests.scheme.report import REPORT, names_of
from tests.scheme.signatures import Signature, signatures
from tests.vm.session import Session, shown_outcome

#: How a good value of each kind is made, and which of the wrong values are good after all.
GOOD = {
    "any": ("'x", "*"),
    "number": ("3", "number"),
    "nonzero": ("3", "number"),
    "base": ("3", "number"),
    "real": ("3", "real number"),
    "finite": ("1.5", "number"),
    "rational": ("3/2", "rational"),
    "integer": ("12", "integer"),
    "nonzero-integer": ("5", "integer"),
    "natural": ("17", "natural"),
    "size": ("2", "natural"),
    "small": ("1", ""),
    "start": ("0", ""),
    "end": ("2", ""),
    "byte": ("255", "byte"),
    "radix": ("8", "radix"),
    "code-point": ("955", "natural"),
    "boolean": ("#t", "boolean"),
    "pair": ("(list 1 2)", "pair"),
    "tree": ("(let make ((n 4)) (if (= n 0) 'leaf (cons (make (- n 1)) (make (- n 1)))))", "pair"),
    "list": ("(list 1 2 3)", "list"),
    "alist": ("(list (cons 1 2) (cons 3 4))", "null"),
    "char-list": ("(list #\\a #\\b)", "null"),
    "symbol": ("'sym", "symbol"),
    "char": ("#\\c", "char"),
    "string": ("(string #\\a #\\b #\\c)", "string"),
    "vector": ("(vector 1 2 3)", "vector"),
    "char-vector": ("(vector #\\a #\\b #\\c)", ""),
    "bytevector": ("(bytevector 97 98 99)", "bytevector"),
    "variadic": ("list", "procedure"),
    "unary": ("(lambda (x) x)", "procedure"),
    "binary": ("(lambda (x y) #f)", "procedure"),
    "thunk": ("(lambda () 1)", "procedure"),
    "char-procedure": ("char-upcase", "procedure"),
    "error-object": ('(guard (e (#t e)) (error "bad" 1))', "condition"),
    "port": ('(open-input-string "abc")', "port"),
    "input-port": ('(open-input-string "abc")', "input"),
    "output-port": ("(open-output-string)", "output"),
    "text-input-port": ('(open-input-string "abc")', "input"),
    "text-output-port": ("(open-output-string)", "output"),
    "string-output-port": ("(open-output-string)", "output"),
    "binary-input-port": ("(open-input-bytevector (bytevector 1 2))", ""),
    "binary-output-port": ("(open-output-bytevector)", ""),
    "bytevector-output-port": ("(open-output-bytevector)", ""),
    "library-name": ("'(scheme base)", ""),
    "expression": ("'(+ 1 2)", "*"),
    "version": ("5", "version"),
    "environment": ("(environment '(scheme base))", ""),
}

CIRCULAR = "(let ((l (list 1 2))) (set-cdr! (cdr l) l) l)"

#: Values tried as wrong ones: a Scheme expression, and what it is good for.
WRONG = {
    "5": "number real rational integer natural byte radix version",
    "-7": "number real rational integer",
    "(expt 10 30)": "number real rational integer natural",
    "2.5": "number real rational",
    "+nan.0": "number real",
    "2/3": "number real rational",
    "1+2i": "number",
    "1.0-2.0i": "number",
    "300": "number real rational integer natural",
    "#t": "boolean",
    "#f": "boolean",
    "'()": "list null",
    "'name": "symbol",
    "#\\z": "char",
    "(make-string 3 #\\q)": "string",
    "(cons 1 2)": "pair",
    "(list 7 8)": "pair list",
    CIRCULAR: "pair",
    "(vector 1 2)": "vector",
    "(bytevector 1 2)": "bytevector",
    "car": "procedure",
    "(delay 1)": "promise",
    "(make-parameter 1)": "procedure",
    "(open-input-string \"x\")": "port input",
    "(open-output-string)": "port output",
    "(eof-object)": "",
    "(if #f #f)": "",
    "(guard (e (#t e)) (raise (list 1)))": "pair list",
}  # fmt: skip

#: What the kinds allow beyond what the words above say: (kind, wrong value).
GOOD_AFTER_ALL = {
    ("rational", "+nan.0"),
    ("finite", "1.0-2.0i"),
    ("nonzero", "5"),
}

#: Procedures that find a wrong value only when they come to it, and may not come to it.
LAZY = {
    ("member", 2),  # the predicate, in what is called
    ("assoc", 2),
    ("list-tail", 0),  # a circular list has every tail
    ("list-ref", 0),
    ("list-set!", 0),
}

#: Who tells of the error, where it is not the procedure that was called.
TELLERS = {
    "call-with-current-continuation": "call/cc",
    "call-with-port": "close-port",
    "environment": "import",
    "exact->inexact": "inexact",
    "inexact->exact": "exact",
}

#: Words that only an error of Python's, or of the machine's own, has.
PYTHONIC = re.compile(r"'\w+' object|NoneType|\w+Error\b|unsupported operand|not callable|__\w+__")


@cache
def session() -> Session:
    found = Session.fresh()
    for name, binding in found.root["libraries"]["(scheme r5rs)"].exports.items():
        if name.endswith("-environment"):
            found.user.bind(name, binding, "(scheme r5rs)")
    return found


@cache
def compiled(text: str) -> Value:
    found = session()
    step = scheme.compile_next(Source("wrong.scm", text), 0, found.user, found.world)
    assert step is not None
    return step[0]


def evaluated(text: str) -> Value:
    """A fresh value: what is called may change it."""
    outcome = session().machine.run(Execution.start(), Invoke(compiled(text)))
    assert isinstance(outcome, Done), f"{text} gave {shown_outcome(outcome)}"
    return outcome.value


@cache
def caller(name: str, count: int) -> Value:
    """A procedure that calls the named one, not in tail position, with its arguments."""
    names = " ".join(f"a{k}" for k in range(count))
    return evaluated(f"(lambda ({names}) (list ({name} {names})))")


def positions(signature: Signature) -> Iterator[list[str]]:
    """The kinds of the arguments, for each number of arguments worth trying."""
    kinds = list(signature.required)
    yield kinds
    for kind in signature.optional:
        kinds = [*kinds, kind]
        yield kinds
    if signature.rest:
        yield [*kinds, signature.rest, signature.rest]


def fits(kind: str, wrong: str) -> bool:
    """Whether a value that is tried as a wrong one is right in this place."""
    good_for = GOOD[kind][1].split()
    return good_for == ["*"] or any(word in good_for for word in WRONG[wrong].split())


def report(found: list[str]) -> None:
    wrong = [each for each in found if each]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def complaint(
    name: str, call: str, procedure: Value, arguments: list[Value], kind: str = ""
) -> str:
    """The complaint about how the call failed, or "". An error of that kind is wanted."""
    outcome = session().machine.run(Execution.start(), Invoke(procedure, tuple(arguments)))
    if not isinstance(outcome, Failed):
        return f"{call} gave {shown_outcome(outcome)}"
    payload = outcome.payload
    if not isinstance(payload, Condition):
        return f"{call} raised {write_text(payload)}"
    shown = shown_outcome(outcome)
    is_clear = (
        payload.who in (name, TELLERS.get(name))
        and (not kind or payload.kind == kind)
        and not PYTHONIC.search(payload.message)
    )
    is_call_of_no_procedure = not kind and payload.message.startswith("not a procedure: ")
    if (is_clear or is_call_of_no_procedure) and payload.position.startswith("wrong.scm:1:"):
        return ""
    return f"{call} -> {shown}"


@pytest.mark.parametrize("signature", signatures(), ids=lambda signature: signature.name)
def test_a_wrong_argument_is_an_error_that_says_so(signature: Signature) -> None:
    found = []
    for kinds in positions(signature):
        procedure = caller(signature.name, len(kinds))
        for place, kind in enumerate(kinds):
            for wrong in WRONG:
                if fits(kind, wrong) or (kind, wrong) in GOOD_AFTER_ALL:
                    continue
                if (signature.name, place) in LAZY:
                    continue
                texts = [GOOD[each][0] for each in kinds]
                texts[place] = wrong
                arguments = [evaluated(text) for text in texts]
                call = f"({' '.join([signature.name, *texts])})"
                found.append(complaint(signature.name, call, procedure, arguments))
    report(found)


@pytest.mark.parametrize("signature", signatures(), ids=lambda signature: signature.name)
def test_a_wrong_number_of_arguments_is_an_error_that_says_so(signature: Signature) -> None:
    few = len(signature.required) - 1
    counts = [few] if few >= 0 and signature.name != "append" else []
    if not signature.rest and signature.name not in VARIADIC:
        counts.append(len(signature.required) + len(signature.optional) + MOST_MORE)
    found = []
    for count in counts:
        call = f"({signature.name} with {count} arguments)"
        procedure = caller(signature.name, count)
        found.append(complaint(signature.name, call, procedure, [1] * count, "arity"))
    report(found)


MOST_MORE = 4  #: arguments that no procedure can take beyond those of its signature
#: These take more arguments than their signatures say.
VARIADIC = {"apply", "map", "for-each", "vector-map", "vector-for-each", "string-map",
            "string-for-each", "append"}  # fmt: skip


@pytest.mark.parametrize("signature", signatures(), ids=lambda signature: signature.name)
def test_right_arguments_are_no_error(signature: Signature) -> None:
    for kinds in positions(signature):
        of_console = {"text-input-port", "binary-input-port", "binary-output-port"}
        if of_console & set(signature.optional) and len(kinds) == len(signature.required):
            continue  # it would wait for a person, or write bytes on a console of text
        arguments = [evaluated(GOOD[kind][0]) for kind in kinds]
        procedure = caller(signature.name, len(kinds))
        outcome = session().machine.run(Execution.start(), Invoke(procedure, tuple(arguments)))
        assert isinstance(outcome, Done), shown_outcome(outcome)


#: What the table has no line for, besides syntax: it has tests of its own.
ELSEWHERE = {
    "current-error-port",
    "current-input-port",
    "current-output-port",
    "error",
    "raise",
    "raise-continuable",
    "values",
    "read",
    "interaction-environment",
    "load",
    "command-line",
    "emergency-exit",
    "exit",
    "get-environment-variable",
    "get-environment-variables",
    "call-with-input-file",
    "call-with-output-file",
    "delete-file",
    "file-exists?",
    "open-binary-input-file",
    "open-binary-output-file",
    "open-input-file",
    "open-output-file",
    "with-input-from-file",
    "with-output-to-file",
}


def test_every_procedure_has_a_signature() -> None:
    known = {signature.name for signature in signatures()}
    libraries = session().root["libraries"]
    missing = [
        name
        for library in REPORT
        for name in names_of(library)
        if name not in known | ELSEWHERE
        and library in libraries
        and not isinstance(libraries[library].exports.get(name), CoreForm | Macro)
    ]
    assert missing == []
