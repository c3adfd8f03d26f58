; Comparators (SRFI 128), with what (srfi 125) needs of them besides.
(define-library (perdure comparators)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists))
  (export
    comparator? comparator-ordered? comparator-hashable?
    make-comparator make-pair-comparator make-list-comparator make-vector-comparator
    make-eq-comparator make-eqv-comparator make-equal-comparator
    hash-bound hash-salt
    make-default-comparator default-hash comparator-register-default!
    comparator-type-test-predicate comparator-equality-predicate
    comparator-ordering-predicate comparator-hash-function
    comparator-test-type comparator-check-type comparator-hash
    =? <? >? <=? >=? comparator-if<=>
    comparator-table-equivalence)
  (include "comparators.scm"))
