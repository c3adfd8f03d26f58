; Procedures over lists that call procedures. Those that do not are builtins.
(define-library (perdure lists)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export
    ; R7RS
    map for-each member assoc
    ; SRFI 1
    append-map filter-map filter remove partition
    fold fold-right reduce reduce-right delete delete-duplicates
    find find-tail any every count list-index iota list-tabulate
    ; for libraries
    check-end check-ends checked-list unguarded one-less one-less-of-all
    refuse-circle refuse-circles left-over
    ; R6RS
    fold-left
    assert)
  (include "lists.scm"))
