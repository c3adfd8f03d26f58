"""A large program, the same each time: parts of every kind, and a try of each part.

Its `main` gives a list of the parts that gave another answer than Python did.

Read by: benchmarks.compiling.__main__. Reads: benchmarks.compiling.kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.compiling.kinds import KINDS

SEED = 3

BEGINNING = """\
; Written by `python -m benchmarks.compiling --show`.
(import (scheme base) (scheme case-lambda) (scheme char) (scheme cxr) (scheme lazy)
        (scheme write) (only (srfi 1) fold filter iota) (srfi 69)
        (only (perdure base) fold-left hash-table-count make-equal-hash-table))

(define-syntax while
  (syntax-rules ()
    ((_ test body ...)
     (let loop () (when test body ... (loop))))))

(define-syntax increase!
  (syntax-rules ()
    ((_ place) (increase! place 1))
    ((_ place by) (set! place (+ place by)))))

(define-syntax swap!
  (syntax-rules ()
    ((_ a b) (let ((old a)) (set! a b) (set! b old)))))

(define-syntax or2
  (syntax-rules ()
    ((_ a b) (let ((value a)) (if value value b)))))

(define-syntax my-unless
  (syntax-rules ()
    ((_ test body ...) (if test #f (begin body ...)))))

(define different '())

(define-syntax check
  (syntax-rules ()
    ((_ call answer)
     (let ((found call))
       (if (not (equal? found 'answer))
           (set! different (cons (list 'call found 'answer) different)))))))
"""


@dataclass(frozen=True, slots=True)
class Program:
    text: str
    lines: int
    procedures: int  #: that are defined at top level


def large_program(lines: int) -> Program:
    """A program of at least so many lines."""
    random = Random(SEED)
    texts, checks = [BEGINNING], ["(define (main)"]
    count = BEGINNING.count("\n")
    number = 0
    while count + len(checks) + 2 < lines:
        part = KINDS[number % len(KINDS)](number, random)
        texts.append(part.text)
        checks.append(f"  (check {part.call} {part.answer})")
        count += part.text.count("\n") + 1
        number += 1
    text = "\n".join([*texts, *checks, "  different)\n"])
    return Program(text, text.count("\n"), text.count("\n(define ("))
