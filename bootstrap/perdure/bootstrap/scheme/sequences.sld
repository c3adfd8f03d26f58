; Procedures over vectors and strings that call procedures.
(define-library (perdure sequences)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists))
  (export
    ; R7RS
    vector-map vector-for-each string-map string-for-each
    ; SRFI 133
    vector-index vector-count vector-fold vector-binary-search
    all-items
    ; MIT Scheme
    make-initialized-vector vector-tabulate)
  (include "sequences.scm"))
